//! Journeys of a person through the built page, in a real browser, against a certified provider.
//!
//! `cargo xtask test` builds what they need and runs them; see the crate's documentation for the
//! environment that they expect. After every journey the console is clean, no policy was violated,
//! no secret is kept or shown anywhere, and no code was posted twice.

mod backend;
mod better_auth;
mod callback;
mod configuration;
mod discovery;
mod environment;
mod figures;
mod forged;
mod habits;
mod harness;
mod history;
mod id_token;
mod imported;
mod keys;
mod later;
mod page;
mod pocketbase;
mod providers;
mod rows;
mod session;
mod sign_in;
mod sign_out;
mod tabs;
mod token;
mod userinfo;
mod web_server;
mod widget;

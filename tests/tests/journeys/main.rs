//! Journeys of a person through the built page, in a real browser, against a certified provider.
//!
//! `cargo xtask test` builds what they need and runs them; see the crate's documentation for the
//! environment that they expect. After every journey the console is clean, no policy was violated,
//! no secret is kept or shown anywhere, and no code was posted twice.

mod alone;
mod backend;
mod bfcache;
mod callback;
mod configuration;
mod crash;
mod discovery;
mod endurance;
mod environment;
mod figures;
mod forged;
mod habits;
mod harness;
mod history;
mod id_token;
mod keys;
mod liveness;
mod offline;
mod page;
mod providers;
mod rows;
mod session;
mod session_end;
mod session_fetch;
mod sign_in;
mod sign_out;
mod sign_out_race;
mod silent_tab;
mod steps;
mod tabs;
mod token;
mod userinfo;
mod wrong_clock;

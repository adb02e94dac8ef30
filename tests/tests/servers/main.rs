//! The real servers that journeys run against, asked over HTTP: without a page and without a browser.
//!
//! What they answer is what the page is written for. A new version of a server that answers otherwise fails
//! here first, and says what is different. `cargo xtask test` installs the servers and says where they are.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "of the helpers too: what cannot be done ends the test"
)]

mod better_auth;
mod check;
mod pocketbase;
mod pocketbase_factors;
mod roles;
mod sign_in;

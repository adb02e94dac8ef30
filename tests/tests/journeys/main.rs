//! Journeys of a person through the built page, in a real browser, against a certified provider.
//!
//! `cargo xtask test` builds what they need and runs them; see the crate's documentation for the
//! environment that they expect.

mod sign_in;

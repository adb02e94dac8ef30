//! The browser: one file per web API, and the driver that runs effects with them.
//!
//! Every function is total: what a browser denies is an answer, not a panic.

mod clock;
mod console;
pub mod driver;
mod fetch;
mod indexed_db;
mod location;
mod random;
mod timer;
mod web_crypto;
mod web_storage;

#[cfg(test)]
mod tests;

pub use driver::Handle;

//! The browser: one file per web API, and the driver that runs effects with them.
//!
//! Every function is total: what a browser denies is an answer, not a panic.

pub mod alike;
pub mod clock;
pub mod console;
pub mod driver;
pub mod events;
pub mod fetch;
pub mod indexed_db;
pub mod location;
pub mod object;
pub mod popup;
pub mod program;
pub mod random;
pub mod session_account;
pub mod session_fetch;
pub mod session_store;
pub mod tabs;
pub mod timer;
pub mod transactions;
pub mod web_crypto;
pub mod web_locks;
pub mod web_storage;

pub use driver::Handle;

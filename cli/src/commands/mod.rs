//! The commands, one file each: its arguments, and `run`.
//!
//! What can be piped on goes to standard output; what is said about it to standard error.

pub mod completions;
pub mod man;
pub mod serve;

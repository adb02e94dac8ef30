//! Portico: a login page that is only static files.

pub mod config;
pub mod failure;
pub mod json;
pub mod protocol;
pub mod session;
pub mod text;
pub mod url;

//! Portico: a login page that is only static files.

pub mod config;
pub mod json;
pub mod text;
pub mod url;

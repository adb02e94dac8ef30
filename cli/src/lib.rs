//! `portico`, the native tool: what is done before the page is deployed, and beside it.
//!
//! It reads `config.json` with the page's own code. It is a library as well, for the project's own commands and browser
//! journeys, which must see the page under the very headers that it is deployed with.

pub mod answers;
pub mod args;
pub mod caching;
pub mod check;
pub mod commands;
pub mod config_file;
pub mod env_file;
pub mod headers;
pub mod host_page;
pub mod input;
pub mod manual;
pub mod output;
pub mod product;
pub mod program;
pub mod serve;
pub mod sharing;
pub mod signals;
pub mod standard;
pub mod terminal;
pub mod web_server;

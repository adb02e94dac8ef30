//! Browser journeys, and the servers they run against.
//!
//! A journey runs on a [`stage`]: the built page ([`site`]) with the headers it is deployed with,
//! a certified OpenID Provider behind a fault [`proxy`], a resource server that verifies tokens
//! ([`servers`]), and a fresh [`browser`]; for the widget also a site of somebody else that carries it ([`host`]). The journeys themselves are in `tests/journeys`.
//!
//! Everything is told where it is by the environment, which `cargo xtask test` sets:
//! `PORTICO_DIST` (the built page), `PORTICO_EXAMPLES` (the built examples), `PORTICO_SERVERS` (a folder with `node_modules`),
//! `PORTICO_POCKETBASE` (the program of PocketBase), `PORTICO_BROWSER` (`chromium` or `firefox`), and the paths of programs that are not on PATH:
//! `PORTICO_CHROMIUM`, `PORTICO_CHROMEDRIVER`, `PORTICO_FIREFOX`, `PORTICO_GECKODRIVER`, `PORTICO_NGINX`, `PORTICO_CADDY`, `PORTICO_APACHE`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    reason = "test support: a verb that cannot be done ends the journey, with a message that says why"
)]

pub mod browser;
pub mod config;
pub mod demo;
pub mod environment;
pub mod foreign;
pub mod host;
pub mod http;
pub mod proxy;
pub mod servers;
pub mod site;
pub mod stage;
pub mod visitor;
pub mod wait;
pub mod web_server;

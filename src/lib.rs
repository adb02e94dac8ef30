//! Portico: a login page that is only static files.
//!
//! The rooms, and the one way that imports go: `ui → browser → session → backend → protocol → config`, all of them
//! over the leaves `json`, `url`, `text`, `failure` and `later`. Everything but `browser`, `ui` and what is over them is pure: it builds and
//! is tested on the host, and never reads a clock, a random source, a storage or the network.
//!
//! For applications of others there is `app` (feature `app`, for the browser only): a session and its components for Leptos.

pub mod backend;
pub mod config;
pub mod failure;
pub mod json;
pub mod later;
pub mod protocol;
pub mod session;
pub mod text;
pub mod url;

#[cfg(all(target_arch = "wasm32", feature = "app"))]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
mod element;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub use start::start;

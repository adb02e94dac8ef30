//! The native side of Portico: the production headers and the static server.
//!
//! It is a library for the project's own commands and browser journeys, which must see the page
//! under the very headers that it is deployed with.

pub mod headers;
pub mod serve;

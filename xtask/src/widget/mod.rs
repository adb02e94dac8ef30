//! The widget as others get it: the npm package, what it says of itself, and the pages that show its use.

pub(crate) mod checks;
#[cfg(test)]
mod codes;
pub(crate) mod costs;
pub(crate) mod examples;
mod files;
pub(crate) mod leptos;
mod manifest;
pub(crate) mod package;
pub(crate) mod tables;
mod typings;
mod workshop;

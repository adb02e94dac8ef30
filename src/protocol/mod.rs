//! OAuth 2.0 and OpenID Connect messages: one file per message or specification.
//!
//! A message is a `request(..)` that makes it and a `response(..)` that checks what came back. Nothing here
//! reads a clock, a random source or the network, and nothing is remembered between calls.

pub mod authorization;
pub(crate) mod base64url;
pub mod clock_skew;
pub mod end_session;
pub mod entropy;
mod error;
pub mod form;
pub mod http;
pub mod id_token;
pub mod jwk;
pub mod jws;
pub mod metadata;
pub mod pkce;
pub mod revocation;
pub mod secret;
pub mod token;
pub mod userinfo;
pub mod www_authenticate;

#[cfg(test)]
mod tests;

pub use clock_skew::ClockSkew;
pub use entropy::Entropy;
pub use error::{AuthorizationError, Error};

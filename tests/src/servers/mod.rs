//! The servers behind a sign-in: the certified OpenID Provider and a resource server, both node.

mod node;
mod op;
mod resource_server;

pub use op::{Op, OpOptions, OpRequest};
pub use resource_server::{ApiRequest, ResourceServer, ResourceServerOptions};

/// The audience of the JWT access tokens, unless a journey says otherwise.
pub const RESOURCE: &str = "https://api.example.test";

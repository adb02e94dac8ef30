//! The servers behind a sign-in: the certified OpenID Provider, a resource server and better-auth, which
//! are node, and PocketBase.

mod better_auth;
mod mailbox;
mod node;
mod op;
mod pocketbase;
mod resource_server;

pub use better_auth::{AuthRequest, BetterAuth, BetterAuthOptions};
pub use op::{ConfidentialClient, Op, OpOptions, OpRequest};
pub use pocketbase::{OAuth2Provider, PocketBase, PocketBaseOptions};
pub use resource_server::{ApiRequest, ResourceServer, ResourceServerOptions};

/// The audience of the JWT access tokens, unless a journey says otherwise.
pub const RESOURCE: &str = "https://api.example.test";

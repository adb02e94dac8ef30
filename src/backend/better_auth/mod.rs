//! better-auth ([API]) with `sso()` or social providers, as Portabase has it; one file per message. Facts are those of
//! 1.7.0 and 1.7.5.
//!
//! A page of the backend's own origin is signed in by a cookie that no script sees: better-auth is the client of the
//! providers, and this page only goes where it says ([`sign_in_sso`], [`sign_in_social`]) and asks who is there
//! afterwards ([`get_session`]). A page of another origin signs in at the provider by itself and exchanges its ID token
//! for a bearer token ([`sign_in_id_token`]). Bodies are JSON, because better-auth takes nothing else: from another
//! origin each call causes a preflight, which better-auth alone does not answer.
//!
//! [API]: https://www.better-auth.com/docs/concepts/oauth

mod address;
pub mod callback_error;
mod credential;
mod error;
pub mod get_session;
pub mod link_social;
pub mod list_accounts;
mod redirect;
mod refusal;
mod secret;
pub mod sign_in_id_token;
pub mod sign_in_social;
pub mod sign_in_sso;
pub mod sign_out;
mod timestamp;
pub mod unlink_account;
mod user;

#[cfg(test)]
mod tests;

pub use credential::Credential;
pub use error::Error;
pub use get_session::Session;
pub use list_accounts::LinkedAccount;
pub use redirect::Start;
pub use secret::SessionToken;
pub use user::User;

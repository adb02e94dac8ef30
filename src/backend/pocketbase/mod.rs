//! PocketBase ([API: record authentication]), one file per message; facts are those of 0.40.6.
//!
//! PocketBase is the confidential client of the identity providers: this page gets a code for it, with a `state` and a
//! `code_verifier` of its own, and hands both over. What comes back is PocketBase's own token. Bodies are forms,
//! which need no CORS preflight; only requests with a token cause one.
//!
//! [API: record authentication]: https://pocketbase.io/docs/api-records/#auth-record-actions

mod address;
pub mod auth_methods;
pub mod auth_refresh;
pub mod auth_store;
pub mod auth_with_oauth2;
pub mod auth_with_otp;
pub mod auth_with_password;
pub mod authorization;
mod error;
pub mod external_auths;
pub mod file;
pub mod realtime;
pub mod record_auth;
mod record_token;
mod refusal;
pub mod request_otp;
mod secret;
pub mod unlink;

#[cfg(test)]
mod tests;

pub use auth_methods::{AuthMethods, Provider};
pub use error::{Error, Method};
pub use external_auths::ExternalAuth;
pub use record_auth::{RecordAuth, Step};
pub use record_token::RecordToken;
pub use secret::{MfaId, OtpId, Password};

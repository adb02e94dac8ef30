//! `sign-in/sso`: begins a sign-in at a provider of the plugin `sso()`, which is how Portabase has its own.

use super::Error;
use super::redirect::{self, Start};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks where to go. With `providerType`, a provider of that name for SAML is not mistaken for one.
pub fn request(base: &Url, start: &Start<'_>) -> Result<Request, Error> {
    redirect::request(base, "sign-in/sso", [("providerId", start.provider), ("providerType", "oidc")], start)
}

/// Reads the answer: the provider's authorization endpoint with better-auth's request in its query.
///
/// # Errors
/// [`Error::DiscoveryUntrusted`] where better-auth was not told to trust the provider's origin.
pub fn response(fetched: Fetched) -> Result<Url, Error> {
    redirect::response(fetched)
}

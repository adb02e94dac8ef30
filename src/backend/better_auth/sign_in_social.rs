//! `sign-in/social`: begins a sign-in at a social provider, or at one of the plugin `genericOAuth()`.

use super::Error;
use super::redirect::{self, Start};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks where to go.
pub fn request(base: &Url, start: &Start<'_>) -> Result<Request, Error> {
    redirect::request(base, "sign-in/social", [("provider", start.provider)], start)
}

/// Reads the answer: the provider's authorization endpoint with better-auth's request in its query.
///
/// # Errors
/// [`Error::ProviderUnknown`] also for a provider of `sso()`, which has an address of its own ([`super::sign_in_sso`]).
pub fn response(fetched: Fetched) -> Result<Url, Error> {
    redirect::response(fetched)
}

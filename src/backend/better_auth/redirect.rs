//! Sign-ins that go through the provider's pages: what they have in common.
//!
//! better-auth makes `state` and `code_verifier`, keeps them behind a cookie for five minutes, and has the provider
//! answer to an address of its own. From there the browser comes back to one of ours.

use super::address::post;
use super::{Credential, Error, refusal};
use crate::json::quote;
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// A sign-in that is to begin.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// What better-auth calls the provider.
    pub provider: &'a str,
    /// Where to come back to. better-auth has to trust its origin.
    pub callback_url: &'a Url,
    /// Where to come back to after a failure, which [`super::callback_error`] finds there. Trusted in the same way.
    pub error_callback_url: &'a Url,
}

/// A POST with cookies: without the one for `state`, the way back ends in `state_mismatch`.
pub(super) fn request<'a>(
    base: &Url,
    path: &str,
    provider: impl IntoIterator<Item = (&'a str, &'a str)>,
    start: &Start<'_>,
) -> Result<Request, Error> {
    let quoted = |(name, value)| (name, quote(value));
    let mut members: Vec<(&str, String)> = provider.into_iter().map(quoted).collect();
    members.extend([
        ("callbackURL", quote(start.callback_url.as_str())),
        ("errorCallbackURL", quote(start.error_callback_url.as_str())),
    ]);
    Ok(Credential::Cookie.on(post(base, path, &members)?))
}

/// Reads `{"url":…,"redirect":true}`.
///
/// # Errors
/// [`Error::AuthorizationUrl`]: whoever can change the answer could send people anywhere, so the least is asked of the
/// address that is asked of one in a provider's metadata.
pub(super) fn response(fetched: Fetched) -> Result<Url, Error> {
    let document = refusal::document(fetched)?;
    let text = document.str("url").ok_or(Error::Malformed("url"))?;
    let url = Url::parse(text).map_err(|_| Error::AuthorizationUrl)?;
    if url.origin().is_secure() && !url.has_fragment() { Ok(url) } else { Err(Error::AuthorizationUrl) }
}

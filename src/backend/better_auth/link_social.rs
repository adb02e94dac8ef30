//! `link-social`: begins to link an identity at a social provider to the account that is signed in.
//!
//! There is no such thing for the providers of `sso()`: their identities come to an account by signing in with them.

use super::Error;
use super::redirect::{self, Start};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks where to go.
pub fn request(base: &Url, start: &Start<'_>) -> Result<Request, Error> {
    redirect::request(base, "link-social", [("provider", start.provider)], start)
}

/// Reads the answer, as that of [`super::sign_in_social`].
///
/// # Errors
/// [`Error::NotSignedIn`]: there is no account to link to.
pub fn response(fetched: Fetched) -> Result<Url, Error> {
    redirect::response(fetched)
}

//! `sign-in/social` with an ID token that this page got at the provider by itself: for pages of other origins.
//!
//! better-auth checks the token against a provider of `genericOAuth()` with the `client_id` of this page, and answers
//! with a session. No cookie and no page of the backend is on the way. Providers of `sso()` have no such door.

use super::address::{object, post};
use super::{Error, SessionToken, User, refusal, user};
use crate::json::{Value, quote};
use crate::protocol::http::{Fetched, Request};
use crate::protocol::secret::{AccessToken, IdToken, Nonce};
use crate::url::Url;

/// What the provider has given.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// What better-auth calls the provider.
    pub provider: &'a str,
    /// The ID token.
    pub id_token: &'a IdToken,
    /// The access token beside it, with which better-auth asks the provider's userinfo.
    pub access_token: &'a AccessToken,
    /// The nonce of the request. better-auth takes a token without one as well, and would then take one that somebody
    /// else got: so it is always sent.
    pub nonce: &'a Nonce,
}

/// Somebody is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// For [`super::Credential::Bearer`], and for calls of the backend.
    pub token: SessionToken,
    /// Who it is.
    pub user: User,
}

/// Asks for a session. Without cookies: one of somebody else would make this a request of theirs.
pub fn request(base: &Url, exchange: &Exchange<'_>) -> Result<Request, Error> {
    let id_token = object(&[
        ("token", quote(exchange.id_token.expose())),
        ("accessToken", quote(exchange.access_token.expose())),
        ("nonce", quote(exchange.nonce.expose())),
    ]);
    post(base, "sign-in/social", &[("provider", quote(exchange.provider)), ("idToken", id_token)])
}

/// Reads the answer. `set-auth-token` is the signed form of the token in the body, and good where `bearer()` wants a
/// signature; it can't be read where CORS does not expose it.
///
/// # Errors
/// [`Error::IdTokenRefused`]; [`Error::IdTokenUnsupported`] for an answer that asks to go to the provider's pages.
pub fn response(fetched: Fetched) -> Result<SignedIn, Error> {
    let response = refusal::success_of_account(fetched)?;
    let document = refusal::parse(response.body.expose())?;
    if document.get("redirect") == Some(&Value::Bool(true)) {
        return Err(Error::IdTokenUnsupported);
    }
    let header = response.set_auth_token.as_ref().and_then(|token| SessionToken::parse(token.expose()));
    let body = || document.str("token").and_then(SessionToken::parse);
    let token = header.or_else(body).ok_or(Error::Malformed("token"))?;
    Ok(SignedIn { token, user: user::parse(&document, response.body.expose())? })
}

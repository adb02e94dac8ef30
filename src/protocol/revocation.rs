//! Token revocation ([RFC 7009 §2]). Best effort: several servers refuse public clients, and nothing waits for it.
//!
//! [RFC 7009 §2]: https://www.rfc-editor.org/rfc/rfc7009#section-2

use super::form;
use super::http::Request;
use super::secret::{AccessToken, RefreshToken};
use crate::url::Url;

/// Revokes a refresh token; servers should revoke its access tokens with it (§2.1).
pub fn refresh_token(revocation_endpoint: &Url, client_id: &str, token: &RefreshToken) -> Request {
    request(revocation_endpoint, client_id, token.expose(), "refresh_token")
}

/// Revokes an access token.
pub fn access_token(revocation_endpoint: &Url, client_id: &str, token: &AccessToken) -> Request {
    request(revocation_endpoint, client_id, token.expose(), "access_token")
}

fn request(revocation_endpoint: &Url, client_id: &str, token: &str, hint: &str) -> Request {
    let body = form::encode([("token", token), ("token_type_hint", hint), ("client_id", client_id)]);
    Request { timeout: 2_000, ..Request::post(revocation_endpoint.clone(), body, 4 * 1024) }
}

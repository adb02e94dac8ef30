//! Userinfo ([OIDC Core §5.3]).
//!
//! [OIDC Core §5.3]: https://openid.net/specs/openid-connect-core-1_0.html#UserInfo

use super::http::{Fetched, Request};
use super::jws::{self, Jws};
use super::secret::AccessToken;
use super::{Error, id_token};
use crate::json::{self, Value};
use crate::url::Url;

/// Largest answer that is read, in bytes.
const MAX_SIZE: usize = 64 * 1024;

/// Asks for the claims. Only after the ID token beside the access token has passed.
pub fn request(userinfo_endpoint: &Url, access_token: &AccessToken) -> Request {
    Request::get(userinfo_endpoint.clone(), MAX_SIZE).with_bearer(access_token)
}

/// What came back.
#[derive(Debug)]
pub enum Answer {
    /// JSON claims of the right subject.
    Claims(Value),
    /// A signed answer (`application/jwt`, OIDC Core §5.3.2): to be verified, then given to [`signed`].
    Signed(Jws),
    /// No answer that can be used. The ID token has said enough, so this ends nothing.
    Nothing,
}

/// Reads the answer. Its only error is another `sub`: then the access token belongs to somebody else, and
/// nothing may be done with it. Claims without a `sub` are not used (OIDC Core §5.3.2), and end nothing.
pub fn response(fetched: Fetched, subject: &str) -> Result<Answer, Error> {
    let Ok(response) = fetched else { return Ok(Answer::Nothing) };
    let body = response.body.expose();
    if !response.is_success() {
        return Ok(Answer::Nothing);
    }
    if response.content_type == "application/jwt" {
        return Ok(jws::parse(body.trim()).map_or(Answer::Nothing, Answer::Signed));
    }
    match json::parse(body) {
        Ok(claims) if is_about(&claims, subject)? => Ok(Answer::Claims(claims)),
        _ => Ok(Answer::Nothing),
    }
}

/// The claims of a signed answer whose signature fits, if `iss` and `aud` do, like an ID token's, and those times that it
/// has, at a time of the provider.
pub fn signed(
    jws: Jws,
    issuer: &str,
    client_id: &str,
    subject: &str,
    now: i64,
) -> Result<Option<Value>, Error> {
    let claims = jws.claims;
    let ours = id_token::check_issuer(&claims, issuer)
        .and(id_token::check_audience(&claims, client_id))
        .and(id_token::check_times(&claims, now));
    Ok((is_about(&claims, subject)? && ours.is_ok()).then_some(claims))
}

/// Is `sub` there, and the one of the ID token?
fn is_about(claims: &Value, subject: &str) -> Result<bool, Error> {
    match claims.str("sub") {
        Some(found) if found != subject => Err(Error::UserinfoSubjectMismatch),
        found => Ok(found.is_some()),
    }
}

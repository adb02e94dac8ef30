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

/// Reads the answer. Its only error is another `sub`: then the access token belongs to somebody else. Claims
/// without a `sub` are not used (OIDC Core §5.3.2), and end nothing.
pub fn response(fetched: Fetched, subject: &str) -> Result<Answer, Error> {
    let Ok(response) = fetched else { return Ok(Answer::Nothing) };
    if !response.is_success() {
        return Ok(Answer::Nothing);
    }
    if response.content_type == "application/jwt" {
        return Ok(jws::parse(response.body.expose().trim()).map_or(Answer::Nothing, Answer::Signed));
    }
    let Ok(claims) = json::parse(response.body.expose()) else { return Ok(Answer::Nothing) };
    of_subject(claims, subject)
}

/// Checks the claims of a signed answer whose signature fits: `iss` and `aud` like an ID token's, and `sub`.
pub fn signed(jws: Jws, issuer: &str, client_id: &str, subject: &str) -> Result<Answer, Error> {
    let claims = jws.claims;
    let ours = id_token::check_issuer(&claims, issuer).and(id_token::check_audience(&claims, client_id));
    match of_subject(claims, subject)? {
        Answer::Claims(_) if ours.is_err() => Ok(Answer::Nothing),
        answer => Ok(answer),
    }
}

fn of_subject(claims: Value, subject: &str) -> Result<Answer, Error> {
    match claims.str("sub") {
        Some(found) if found == subject => Ok(Answer::Claims(claims)),
        Some(_) => Err(Error::UserinfoSubjectMismatch),
        None => Ok(Answer::Nothing),
    }
}

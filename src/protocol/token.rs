//! The token request and its response ([RFC 6749 §4.1.3], [§5]; [OIDC Core §3.1.3]).
//!
//! The request carries nothing that needs a CORS preflight, and no client authentication but `client_id`.
//!
//! [RFC 6749 §4.1.3]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
//! [§5]: https://www.rfc-editor.org/rfc/rfc6749#section-5
//! [OIDC Core §3.1.3]: https://openid.net/specs/openid-connect-core-1_0.html#TokenEndpoint

use super::http::{FetchError, Fetched, Request, Response};
use super::secret::{AccessToken, Code, CodeVerifier, IdToken, RefreshToken};
use super::{ClockSkew, Error, form};
use crate::json::{self, Value};
use crate::url::Url;

/// Largest response that is read, in bytes.
const MAX_SIZE: usize = 64 * 1024;

/// Longest life of an access token that is believed, in seconds: ten years.
const MAX_LIFE: f64 = 315_360_000.0;

/// Exchanges a code (RFC 6749 §4.1.3, RFC 7636 §4.5).
pub fn request(
    token_endpoint: &Url,
    client_id: &str,
    redirect_uri: &Url,
    code: &Code,
    code_verifier: &CodeVerifier,
    resource: Option<&str>,
) -> Request {
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", redirect_uri.as_str()),
        ("client_id", client_id),
        ("code_verifier", code_verifier.expose()),
    ];
    let resource = resource.map(|resource| ("resource", resource));
    Request::post(token_endpoint.clone(), form::encode(parameters.into_iter().chain(resource)), MAX_SIZE)
}

/// Renews with a refresh token (RFC 6749 §6).
pub fn renewal(
    token_endpoint: &Url,
    client_id: &str,
    refresh_token: &RefreshToken,
    resource: Option<&str>,
) -> Request {
    let parameters = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.expose()),
        ("client_id", client_id),
    ];
    let resource = resource.map(|resource| ("resource", resource));
    Request::post(token_endpoint.clone(), form::encode(parameters.into_iter().chain(resource)), MAX_SIZE)
}

/// A successful response (RFC 6749 §5.1). Unknown members are ignored.
#[derive(Debug)]
pub struct Tokens {
    /// Of type Bearer (RFC 6750).
    pub access_token: AccessToken,
    /// Seconds; `None` if the server does not say.
    pub expires_in: Option<i64>,
    /// Some servers give one only for `offline_access`, some never.
    pub refresh_token: Option<RefreshToken>,
    /// Not verified yet.
    pub id_token: Option<IdToken>,
    /// When they came: seconds since 1970, by the clock of the device.
    pub received_at: i64,
    /// By the `Date` of the response. No other response is asked for it: an answer to a POST comes out of no cache
    /// (RFC 6749 §5.1), while metadata and keys may have the date of yesterday.
    pub clock_skew: Option<ClockSkew>,
}

/// Reads the answer that came `now`. Its shape and status decide, not one `error` code: many servers have their own.
pub fn response(fetched: Fetched, now: i64) -> Result<Tokens, Error> {
    let response = fetched.map_err(|error| match error {
        FetchError::TooLarge => Error::TokenTooLarge,
        other => Error::TokenUnreachable(other),
    })?;
    let document = json::parse(response.body.expose());
    if !response.is_success() {
        return Err(rejection(&response, document.ok().as_ref()));
    }
    let document = document.map_err(|_| Error::TokenMalformed("document"))?;
    let access_token = text(&document, "access_token")?.ok_or(Error::TokenMalformed("access_token"))?;
    // Case-insensitive: RFC 6749 §7.1.
    if !document.str("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(Error::TokenMalformed("token_type"));
    }
    Ok(Tokens {
        access_token: AccessToken::new(access_token),
        expires_in: expires_in(&document)?,
        refresh_token: text(&document, "refresh_token")?.map(RefreshToken::new),
        id_token: text(&document, "id_token")?.map(IdToken::new),
        received_at: now,
        clock_skew: response.date.and_then(|date| ClockSkew::between(date, now)),
    })
}

/// RFC 6749 §5.2 where the server keeps to it; `error` may also be a sentence, and is dropped then.
fn rejection(response: &Response, document: Option<&Value>) -> Error {
    const REGISTERED: [&str; 12] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_target",
        "invalid_dpop_proof",
        "use_dpop_nonce",
        "server_error",
        "slow_down",
        "temporarily_unavailable",
    ];
    let error = document.and_then(|document| document.str("error"));
    match error {
        Some(error) if !response.is_transient() => Error::TokenRejected {
            status: response.status,
            code: REGISTERED.into_iter().find(|known| *known == error),
        },
        _ => Error::TokenHttp(response.status),
    }
}

/// A member that is a text that can stand in a header or a form, or is absent.
fn text<'a>(document: &'a Value, name: &'static str) -> Result<Option<&'a str>, Error> {
    match document.get(name) {
        None => Ok(None),
        // What some servers send in place of nothing.
        Some(Value::String(text)) if text.is_empty() && name != "access_token" => Ok(None),
        // VSCHAR (RFC 6749 Appendix A.12): anything else could break out of the Authorization header.
        Some(Value::String(text))
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') =>
        {
            Ok(Some(text))
        }
        Some(_) => Err(Error::TokenMalformed(name)),
    }
}

/// A number, or (an old habit) digits in a string.
fn expires_in(document: &Value) -> Result<Option<i64>, Error> {
    let seconds = match document.get("expires_in") {
        None => return Ok(None),
        Some(Value::Number(seconds)) => *seconds,
        Some(Value::String(digits)) => match json::parse(digits) {
            Ok(Value::Number(seconds)) => seconds,
            _ => return Err(Error::TokenMalformed("expires_in")),
        },
        Some(_) => return Err(Error::TokenMalformed("expires_in")),
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be between 0 and ten years")]
    if (0.0..=MAX_LIFE).contains(&seconds) {
        Ok(Some(seconds as i64))
    } else {
        Err(Error::TokenMalformed("expires_in"))
    }
}

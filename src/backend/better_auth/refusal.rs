//! What better-auth's refusals mean: `{"message":"…","code":"…"}`.
//!
//! The code tells, where there is one; what plugins and the backend's own hooks throw has a sentence only. Of an
//! unknown one the status remains.

use super::{Error, callback_error};
use crate::json::{self, Value};
use crate::protocol::http::{FetchError, Fetched, Response};

/// Seconds, where `X-Retry-After` can't be read: the window of better-auth's own limit.
const LIMIT: u32 = 10;

/// The answer, if it is no refusal.
pub(super) fn success(fetched: Fetched) -> Result<Response, Error> {
    let response = fetched.map_err(|error| match error {
        FetchError::TooLarge => Error::TooLarge,
        other => Error::Unreachable(other),
    })?;
    if response.is_success() { Ok(response) } else { Err(refusal(&response)) }
}

/// The same where a refusal may be about an account, in the words of a callback.
pub(super) fn success_of_account(fetched: Fetched) -> Result<Response, Error> {
    let document = fetched.as_ref().ok().and_then(|response| json::parse(response.body.expose()).ok());
    let text = |name| document.as_ref().and_then(|document| document.str(name));
    let reason = match text("code") {
        Some("OAUTH_LINK_ERROR") => {
            Some(text("message").and_then(callback_error::named).unwrap_or(Error::SignInFailed))
        }
        code => code.and_then(callback_error::named),
    };
    match success(fetched) {
        Err(Error::Http(_)) if let Some(reason) = reason => Err(reason),
        other => other,
    }
}

/// The JSON object of an answer that is no refusal.
pub(super) fn document(fetched: Fetched) -> Result<Value, Error> {
    parse(success(fetched)?.body.expose())
}

/// A JSON object.
pub(super) fn parse(text: &str) -> Result<Value, Error> {
    match json::parse(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        _ => Err(Error::Malformed("document")),
    }
}

fn refusal(response: &Response) -> Error {
    let document = json::parse(response.body.expose()).unwrap_or(Value::Null);
    let message = document.str("message").unwrap_or("");
    let says = |start: &str| message.starts_with(start);
    if response.status == 429 {
        return Error::RateLimited { seconds: response.retry_after.unwrap_or(LIMIT) };
    }
    match document.str("code").unwrap_or("") {
        "INVALID_ORIGIN" | "MISSING_OR_NULL_ORIGIN" => Error::Origin,
        "INVALID_CALLBACK_URL" | "INVALID_ERROR_CALLBACK_URL" => Error::CallbackUrl,
        "PROVIDER_NOT_FOUND" => Error::ProviderUnknown,
        "VALIDATION_ERROR" | "UNSUPPORTED_MEDIA_TYPE" => Error::RequestInvalid,
        "ID_TOKEN_NOT_SUPPORTED" => Error::IdTokenUnsupported,
        "INVALID_TOKEN" => Error::IdTokenRefused,
        "FAILED_TO_GET_USER_INFO" => Error::UserRefused,
        "USER_EMAIL_NOT_FOUND" => Error::EmailMissing,
        // A 401 alone is none of these: a proxy may ask for a password, a plugin for a verified domain.
        "UNAUTHORIZED" | "FAILED_TO_GET_SESSION" | "SESSION_EXPIRED" => Error::NotSignedIn,
        "SESSION_NOT_FRESH" => Error::SessionNotFresh,
        "FAILED_TO_UNLINK_LAST_ACCOUNT" => Error::LastAccount,
        "ACCOUNT_NOT_FOUND" => Error::AccountMissing,
        "discovery_untrusted_origin" | "discovery_private_host" => Error::DiscoveryUntrusted,
        "issuer_mismatch" | "unsupported_token_auth_method" | "oidc_endpoint_redirect" => {
            Error::DiscoveryFailed
        }
        code if code.starts_with("discovery_") => Error::DiscoveryFailed,
        _ if says("Access Denied: No matching roles found") => Error::RoleRefused,
        _ if says("No provider found") || says("OIDC provider is not configured") => Error::ProviderUnknown,
        _ => Error::Http(response.status),
    }
}

//! What PocketBase's refusals mean: `{"data":{},"message":"…","status":400}`.
//!
//! It has codes for fields only, so all else is told by the sentence. Of an unknown one the status remains.

use super::error::{Error, Method};
use crate::json::{self, Value};
use crate::protocol::http::{FetchError, Fetched, Response};
use crate::text::clean;

/// Most fields that an error names.
const MAX_FIELDS: usize = 8;

/// Seconds: PocketBase sends no `Retry-After`; its own limit for sign-ins is two in three seconds.
const LIMIT: u32 = 3;

/// Seconds: five one-time passwords in three minutes.
const OTP_LIMIT: u32 = 180;

/// Whatever the answer is.
pub(super) fn answered(fetched: Fetched) -> Result<Response, Error> {
    fetched.map_err(|error| match error {
        FetchError::TooLarge => Error::TooLarge,
        other => Error::Unreachable(other),
    })
}

/// 429
pub(super) fn rate_limited(response: &Response, is_otp: bool) -> Error {
    let limit = if is_otp { OTP_LIMIT } else { LIMIT };
    Error::RateLimited { seconds: response.retry_after.unwrap_or(limit) }
}

/// The answer, if it is no refusal.
pub(super) fn success(fetched: Fetched) -> Result<Response, Error> {
    let response = answered(fetched)?;
    if response.is_success() { Ok(response) } else { Err(refusal(&response)) }
}

/// The JSON of an answer that is no refusal.
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
    let of_provider = code(&document, "provider");
    match response.status {
        429 => rate_limited(response, says("Too many attempts")),
        401 if says("The request requires valid record authorization") => Error::TokenRefused,
        403 if says("The request requires auth record from") => Error::TokenCollection,
        403 if says("The request doesn't satisfy the collection requirements") => Error::AuthRule,
        403 if says("Only superusers") => Error::CreateRule,
        403 => match message.strip_prefix("The collection is not configured to allow ") {
            Some(rest) if rest.starts_with("OAuth2") => Error::MethodOff(Method::OAuth2),
            Some(rest) if rest.starts_with("OTP") => Error::MethodOff(Method::Otp),
            Some(rest) if rest.starts_with("password") => Error::MethodOff(Method::Password),
            _ => Error::Http(403),
        },
        404 if says("Missing or invalid") && message.ends_with("collection context.") => {
            Error::CollectionMissing
        }
        400 if says("Failed to fetch OAuth2 token") => Error::CodeRefused,
        400 if says("Failed to fetch OAuth2 user") => Error::UserRefused,
        400 if says("Failed to create record") => match fields(&document) {
            // Not a field of the record, but the rule for making one.
            fields if fields.is_empty() => Error::CreateRule,
            _ if code(&document, "email") == Some("validation_required") => Error::EmailUnverified,
            fields => Error::RecordInvalid { fields },
        },
        400 if says("Failed to authenticate") => match of_provider {
            Some("validation_not_unique") => Error::AlreadyLinked,
            _ => Error::Credentials,
        },
        400 if says("Invalid or expired OTP") => Error::OtpWrong,
        400 if says("Invalid or expired MFA") => Error::MfaExpired,
        400 if says("A different authentication method") => Error::MfaSameMethod,
        400 if of_provider == Some("validation_invalid_provider") => Error::ProviderUnknown,
        400 if says("An error occurred while") => Error::RequestInvalid { fields: fields(&document) },
        status => Error::Http(status),
    }
}

/// What is wrong with a field.
fn code<'a>(document: &'a Value, field: &str) -> Option<&'a str> {
    document.get("data")?.get(field)?.str("code")
}

/// The fields with which something is wrong.
fn fields(document: &Value) -> Vec<String> {
    let members = document.get("data").and_then(Value::as_object).unwrap_or(&[]);
    members.iter().take(MAX_FIELDS).map(|(name, _)| clean(name, 60)).collect()
}

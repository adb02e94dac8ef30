//! Failures on the way through the provider's pages: better-auth comes back to `errorCallbackURL` with
//! `?error=…&error_description=…`.
//!
//! # Security
//! Any link can claim a failure: what is read here counts only beside a `state` of ours, which the session puts into
//! `errorCallbackURL`. It chooses among our own sentences, and does nothing else; nothing of the description is kept.

use super::Error;
use crate::protocol::{self, AuthorizationError, form};

/// Longest code that is read, in characters.
const MAX_LENGTH: usize = 64;

/// The failure in a query; `None` if there is none. For pages whose accounts are with better-auth.
pub fn find(query: &str) -> Option<Error> {
    let parameters = form::decode(query);
    let value = |name: &str| {
        let (_, value) = parameters.iter().find(|(found, value)| found == name && !value.is_empty())?;
        Some(value.as_str())
    };
    let error = value("error")?;
    // `sso()` has one code for all that goes wrong between it and the provider, and a word for each behind it.
    let reason = value("error_description").filter(|_| error == "invalid_provider").and_then(named);
    Some(reason.or_else(|| named(error)).unwrap_or_else(|| registered(error)))
}

/// What better-auth passes on from the provider.
fn registered(error: &str) -> Error {
    match AuthorizationError::parse(error) {
        AuthorizationError::Unregistered => Error::SignInFailed,
        error => Error::Protocol(protocol::Error::Authorization(error)),
    }
}

/// A code of better-auth. Social providers put `_` for each space of it, `sso()` does not, and what hooks throw comes
/// in capitals.
pub(super) fn named(text: &str) -> Option<Error> {
    let plain = |it: char| if it == ' ' { '_' } else { it.to_ascii_lowercase() };
    let code: String = text.chars().take(MAX_LENGTH).map(plain).collect();
    Some(match code.as_str() {
        "state_mismatch"
        | "state_not_found"
        | "state_invalid"
        | "invalid_state"
        // Up to 1.6
        | "please_restart_the_process" => Error::StateLost,
        "invalid_code" | "no_code" | "oauth_code_verification_failed" | "token_response_error" => {
            Error::CodeRefused
        }
        "unable_to_get_user_info"
        | "user_info_is_missing"
        | "token_not_verified"
        | "id_token_subject_missing"
        | "id_token_userinfo_subject_mismatch"
        | "userinfo_response_error"
        | "userinfo_response_not_found" => Error::UserRefused,
        // `sso()` says the last one for a missing `sub` as well, which no provider leaves out.
        "email_not_found" | "email_is_missing" | "missing_user_info" => Error::EmailMissing,
        "email_not_verified" => Error::EmailUnverified,
        "account_not_linked" | "unable_to_link_account" | "linking_not_allowed" => Error::NotLinked,
        "email_does_not_match" | "email_doesn't_match" | "linking_different_emails_not_allowed" => {
            Error::EmailMismatch
        }
        "account_already_linked_to_different_user" | "social_account_already_linked" => Error::OtherUser,
        "signup_disabled" => Error::SignUpDisabled,
        "banned" | "banned_user" => Error::Banned,
        "oauth_provider_not_found" => Error::ProviderUnknown,
        "discovery_failed" => Error::DiscoveryFailed,
        "invalid_provider" | "issuer_missing" | "issuer_mismatch" | "nonce_binding_missing" => {
            Error::ProviderFailed
        }
        _ => return None,
    })
}

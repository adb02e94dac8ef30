use super::super::Error;
use super::super::callback_error::find;
use crate::protocol::AuthorizationError;

fn passed_on(error: AuthorizationError) -> Error {
    Error::Protocol(crate::protocol::Error::Authorization(error))
}

#[test]
fn a_query_without_an_error_is_none() {
    for query in ["", "?", "?code=x", "?error=", "?error", "?error_description=banned", "?Error=banned"] {
        assert_eq!(find(query), None, "{query}");
    }
}

/// Whose `state` stands beside it, is for the session to check.
#[test]
fn a_state_beside_it_changes_nothing() {
    assert!(find("?error=access_denied&state=x").is_some());
}

#[test]
fn codes_that_better_auth_sends_choose_a_sentence() {
    for (error, expected) in [
        ("state_mismatch", Error::StateLost),
        ("state_not_found", Error::StateLost),
        ("please_restart_the_process", Error::StateLost),
        ("invalid_state", Error::StateLost),
        ("invalid_code", Error::CodeRefused),
        ("oauth_code_verification_failed", Error::CodeRefused),
        ("unable_to_get_user_info", Error::UserRefused),
        ("email_not_found", Error::EmailMissing),
        ("account_not_linked", Error::NotLinked),
        ("unable_to_link_account", Error::NotLinked),
        ("email_doesn't_match", Error::EmailMismatch),
        ("account_already_linked_to_different_user", Error::OtherUser),
        ("signup_disabled", Error::SignUpDisabled),
        ("banned", Error::Banned),
        ("discovery_failed", Error::DiscoveryFailed),
        ("invalid_provider", Error::ProviderFailed),
        ("oauth_provider_not_found", Error::ProviderUnknown),
    ] {
        assert_eq!(find(&format!("?error={error}&error_description=x")), Some(expected), "{error}");
    }
}

/// `sso()` does not put `_` for spaces, and hooks throw in capitals.
#[test]
fn codes_are_read_in_each_of_their_spellings() {
    assert_eq!(find("?error=account+not+linked"), Some(Error::NotLinked));
    assert_eq!(find("?error=signup%20disabled"), Some(Error::SignUpDisabled));
    assert_eq!(find("?error=BANNED_USER&error_description=You+have+been+banned"), Some(Error::Banned));
}

/// `missing_user_info` is no code: `sso()` says it behind `invalid_provider`.
#[test]
fn the_word_behind_invalid_provider_is_read_and_no_other_description() {
    let find = |error, reason| find(&format!("?error={error}&error_description={reason}"));
    assert_eq!(find("invalid_provider", "missing_user_info"), Some(Error::EmailMissing));
    assert_eq!(find("invalid_provider", "token_not_verified"), Some(Error::UserRefused));
    assert_eq!(find("invalid_provider", "canary"), Some(Error::ProviderFailed));
    assert_eq!(find("x", "missing_user_info"), Some(Error::SignInFailed));
}

#[test]
fn registered_codes_of_providers_are_passed_on() {
    assert_eq!(
        find("?error=access_denied&error_description=nope"),
        Some(passed_on(AuthorizationError::AccessDenied))
    );
    let error = find("?error=temporarily_unavailable").unwrap();
    assert_eq!(error, passed_on(AuthorizationError::TemporarilyUnavailable));
    assert_eq!((error.code(), error.oauth_code()), ("authorization_error", Some("temporarily_unavailable")));
}

#[test]
fn nothing_of_a_link_is_kept() {
    let long = "x".repeat(5000);
    for query in ["?error=canary&error_description=canary", "error=%00canary", &["?error=", &long].concat()] {
        let error = find(query).unwrap();
        assert_eq!(error, Error::SignInFailed);
        assert_eq!(error.detail(), None);
    }
}

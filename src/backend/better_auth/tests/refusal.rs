use super::super::{Error, sign_in_id_token, sign_in_sso};
use super::{answer, fixtures};
use crate::failure::{Blame, Retry};
use crate::protocol::http::{FetchError, Response};

fn read(status: u16, body: &str) -> Error {
    sign_in_sso::response(answer(status, body)).unwrap_err()
}

#[test]
fn every_refusal_of_a_real_server_has_its_own_name() {
    for (status, body, error) in [
        (401, fixtures::UNAUTHORIZED, Error::NotSignedIn),
        (400, fixtures::VALIDATION, Error::RequestInvalid),
        (403, fixtures::ORIGIN, Error::Origin),
        (403, fixtures::NO_ORIGIN, Error::Origin),
        (403, fixtures::CALLBACK_URL, Error::CallbackUrl),
        (401, fixtures::INVALID_TOKEN, Error::IdTokenRefused),
        (400, fixtures::DISCOVERY, Error::DiscoveryUntrusted),
        (403, fixtures::NO_ROLE, Error::RoleRefused),
        (404, r#"{"message":"No provider found for the issuer"}"#, Error::ProviderUnknown),
        (400, r#"{"message":"OIDC provider is not configured"}"#, Error::ProviderUnknown),
        (401, r#"{"message":"Provider domain has not been verified"}"#, Error::Http(401)),
        (404, "", Error::Http(404)),
        (403, "[]", Error::Http(403)),
        (502, "<html>Bad Gateway</html>", Error::Http(502)),
    ] {
        assert_eq!(read(status, body), error, "{body}");
    }
}

#[test]
fn codes_have_their_names() {
    for (status, code, error) in [
        (403, "INVALID_ERROR_CALLBACK_URL", Error::CallbackUrl),
        (404, "PROVIDER_NOT_FOUND", Error::ProviderUnknown),
        (404, "NOT_FOUND", Error::Http(404)),
        (415, "UNSUPPORTED_MEDIA_TYPE", Error::RequestInvalid),
        (400, "discovery_private_host", Error::DiscoveryUntrusted),
        (502, "discovery_timeout", Error::DiscoveryFailed),
        (400, "issuer_mismatch", Error::DiscoveryFailed),
        (403, "BANNED_USER", Error::Banned),
        (403, "EMAIL_NOT_VERIFIED", Error::EmailUnverified),
        (401, "FAILED_TO_GET_USER_INFO", Error::UserRefused),
        (401, "USER_EMAIL_NOT_FOUND", Error::EmailMissing),
        (409, "SOCIAL_ACCOUNT_ALREADY_LINKED", Error::OtherUser),
        (400, "SOMETHING_NEW", Error::Http(400)),
    ] {
        let answer = || answer(status, &fixtures::refusal(code, "canary"));
        assert_eq!(sign_in_id_token::response(answer()).unwrap_err(), error, "{code}");
        // Those about an account can't be met before somebody has been at the provider.
        let is_about_account = matches!(error, Error::Banned | Error::EmailUnverified | Error::OtherUser);
        let expected = if is_about_account { Error::Http(status) } else { error };
        assert_eq!(sign_in_sso::response(answer()), Err(expected), "{code}");
    }
}

/// `X-Retry-After`, which another origin can't read unless it is exposed.
#[test]
fn a_limit_says_how_long_to_wait() {
    let body = r#"{"message":"Too many requests. Please try again later."}"#;
    assert_eq!(read(429, body), Error::RateLimited { seconds: 10 });
    let known = answer(429, body).map(|response| Response { retry_after: Some(7), ..response });
    assert_eq!(sign_in_sso::response(known), Err(Error::RateLimited { seconds: 7 }));
    assert_eq!(Error::RateLimited { seconds: 7 }.retry(), Retry::Later);
}

#[test]
fn what_is_set_up_wrongly_is_not_worth_trying_again() {
    for error in [
        Error::Origin,
        Error::CallbackUrl,
        Error::DiscoveryUntrusted,
        Error::ProviderUnknown,
        Error::IdTokenRefused,
        Error::NotLinked,
        Error::Banned,
        // The second sign-in would come in as `pending`: not for this page to suggest.
        Error::RoleRefused,
        Error::Http(404),
    ] {
        assert_eq!((error.blame(), error.retry()), (Blame::Setup, Retry::No), "{error}");
    }
    for (error, blame, retry) in [
        (Error::Http(502), Blame::Us, Retry::Later),
        (Error::Unreachable(FetchError::Offline), Blame::Network, Retry::Later),
        (Error::StateLost, Blame::User, Retry::Now),
        (Error::NotSignedIn, Blame::User, Retry::Now),
        (Error::LastAccount, Blame::User, Retry::No),
        (Error::RequestInvalid, Blame::Us, Retry::No),
        (Error::SignInFailed, Blame::Us, Retry::Now),
    ] {
        assert_eq!((error.blame(), error.retry()), (blame, retry), "{error}");
    }
}

#[test]
fn nothing_of_a_refusal_is_kept() {
    let error = read(403, &fixtures::refusal("canary", "canary"));
    assert!(!format!("{error:?}{error}{:?}", error.detail()).contains("canary"));
}

#[test]
fn details_say_what_to_set() {
    assert_eq!(Error::Origin.detail().as_deref(), Some("trustedOrigins: this page"));
    assert_eq!(Error::DiscoveryUntrusted.detail().as_deref(), Some("trustedOrigins: the provider"));
    let detail = Error::Unreachable(FetchError::Unreachable).detail();
    assert_eq!(detail.as_deref(), Some("down, or no CORS for this origin"));
}

#[test]
fn no_answer_and_too_much_of_one_are_named() {
    let lost = Err(FetchError::Unreachable);
    assert_eq!(sign_in_sso::response(lost), Err(Error::Unreachable(FetchError::Unreachable)));
    assert_eq!(sign_in_sso::response(Err(FetchError::TooLarge)), Err(Error::TooLarge));
}

/// Every code that the error type can say stands in the list for administrators.
#[test]
fn every_code_is_documented() {
    let documented = include_str!("../../../../docs/ERRORS.md");
    let source = include_str!("../error.rs");
    let codes: Vec<&str> = source.split('"').filter(|text| text.starts_with("better_auth_")).collect();
    for code in &codes {
        assert!(documented.contains(&format!("`{code}`")), "{code}");
        // The page finds its sentence by the first code that another one begins with.
        let longer = codes.iter().find(|other| other != &code && other.starts_with(code));
        assert_eq!(longer, None, "{code}");
    }
    assert!(codes.len() > 30);
}

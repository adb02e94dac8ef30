use super::super::{Error, Method, auth_with_oauth2};
use super::{answer, fixtures};
use crate::failure::{Blame, Retry};
use crate::protocol::http::{FetchError, Response};

fn read(status: u16, body: &str) -> Error {
    auth_with_oauth2::response(answer(status, body)).unwrap_err()
}

fn switched_off(what: &str) -> Error {
    let message = format!("The collection is not configured to allow {what} authentication.");
    read(403, &format!(r#"{{"data":{{}},"message":"{message}","status":403}}"#))
}

#[test]
fn every_refusal_of_a_real_server_has_its_own_name() {
    let fields = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    for (status, body, error) in [
        (400, fixtures::EMPTY, Error::RequestInvalid { fields: fields(&["code", "provider"]) }),
        (400, fixtures::UNKNOWN_PROVIDER, Error::ProviderUnknown),
        (400, fixtures::BAD_CODE, Error::CodeRefused),
        (400, &fixtures::BAD_CODE.replace("token", "user"), Error::UserRefused),
        (400, fixtures::EMAIL_UNVERIFIED, Error::EmailUnverified),
        (400, fixtures::ALREADY_LINKED, Error::AlreadyLinked),
        (400, fixtures::CREATE_RULE_UNSATISFIED, Error::CreateRule),
        (403, fixtures::CREATE_RULE, Error::CreateRule),
        (403, fixtures::AUTH_RULE, Error::AuthRule),
        (404, fixtures::NO_AUTH_COLLECTION, Error::CollectionMissing),
        (404, &fixtures::NO_AUTH_COLLECTION.replace("auth ", ""), Error::CollectionMissing),
        (404, fixtures::GUEST_VIEW, Error::Http(404)),
        (502, "<html>Bad Gateway</html>", Error::Http(502)),
    ] {
        assert_eq!(read(status, body), error, "{body}");
    }
    assert_eq!(switched_off("OAuth2"), Error::MethodOff(Method::OAuth2));
    assert_eq!(switched_off("OTP"), Error::MethodOff(Method::Otp));
    assert_eq!(switched_off("password"), Error::MethodOff(Method::Password));
    assert_eq!(switched_off("dance"), Error::Http(403));
}

/// authentik calls no address verified, unless it is told to; PocketBase then makes the record without one.
#[test]
fn a_missing_address_is_told_from_other_fields() {
    let other = fixtures::EMAIL_UNVERIFIED.replace("\"email\"", "\"invitation\"");
    assert_eq!(read(400, &other), Error::RecordInvalid { fields: vec!["invitation".to_owned()] });
    let taken = fixtures::EMAIL_UNVERIFIED.replace("validation_required", "validation_not_unique");
    assert_eq!(read(400, &taken), Error::RecordInvalid { fields: vec!["email".to_owned()] });
    assert_eq!(Error::EmailUnverified.code(), "pocketbase_email_unverified");
    assert_eq!((Error::EmailUnverified.blame(), Error::EmailUnverified.retry()), (Blame::Setup, Retry::No));
}

#[test]
fn a_limit_says_how_long_to_wait_though_pocketbase_does_not() {
    let limited = r#"{"data":{},"message":"Too Many Requests.","status":429}"#;
    assert_eq!(read(429, limited), Error::RateLimited { seconds: 3 });
    let otp =
        r#"{"data":{},"message":"Too many attempts, please try again later with a new OTP.","status":429}"#;
    assert_eq!(read(429, otp), Error::RateLimited { seconds: 180 });
    let proxy = answer(429, "").map(|response| Response { retry_after: Some(60), ..response });
    assert_eq!(auth_with_oauth2::response(proxy).unwrap_err(), Error::RateLimited { seconds: 60 });
    assert_eq!(Error::RateLimited { seconds: 3 }.retry(), Retry::Later);
}

#[test]
fn what_is_set_up_wrongly_is_not_worth_trying_again() {
    for error in
        [Error::CollectionMissing, Error::AuthRule, Error::CreateRule, Error::FormPost, Error::Http(404)]
    {
        assert_eq!((error.blame(), error.retry()), (Blame::Setup, Retry::No), "{error}");
    }
    assert_eq!((Error::Credentials.blame(), Error::Credentials.retry()), (Blame::User, Retry::Now));
    assert_eq!((Error::Http(502).blame(), Error::Http(502).retry()), (Blame::Us, Retry::Later));
    let offline = Error::Unreachable(FetchError::Offline);
    assert_eq!((offline.blame(), offline.retry()), (Blame::Network, Retry::Later));
    assert_eq!((Error::OtherRecord.blame(), Error::OtherRecord.retry()), (Blame::User, Retry::No));
}

#[test]
fn nothing_of_a_refusal_is_kept_but_names_of_fields() {
    let body = r#"{"data":{"\u202ea<b>":{"code":"x","message":"canary"}},"message":"Failed to create record. canary"}"#;
    let error = read(400, body);
    assert_eq!(error.detail().as_deref(), Some("a<b>"));
    assert!(!format!("{error:?}{error}").contains("canary"));
    let many: Vec<String> = (0..500).map(|n| format!(r#""{n}":{{}}"#)).collect();
    let many =
        read(400, &format!(r#"{{"data":{{{}}},"message":"Failed to create record."}}"#, many.join(",")));
    assert!(matches!(many, Error::RecordInvalid { fields } if fields.len() == 8));
}

#[test]
fn no_answer_and_too_much_of_one_are_named() {
    assert_eq!(
        auth_with_oauth2::response(Err(FetchError::Unreachable)).unwrap_err(),
        Error::Unreachable(FetchError::Unreachable)
    );
    assert_eq!(auth_with_oauth2::response(Err(FetchError::TooLarge)).unwrap_err(), Error::TooLarge);
}

/// Every code that the error type can say stands in the list for administrators.
#[test]
fn every_code_is_documented() {
    let documented = include_str!("../../../../docs/ERRORS.md");
    let source = include_str!("../error.rs");
    let codes = source.split('"').filter(|text| text.starts_with("pocketbase_"));
    let mut count = 0;
    for code in codes {
        count += 1;
        assert!(documented.contains(&format!("`{code}`")), "{code}");
    }
    assert!(count > 30);
}

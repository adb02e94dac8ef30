use super::super::sign_in_id_token::{Exchange, request, response};
use super::super::{Credential, Error, get_session};
use super::{answer, base, fixtures, object, posted};
use crate::json::Value;
use crate::protocol::http::{Fetched, Response};
use crate::protocol::secret::{AccessToken, IdToken, Nonce};

/// An answer whose `set-auth-token` CORS exposes.
fn exposed(header: &str) -> Fetched {
    let token = Some(AccessToken::new(header));
    answer(200, fixtures::ID_TOKEN).map(|response| Response { set_auth_token: token, ..response })
}

#[test]
fn the_exchange_has_no_cookies_and_always_a_nonce() {
    let (id_token, access_token, nonce) = (IdToken::new("i.d.t"), AccessToken::new("at"), Nonce::new("n"));
    let exchange =
        Exchange { provider: "opspa", id_token: &id_token, access_token: &access_token, nonce: &nonce };
    let request = request(&base(), &exchange).unwrap();
    assert_eq!(request.url.as_str(), "https://app.example/api/auth/sign-in/social");
    assert!(!request.cookies && request.bearer.is_none());
    let given = object(&[("token", "i.d.t"), ("accessToken", "at"), ("nonce", "n")]);
    let expected = [("provider".to_owned(), Value::String("opspa".into())), ("idToken".to_owned(), given)];
    assert_eq!(posted(&request), Value::Object(expected.into()));
    assert!(!format!("{request:?}{exchange:?}").contains("i.d.t"));
}

#[test]
fn the_signed_token_of_the_header_is_preferred() {
    let signed_in = response(exposed(fixtures::SIGNED)).unwrap();
    assert_eq!(signed_in.token.expose(), fixtures::SIGNED);
    assert_eq!(signed_in.token.bearer().expose(), fixtures::SIGNED);
    let user = signed_in.user;
    assert_eq!((user.name.as_deref(), user.role.as_deref()), (Some("Alice A"), Some("pending")));
    assert!(user.email_verified && !user.banned && user.image.is_none());
}

/// Without `Access-Control-Expose-Headers`, or where something else came.
#[test]
fn the_token_of_the_body_is_taken_where_the_header_can_t_be() {
    let body = "1SeBFMphlQcre0YMnz6ctEG29Cvd5Tad";
    assert_eq!(response(answer(200, fixtures::ID_TOKEN)).unwrap().token.expose(), body);
    for header in ["", "a b", "a\u{e4}", &"a".repeat(4097)] {
        assert_eq!(response(exposed(header)).unwrap().token.expose(), body, "{header}");
    }
}

#[test]
fn no_token_is_printed_or_kept_with_the_user() {
    let signed_in = response(exposed(fixtures::SIGNED)).unwrap();
    let printed = format!("{signed_in:?}{:?}", Credential::Bearer(&signed_in.token));
    assert!(!printed.contains("1SeBFMph") && !printed.contains("u10sNfag"), "{printed}");
    assert!(get_session::request(&base(), Credential::Bearer(&signed_in.token)).unwrap().bearer.is_some());
}

#[test]
fn a_token_for_another_audience_or_nonce_is_refused() {
    let error = response(answer(401, fixtures::INVALID_TOKEN)).unwrap_err();
    assert_eq!(error, Error::IdTokenRefused);
}

/// `sso()` providers have no such door, and an older better-auth begins a redirect.
#[test]
fn an_answer_that_asks_to_go_elsewhere_is_no_sign_in() {
    assert_eq!(response(answer(200, fixtures::SSO)).unwrap_err(), Error::IdTokenUnsupported);
    let unsupported = fixtures::refusal("ID_TOKEN_NOT_SUPPORTED", "id_token not supported");
    assert_eq!(response(answer(404, &unsupported)).unwrap_err(), Error::IdTokenUnsupported);
}

#[test]
fn an_account_that_can_t_be_used_says_why() {
    for (message, error) in [
        ("account not linked", Error::NotLinked),
        ("unable to link account", Error::NotLinked),
        ("signup disabled", Error::SignUpDisabled),
        ("unable to create session", Error::SignInFailed),
    ] {
        let body = fixtures::refusal("OAUTH_LINK_ERROR", message);
        assert_eq!(response(answer(401, &body)).unwrap_err(), error, "{message}");
    }
}

#[test]
fn an_incomplete_answer_is_named() {
    for (body, name) in [
        ("[]", "document"),
        (r#"{"redirect":false}"#, "token"),
        (r#"{"token":""}"#, "token"),
        (r#"{"token":"a b"}"#, "token"),
        (r#"{"token":"t"}"#, "user"),
        (r#"{"token":"t","user":{}}"#, "user.id"),
        (r#"{"token":"t","user":{"id":""}}"#, "user.id"),
    ] {
        assert_eq!(response(answer(200, body)).unwrap_err(), Error::Malformed(name), "{body}");
    }
}

use super::super::get_session::{request, response};
use super::super::{Credential, Error, Session, sign_out};
use super::{answer, base, fixtures, is_by_bearer, is_by_cookie, posted, token};
use crate::json::{Value, parse};
use crate::protocol::http::{FetchError, Method};

#[track_caller]
fn session(body: &str) -> Session {
    response(answer(200, body)).unwrap().unwrap()
}

#[test]
fn a_session_is_asked_for_by_cookie_or_by_bearer() {
    let cookie = request(&base(), Credential::Cookie).unwrap();
    assert_eq!(cookie.url.as_str(), "https://app.example/api/auth/get-session");
    assert!(cookie.method == Method::Get && is_by_cookie(&cookie));
    assert!(is_by_bearer(&request(&base(), Credential::Bearer(&token())).unwrap()));
}

#[test]
fn a_real_session_is_read() {
    let session = session(fixtures::SESSION);
    assert_eq!(session.id, "5Hmx4ePhLF898b4X64XElpxXYZdon8ji");
    assert_eq!(session.expires_at, 1_795_927_842);
    let user = session.user;
    assert_eq!(user.id, "ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX");
    assert_eq!((user.name.as_deref(), user.email.as_deref()), (Some("Alice A"), Some("alice@example.test")));
    assert_eq!((user.role.as_deref(), user.email_verified, user.banned), (Some("admin"), false, false));
    assert_eq!(user.image.unwrap().as_str(), "http://127.0.0.1:8080/a.png");
}

/// The token of the session stands in the answer, beside the user.
#[test]
fn the_token_of_the_session_is_neither_kept_nor_printed() {
    let session = session(fixtures::SESSION);
    assert!(!format!("{session:?}").contains("7kZBUNZAFXtn"));
    assert!(!session.user.text.contains("7kZBUNZAFXtn"));
    let answered = format!("{:?}", answer(200, fixtures::SESSION));
    assert!(!answered.contains("7kZBUNZAFXtn"));
}

#[test]
fn the_user_is_kept_as_it_came() {
    let more =
        r#""id":"ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX","n":12345678901234567890.000000125,"user":{"id":"x"}}"#;
    let text = fixtures::SESSION.replace(r#""id":"ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX"}"#, more);
    let user = session(&text).user;
    assert!(user.text.contains("12345678901234567890.000000125"));
    assert_eq!(parse(&user.text).unwrap().str("email"), Some("alice@example.test"));
    // A user of the session would be another one.
    let decoy = fixtures::SESSION.replace(r#""ipAddress":"""#, r#""user":{"id":"decoy"}"#);
    assert_eq!(session(&decoy).user.id, "ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX");
    assert!(!session(&decoy).user.text.contains("decoy"));
}

/// No cookie, a bad bearer token, and no plugin `bearer()` are all answered with 200.
#[test]
fn nobody_is_no_failure() {
    for body in ["null", " null\n"] {
        assert_eq!(response(answer(200, body)), Ok(None));
    }
    let gone = fixtures::refusal("FAILED_TO_GET_SESSION", "Failed to get session");
    assert_eq!(response(answer(401, &gone)), Ok(None));
    // Somebody else's 401 tells nothing of a session.
    assert_eq!(response(answer(401, "<html>")), Err(Error::Http(401)));
    assert_eq!(response(Err(FetchError::Offline)), Err(Error::Unreachable(FetchError::Offline)));
}

#[test]
fn an_incomplete_session_is_named() {
    let user = r#""user":{"id":"u"}"#;
    for (body, name) in [
        ("", "document"),
        ("[]", "document"),
        ("false", "document"),
        ("{}", "session"),
        (r#"{"session":null,"user":null}"#, "session"),
        (r#"{"session":{}}"#, "session.id"),
        (r#"{"session":{"id":"s"}}"#, "session.expiresAt"),
        (r#"{"session":{"id":"s","expiresAt":"tomorrow"}}"#, "session.expiresAt"),
        (r#"{"session":{"id":"s","expiresAt":1}}"#, "user"),
        (r#"{"session":{"id":"s","expiresAt":1},"user":{"id":7}}"#, "user.id"),
    ] {
        assert_eq!(response(answer(200, body)), Err(Error::Malformed(name)), "{body}");
    }
    let least = session(&format!(r#"{{"session":{{"id":"s","expiresAt":1795927842928}},{user}}}"#));
    assert_eq!((least.expires_at, least.user.name, least.user.role), (1_795_927_842, None, None));
    assert!(!least.user.email_verified && !least.user.banned);
}

#[test]
fn what_is_shown_of_a_user_is_fit_to_be_shown() {
    let text = fixtures::SESSION
        .replace("Alice A", "Ali\\u202ece\\n<b>")
        .replace("http://127.0.0.1:8080/a.png", "javascript:alert(1)")
        .replace(r#""banned":false"#, r#""banned":true"#)
        .replace(r#""role":"admin""#, r#""role":null"#);
    let user = session(&text).user;
    assert_eq!(
        (user.name.as_deref(), user.image, user.banned, user.role),
        (Some("Alice <b>"), None, true, None)
    );
}

/// A form is answered with 415.
#[test]
fn signing_out_posts_an_empty_object() {
    let cookie = sign_out::request(&base(), Credential::Cookie).unwrap();
    assert_eq!(cookie.url.as_str(), "https://app.example/api/auth/sign-out");
    assert_eq!(posted(&cookie), Value::Object(Vec::new()));
    assert!(is_by_cookie(&cookie));
    assert!(is_by_bearer(&sign_out::request(&base(), Credential::Bearer(&token())).unwrap()));
    assert_eq!(sign_out::response(answer(200, fixtures::SIGNED_OUT)), Ok(()));
    assert_eq!(sign_out::response(answer(401, fixtures::UNAUTHORIZED)), Ok(()));
    assert_eq!(sign_out::response(answer(403, fixtures::ORIGIN)), Err(Error::Origin));
    assert_eq!(sign_out::response(answer(403, fixtures::NO_ORIGIN)), Err(Error::Origin));
}

use super::super::http::FetchError;
use super::super::userinfo::{Answer, response, signed};
use super::super::{Error, jws};
use super::{answer, json};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

fn jwt(claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [&part(r#"{"alg":"RS256"}"#), ".", &part(claims), ".AAAA"].concat()
}

#[test]
fn claims_of_the_same_subject_are_read() {
    let read = response(json(r#"{"sub":"alice","name":"Alice"}"#), "alice").unwrap();
    assert!(matches!(read, Answer::Claims(claims) if claims.str("name") == Some("Alice")));
}

#[test]
fn another_subject_is_the_one_fatal_answer() {
    for body in [r#"{"sub":"bob"}"#, r#"{"sub":""}"#, r#"{"sub":"alice "}"#] {
        assert_eq!(response(json(body), "alice").unwrap_err(), Error::UserinfoSubjectMismatch, "{body}");
    }
}

#[test]
fn an_answer_that_says_nothing_ends_nothing() {
    for fetched in [
        Err(FetchError::Unreachable),
        Err(FetchError::TimedOut),
        answer(401, "", ""),
        answer(500, "application/json", r#"{"error":"Something went wrong"}"#),
        answer(200, "text/html", "<html>"),
        answer(200, "application/jwt", "a.b"),
        json("{}"),
        json(r#"{"sub":7,"name":"Mallory"}"#),
        json(r#"{"error":"Something went wrong"}"#),
        json("[]"),
    ] {
        assert!(matches!(response(fetched, "alice"), Ok(Answer::Nothing)));
    }
}

#[test]
fn a_signed_answer_is_held_back_until_it_is_verified_and_is_for_us() {
    let read = |claims: &str| response(answer(200, "application/jwt", &jwt(claims)), "alice");
    assert!(matches!(read(r#"{"sub":"alice"}"#), Ok(Answer::Signed(_))));
    let check =
        |claims: &str| signed(jws::parse(&jwt(claims)).unwrap(), "https://id.example", "spa", "alice", 1_000);
    let good = r#"{"sub":"alice","iss":"https://id.example","aud":"spa"}"#;
    assert!(matches!(check(good), Ok(Some(_))));
    assert!(matches!(check(&good.replace("spa", "other")), Ok(None)));
    for (times, holds) in [
        (r#""exp":941,"iat":1060,"nbf":1060.9"#, true),
        (r#""exp":940"#, false),
        (r#""iat":1061"#, false),
        (r#""nbf":1061"#, false),
        (r#""exp":"2000""#, false),
        (r#""exp":1e308"#, false),
    ] {
        let claims = check(&good.replace('{', &["{", times, ","].concat()));
        assert_eq!(claims.unwrap().is_some(), holds, "{times}");
    }
    assert!(matches!(check(&good.replace("id.example", "evil.example")), Ok(None)));
    assert_eq!(check(&good.replace("alice", "bob")).unwrap_err(), Error::UserinfoSubjectMismatch);
}

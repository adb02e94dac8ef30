use super::super::{Error, RecordToken, auth_refresh};
use super::{NOW, alice, answer, base, fixtures, jwt};
use crate::json::parse;
use crate::protocol::http::Method;

/// Verbatim, from a sign-in.
fn real() -> String {
    parse(fixtures::SIGNED_UP).unwrap().str("token").unwrap().to_owned()
}

#[test]
fn a_real_token_is_read() {
    let token = RecordToken::parse(&real()).unwrap();
    assert_eq!((token.id(), token.collection_id()), ("qzttoo4fpopsljl", "_pb_users_auth_"));
    assert_eq!(token.expires_at(), 1_795_754_757);
    assert!(token.is_refreshable());
    assert_eq!(token.bearer().expose(), real());
}

#[test]
fn a_token_for_impersonation_can_not_be_renewed() {
    let claims = r#"{"collectionId":"_pb_users_auth_","exp":1795326357,"id":"qzttoo4fpopsljl","refreshable":false,"type":"auth"}"#;
    assert!(!RecordToken::parse(&jwt(claims)).unwrap().is_refreshable());
}

#[test]
fn a_token_ends_before_an_answer_could_be_late() {
    let token = alice();
    assert!(!token.is_expired(NOW));
    assert!(!token.is_expired(1_795_754_746));
    assert!(token.is_expired(1_795_754_747));
    assert!(token.is_expired(i64::MAX));
}

#[test]
fn a_wrong_token_is_named() {
    let claims = |claims: &str| RecordToken::parse(&jwt(claims)).unwrap_err();
    let good = r#"{"collectionId":"c","exp":1,"id":"i","refreshable":true,"type":"auth"}"#;
    assert!(RecordToken::parse(&jwt(good)).is_ok());
    for (from, to, name) in [
        ("auth", "file", "type"),
        ("\"type\"", "\"typ\"", "type"),
        ("\"i\"", "\"\"", "id"),
        ("\"i\"", "7", "id"),
        ("\"c\"", "null", "collectionId"),
        (":1,", ":\"1\",", "exp"),
        (":1,", ":-1,", "exp"),
        (":1,", ":1e300,", "exp"),
        (":1,", ":1,\"exp\":2,", "claims"),
    ] {
        assert_eq!(claims(&good.replace(from, to)), Error::TokenMalformed(name), "{to}");
    }
    for (text, name) in [
        ("", "parts"),
        ("a.b", "parts"),
        ("a.b.c.d", "parts"),
        ("a.b.c", "claims"),
        ("..", "claims"),
        ("a.b.c\r\nX: y", "text"),
        ("a.é.c", "text"),
    ] {
        assert_eq!(RecordToken::parse(text).unwrap_err(), Error::TokenMalformed(name), "{text}");
    }
    let long = format!("{}AA", jwt(good).replace("AAAA", &"A".repeat(4096)));
    assert_eq!(RecordToken::parse(&long).unwrap_err(), Error::TokenMalformed("text"));
}

#[test]
fn an_id_that_could_leave_its_quotes_is_none() {
    for id in [r"x\\", r#"x\""#, "x'", "x y", r"x\n", "x/y", "..", "x%22", &"x".repeat(256)] {
        let claims = format!(r#"{{"collectionId":"c","exp":1,"id":"{id}","type":"auth"}}"#);
        assert_eq!(RecordToken::parse(&jwt(&claims)).unwrap_err(), Error::TokenMalformed("id"), "{id}");
    }
}

#[test]
fn a_token_is_not_printed() {
    let printed = format!("{:?}", RecordToken::parse(&real()).unwrap());
    assert!(printed.contains("AccessToken(..)") && !printed.contains("eyJ"), "{printed}");
}

#[test]
fn renewal_asks_the_collection_of_the_token() {
    let request = auth_refresh::request(&base(), &alice()).unwrap();
    assert_eq!(
        request.url.as_str(),
        "https://acme.example/pb/api/collections/_pb_users_auth_/auth-refresh?fields=token,record"
    );
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.bearer.unwrap().expose(), alice().bearer().expose());
}

#[test]
fn a_renewed_token_is_of_the_same_record() {
    let auth = auth_refresh::response(answer(200, fixtures::REFRESHED), &alice()).unwrap();
    assert_eq!(auth.record.str("name"), Some("From createData"));
    let other = auth_refresh::response(answer(200, fixtures::REFRESHED), &super::token("other"));
    assert_eq!(other.unwrap_err(), Error::OtherRecord);
    let claims = r#"{"collectionId":"other","exp":1795754757,"id":"qzttoo4fpopsljl","type":"auth"}"#;
    let elsewhere = RecordToken::parse(&jwt(claims)).unwrap();
    let other = auth_refresh::response(answer(200, fixtures::REFRESHED), &elsewhere);
    assert_eq!(other.unwrap_err(), Error::OtherRecord);
}

#[test]
fn renewal_tells_a_bad_token() {
    let read = |status, body| auth_refresh::response(answer(status, body), &alice()).unwrap_err();
    assert_eq!(read(401, fixtures::NO_TOKEN), Error::TokenRefused);
    assert_eq!(read(403, fixtures::OTHER_COLLECTION), Error::TokenCollection);
    // A proxy that wants a password of its own is not PocketBase.
    assert_eq!(read(401, "<html>401</html>"), Error::Http(401));
    assert_eq!(read(401, fixtures::MFA), Error::Http(401));
}

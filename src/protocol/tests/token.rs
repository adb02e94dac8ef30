use super::super::http::{FetchError, Fetched, Method};
use super::super::secret::{AccessToken, Code, CodeVerifier, IdToken, RefreshToken, State};
use super::super::token::{Tokens, request};
use super::super::{ClockSkew, Error, end_session, form, revocation, token};
use super::{answer, json, no_answer};
use crate::failure::{Blame, Retry};
use crate::url::Url;

const NOW: i64 = 1_800_000_000;

fn response(fetched: Fetched) -> Result<Tokens, Error> {
    token::response(fetched, NOW)
}

fn endpoint(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn the_exchange_is_a_simple_request_of_a_public_client() {
    let redirect_uri = endpoint("https://acme.example/");
    let (code, verifier) = (Code::new("c"), CodeVerifier::new("v"));
    let request =
        request(&endpoint("https://id.example/token"), "spa", &redirect_uri, &code, &verifier, Some("api:x"));
    assert_eq!(request.method, Method::Post);
    assert!(request.bearer.is_none());
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "c"),
        ("redirect_uri", "https://acme.example/"),
        ("client_id", "spa"),
        ("code_verifier", "v"),
        ("resource", "api:x"),
    ];
    let body = form::decode(request.form.as_ref().unwrap().expose());
    assert_eq!(body, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(!format!("{request:?}").contains("authorization_code"), "the body is not printed");
}

#[test]
fn answers_of_real_servers_are_read() {
    let tokens = response(json(
        r#"{"access_token":"at","token_type":"bEaReR","expires_in":"3600","id_token":"a.b.c","refresh_token":null,"x":{}}"#,
    ))
    .unwrap();
    assert_eq!(tokens.access_token.expose(), "at");
    assert_eq!(tokens.expires_in, Some(3600));
    assert!(tokens.refresh_token.is_none());
    let tokens = response(json(r#"{"access_token":"at","token_type":"Bearer"}"#)).unwrap();
    assert_eq!(tokens.expires_in, None);
    let tokens = response(json(r#"{"access_token":"at","token_type":"Bearer","expires_in":59.9}"#)).unwrap();
    assert_eq!(tokens.expires_in, Some(59));
}

#[test]
fn a_date_that_can_be_read_says_how_wrong_the_clock_is_and_a_far_one_says_nothing() {
    for (date, expected) in [
        (None, None),
        (Some(NOW - 3_600), ClockSkew::between(-3_600, 0)),
        (Some(NOW + 7), ClockSkew::between(7, 0)),
        (Some(NOW + 3_661), None),
        (Some(0), None),
        (Some(i64::MIN), None),
        (Some(i64::MAX), None),
    ] {
        let mut answer = json(r#"{"access_token":"at","token_type":"Bearer"}"#).unwrap();
        answer.date = date;
        let tokens = response(Ok(answer)).unwrap();
        assert_eq!((tokens.received_at, tokens.clock_skew), (NOW, expected), "{date:?}");
    }
}

#[test]
fn a_wrong_member_is_named() {
    for (body, member) in [
        ("<html>", "document"),
        ("[]", "access_token"),
        ("null", "access_token"),
        (r#""x""#, "access_token"),
        (r#"{"token_type":"Bearer"}"#, "access_token"),
        (r#"{"access_token":7,"token_type":"Bearer"}"#, "access_token"),
        (r#"{"access_token":"","token_type":"Bearer"}"#, "access_token"),
        (r#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#, "access_token"),
        (r#"{"access_token":"é","token_type":"Bearer"}"#, "access_token"),
        (r#"{"access_token":"at"}"#, "token_type"),
        (r#"{"access_token":"at","token_type":"mac"}"#, "token_type"),
        (r#"{"access_token":"at","token_type":"DPoP"}"#, "token_type"),
        (r#"{"access_token":"at","token_type":"Bearer","expires_in":-1}"#, "expires_in"),
        (r#"{"access_token":"at","token_type":"Bearer","expires_in":1e308}"#, "expires_in"),
        (r#"{"access_token":"at","token_type":"Bearer","expires_in":"NaN"}"#, "expires_in"),
        (r#"{"access_token":"at","token_type":"Bearer","expires_in":true}"#, "expires_in"),
        (r#"{"access_token":"at","token_type":"Bearer","id_token":{}}"#, "id_token"),
    ] {
        assert_eq!(response(json(body)).unwrap_err(), Error::TokenMalformed(member), "{body}");
    }
}

#[test]
fn refusals_are_told_by_status_and_shape_not_by_one_code() {
    let read = |status, body: &str| response(answer(status, "application/json", body)).unwrap_err();
    let grant = Error::TokenRejected { status: 400, code: Some("invalid_grant") };
    assert_eq!(read(400, r#"{"error":"invalid_grant","error_description":"<img>"}"#), grant);
    let client = Error::TokenRejected { status: 401, code: Some("invalid_client") };
    assert_eq!(read(401, r#"{"error":"invalid_client"}"#), client);
    // Pocket ID 2.9
    assert_eq!(
        read(400, r#"{"error":"Invalid code verifier"}"#),
        Error::TokenRejected { status: 400, code: None }
    );
    assert_eq!(
        read(404, r#"{"error":"Client not found"}"#),
        Error::TokenRejected { status: 404, code: None }
    );
    assert_eq!(read(400, ""), Error::TokenHttp(400));
    assert_eq!(read(403, "<html>"), Error::TokenHttp(403));
    assert_eq!(read(500, r#"{"error":"server_error"}"#), Error::TokenHttp(500));
    assert_eq!(response(no_answer()).unwrap_err(), Error::TokenUnreachable(FetchError::Unreachable));
    assert_eq!(response(Err(FetchError::TooLarge)).unwrap_err(), Error::TokenTooLarge);
}

#[test]
fn what_is_set_up_wrongly_is_not_worth_trying_again_and_a_spent_code_is() {
    let grant = Error::TokenRejected { status: 400, code: Some("invalid_grant") };
    assert_eq!((grant.blame(), grant.retry()), (Blame::Server, Retry::Now));
    for error in [
        Error::TokenRejected { status: 401, code: Some("invalid_client") },
        Error::DiscoveryHttp(404),
        Error::IdTokenAudience,
        Error::PkceUnsupported,
    ] {
        assert_eq!((error.blame(), error.retry()), (Blame::Setup, Retry::No), "{error}");
    }
    assert_eq!(Error::DiscoveryHttp(429).retry(), Retry::Later);
}

#[test]
fn sign_out_sends_what_every_server_needs_to_come_back() {
    let url = end_session::request(
        &endpoint("https://id.example/end?x=1"),
        &IdToken::new("a.b.c"),
        "spa",
        &endpoint("https://acme.example/"),
        &State::new("st"),
    );
    let expected = "https://id.example/end?x=1&id_token_hint=a.b.c&client_id=spa\
                    &post_logout_redirect_uri=https%3A%2F%2Facme.example%2F&state=st";
    assert_eq!(url.expose(), expected);
}

#[test]
fn revocation_names_token_hint_and_client() {
    let endpoint = endpoint("https://id.example/revoke");
    let body = |request: crate::protocol::http::Request| request.form.unwrap().expose().to_owned();
    let refresh = revocation::refresh_token(&endpoint, "spa", &RefreshToken::new("rt"));
    assert_eq!(body(refresh), "token=rt&token_type_hint=refresh_token&client_id=spa");
    let access = revocation::access_token(&endpoint, "spa", &AccessToken::new("at"));
    assert_eq!(body(access), "token=at&token_type_hint=access_token&client_id=spa");
}

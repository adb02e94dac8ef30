use proptest::prelude::*;

use super::super::authorization::{Binding, find, request, response};
use super::super::metadata;
use super::super::secret::{CodeVerifier, Nonce, State};
use super::super::{AuthorizationError, Error};
use super::{json, provider};
use crate::protocol::form;
use crate::url::Url;

const ISSUER: &str = "https://id.example";

/// Reads a query as the answer to a request with state `st`.
fn read(query: &str, sends_iss: bool) -> Option<Result<String, Error>> {
    let found = find(query, "").transpose()?;
    let code = found.and_then(|found| response(found, &State::new("st"), ISSUER, sends_iss));
    Some(code.map(|code| code.expose().to_owned()))
}

#[test]
fn the_request_has_every_parameter_once_and_nothing_else() {
    let provider = provider(
        r#""scope":"openid email","resource":"https://api.example","prompt":"login","max_age":60,"acr_values":"a b",
           "authorization_parameters":{"login_hint":"a&redirect_uri=https://evil.example"}"#,
    );
    let document = r#"{"issuer":"https://id.example","authorization_endpoint":"https://id.example/auth?tenant=1",
        "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/jwks"}"#;
    let server = metadata::response(&provider, json(document)).unwrap();
    let redirect_uri = Url::parse("https://acme.example/login/").unwrap();
    let binding = Binding {
        state: &State::new("st"),
        nonce: &Nonce::new("no"),
        code_verifier: &CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        redirect_uri: &redirect_uri,
        is_silent: false,
    };
    let url = request(&provider, &server, binding);
    let (head, query) = url.split_once('?').unwrap();
    assert_eq!(head, "https://id.example/auth");
    let expected = [
        ("tenant", "1"),
        ("response_type", "code"),
        ("client_id", "spa"),
        ("redirect_uri", "https://acme.example/login/"),
        ("scope", "openid email"),
        ("state", "st"),
        ("nonce", "no"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("max_age", "60"),
        ("acr_values", "a b"),
        ("resource", "https://api.example"),
        ("login_hint", "a&redirect_uri=https://evil.example"),
    ];
    assert_eq!(form::decode(query), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn a_code_with_state_and_issuer_is_accepted_in_any_order_and_company() {
    for query in [
        "?code=c&state=st&iss=https%3A%2F%2Fid.example",
        "?session_state=x&iss=https://id.example&state=st&code=c&scope=openid&scope=openid",
    ] {
        assert_eq!(read(query, true), Some(Ok("c".into())), "{query}");
    }
    assert_eq!(read("?code=c&state=st", false), Some(Ok("c".into())));
}

#[test]
fn the_checks_fail_in_their_order() {
    let denied = Error::Authorization(AuthorizationError::AccessDenied);
    let mismatch = Error::IssuerMismatch { expected: ISSUER.into() };
    for (query, sends_iss, error) in [
        ("?code=a&code=b", true, Error::DuplicateParameter("code")),
        ("?code=a&state=st&state=st", true, Error::DuplicateParameter("state")),
        ("?code=a&state=st&iss=x&iss=x", true, Error::DuplicateParameter("iss")),
        ("?error=access_denied&error=login_required&state=st", true, Error::DuplicateParameter("error")),
        (
            "?error=access_denied&error=access_denied&code=c&state=st",
            true,
            Error::DuplicateParameter("error"),
        ),
        ("?code=a", true, Error::StateMissing),
        ("?code=a&state=", true, Error::StateMissing),
        ("?error=access_denied", true, Error::StateMissing),
        ("?error=access_denied&state=evil", true, Error::StateMissing),
        ("?code=a&state=st&iss=https://id.example/", true, mismatch.clone()),
        ("?code=a&state=st&iss=HTTPS://id.example", false, mismatch.clone()),
        ("?error=access_denied&state=st&iss=https://evil.example", false, mismatch),
        ("?code=a&state=st", true, Error::IssuerMissing),
        ("?error=access_denied&state=st", true, denied.clone()),
        ("?error=access_denied&code=a&state=st&iss=https://id.example", true, denied.clone()),
        ("?code=&state=st", false, Error::CodeMissing),
        ("?state=st&iss=https://id.example", true, Error::CodeMissing),
        ("?error=access_denied&error=access_denied&state=st&state=st", true, denied),
        (
            "?error=Invalid+code+verifier&state=st",
            true,
            Error::Authorization(AuthorizationError::Unregistered),
        ),
    ] {
        assert_eq!(read(query, sends_iss), Some(Err(error)), "{query}");
    }
}

#[test]
fn what_is_no_response_is_left_alone() {
    for query in ["", "?", "?state=x", "?utm_source=x&destination=/a", "?Code=x", "?xcode=1"] {
        assert!(read(query, true).is_none(), "{query}");
    }
}

#[test]
fn a_token_in_the_fragment_is_refused() {
    for fragment in ["#access_token=x", "#state=st&id_token=x"] {
        assert!(matches!(find("", fragment), Err(Error::UnexpectedFrontChannelToken)));
    }
    assert!(find("", "#section").unwrap().is_none());
}

proptest! {
    #[test]
    fn no_query_gives_a_code_without_its_own_state(query in "(code|state|iss|error|&|=|st|c|x|%73t|\\?|\\+){0,16}") {
        if let Some(Ok(_)) = read(&query, true) {
            let pairs = form::decode(&query);
            let only = |name: &str, value: &str| pairs.iter().filter(|(n, _)| n == name).all(|(_, v)| v == value)
                && pairs.iter().filter(|(n, _)| n == name).count() == 1;
            prop_assert!(only("state", "st") && only("iss", ISSUER), "{query}");
        }
    }
}

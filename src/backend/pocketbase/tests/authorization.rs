use super::super::auth_methods::{self, Provider};
use super::super::authorization::{request, response};
use super::super::{Error, realtime};
use super::{answer, base, url};
use crate::protocol;
use crate::protocol::authorization::{Binding, find};
use crate::protocol::form;
use crate::protocol::secret::{CodeVerifier, Nonce, State};
use crate::url::Url;

/// RFC 7636, Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn real(name: &str) -> Provider {
    let methods = auth_methods::response(answer(200, include_str!("data/auth_methods.json"))).unwrap();
    methods.providers.into_iter().find(|provider| provider.name == name).unwrap()
}

fn ask(provider: &Provider, redirect_uri: &Url, is_silent: bool) -> Result<String, Error> {
    let (state, nonce, code_verifier) = (State::new("st"), Nonce::new("no"), CodeVerifier::new(VERIFIER));
    request(
        provider,
        Binding { state: &state, nonce: &nonce, code_verifier: &code_verifier, redirect_uri, is_silent },
    )
}

fn address(provider: &Provider) -> String {
    ask(provider, &url("https://acme.example/login/"), false).unwrap()
}

#[track_caller]
fn only(address: &str, name: &str) -> Option<String> {
    let parameters = form::decode(address.split_once('?').unwrap().1);
    let mut found = parameters.into_iter().filter(|(found, _)| found == name);
    let first = found.next();
    assert!(found.next().is_none(), "`{name}` is doubled in {address}");
    first.map(|(_, value)| value)
}

#[test]
fn every_value_that_ties_a_response_to_its_request_is_ours_and_stands_there_once() {
    let address = address(&real("oidc"));
    assert!(
        address.starts_with(
            "https://id.example/authorize?client_id=backend&response_type=code&scope=openid+email"
        )
    );
    for (name, value) in [
        ("redirect_uri", "https://acme.example/login/"),
        ("state", "st"),
        ("nonce", "no"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("client_id", "backend"),
    ] {
        assert_eq!(only(&address, name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn without_pkce_no_challenge_is_sent_whatever_the_address_holds() {
    let mut provider = real("oidc2");
    let sent = address(&provider);
    assert_eq!((only(&sent, "code_challenge"), only(&sent, "code_challenge_method")), (None, None));
    assert_eq!(only(&sent, "state").as_deref(), Some("st"));
    provider.auth_url = Some(url("https://id.example/a?code_challenge=theirs&code_challenge_method=plain"));
    let sent = address(&provider);
    assert_eq!((only(&sent, "code_challenge"), only(&sent, "code_challenge_method")), (None, None));
}

#[test]
fn what_is_not_ours_stays_byte_for_byte() {
    assert!(address(&real("oidc2")).starts_with("https://auth.example/authorize/?x=%20a&client_id=backend&"));
}

#[test]
fn a_parameter_can_not_hide_from_being_replaced() {
    let mut provider = real("oidc");
    provider.auth_url = Some(url(
        "https://id.example/a?state=x&st%61te=y&&state&redirect%5Furi=https://evil.example&nonce=z",
    ));
    let sent = address(&provider);
    assert_eq!(only(&sent, "state").as_deref(), Some("st"));
    assert_eq!(only(&sent, "redirect_uri").as_deref(), Some("https://acme.example/login/"));
    assert_eq!(only(&sent, "nonce"), None);
    assert!(!sent.contains("evil") && !sent.contains("&&"));
    provider.auth_url = Some(url("https://id.example/a"));
    assert!(address(&provider).starts_with("https://id.example/a?redirect_uri=https%3A"));
}

#[test]
fn only_openid_providers_get_a_nonce() {
    assert_eq!(only(&address(&real("github")), "nonce"), None);
    assert_eq!(only(&address(&real("oidc2")), "nonce").as_deref(), Some("no"));
}

#[test]
fn a_silent_request_says_so_once() {
    let mut provider = real("oidc");
    provider.auth_url = Some(url("https://id.example/a?prompt=consent"));
    let page = url("https://acme.example/");
    assert_eq!(only(&ask(&provider, &page, true).unwrap(), "prompt").as_deref(), Some("none"));
    assert_eq!(only(&ask(&provider, &page, false).unwrap(), "prompt").as_deref(), Some("consent"));
}

#[test]
fn a_response_that_is_posted_can_only_go_to_pocketbase() {
    let apple = real("apple");
    assert_eq!(ask(&apple, &url("https://acme.example/"), false), Err(Error::FormPost));
    let own = realtime::redirect_uri(&base()).unwrap();
    assert_eq!(own.as_str(), "https://acme.example/pb/api/oauth2-redirect");
    assert_eq!(only(&ask(&apple, &own, false).unwrap(), "response_mode").as_deref(), Some("form_post"));
}

#[test]
fn a_provider_without_an_address_is_not_gone_to() {
    let provider = Provider { auth_url: None, ..real("oidc") };
    assert_eq!(ask(&provider, &url("https://acme.example/"), false), Err(Error::AuthUrl));
}

#[test]
fn a_response_is_believed_only_for_its_state() {
    let read = |query: &str| {
        response(find(query, "").unwrap().unwrap(), &State::new("st")).map(|code| code.expose().to_owned())
    };
    assert_eq!(read("?code=c&state=st&iss=https://id.example"), Ok("c".to_owned()));
    for query in ["?code=c&state=other", "?error=access_denied&state=other"] {
        assert_eq!(read(query), Err(Error::Protocol(protocol::Error::StateMissing)), "{query}");
    }
    let denied = read("?error=access_denied&state=st").unwrap_err();
    assert_eq!((denied.code(), denied.oauth_code()), ("access_denied", Some("access_denied")));
    assert_eq!(read("?code=&state=st"), Err(Error::Protocol(protocol::Error::CodeMissing)));
}

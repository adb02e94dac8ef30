use super::super::auth_methods::{request, response};
use super::super::{AuthMethods, Error};
use super::{answer, base, fixtures, url};
use crate::protocol::http::Method;

const REAL: &str = include_str!("data/auth_methods.json");

fn read(body: &str) -> Result<AuthMethods, Error> {
    response(answer(200, body))
}

/// An answer with these providers.
fn with(providers: &str) -> Result<AuthMethods, Error> {
    read(&format!(
        r#"{{"password":{{"enabled":false}},"otp":{{"enabled":false}},"mfa":{{"enabled":false}},
            "oauth2":{{"enabled":true,"providers":[{providers}]}}}}"#
    ))
}

#[test]
fn neither_the_legacy_half_nor_verifiers_of_the_server_are_asked_for() {
    let request = request(&base(), "users").unwrap();
    let address = request.url.as_str();
    assert!(
        address.starts_with("https://acme.example/pb/api/collections/users/auth-methods?fields=password,")
    );
    for unwanted in ["authProviders", "authUrl", "codeVerifier", "state", "oauth2,"] {
        assert!(!address.contains(unwanted), "{unwanted}");
    }
    assert!(request.method == Method::Get && request.bearer.is_none());
}

#[test]
fn a_real_answer_is_read_in_its_order() {
    let methods = read(REAL).unwrap();
    assert_eq!(methods.password, Some(vec!["email".to_owned()]));
    assert_eq!((methods.otp, methods.mfa), (Some(180), Some(600)));
    let names: Vec<_> =
        methods.providers.iter().map(|it| (it.name.as_str(), it.display_name.as_str())).collect();
    assert_eq!(
        names,
        [("oidc", "Pocket ID"), ("oidc2", "authentik"), ("github", "GitHub"), ("apple", "Apple")]
    );
    assert!(methods.providers.iter().all(|it| it.auth_url.is_some()));
}

#[test]
fn pkce_is_on_where_the_answer_has_a_challenge_method() {
    let methods = read(REAL).unwrap();
    let pkce: Vec<bool> = methods.providers.iter().map(|provider| provider.has_pkce).collect();
    assert_eq!(pkce, [true, false, true, true]);
}

#[test]
fn what_is_switched_off_is_not_offered() {
    let methods = read(
        r#"{"otp":{"enabled":false,"duration":0},"password":{"identityFields":[],"enabled":false},
            "oauth2":{"providers":[{"name":"left-over"}],"enabled":false},"mfa":{"duration":0,"enabled":false}}"#,
    );
    assert_eq!(methods, Ok(AuthMethods { password: None, providers: Vec::new(), otp: None, mfa: None }));
}

#[test]
fn a_logo_is_an_image_and_never_markup() {
    let logo = |svg: &str| {
        let svg = crate::json::quote(svg);
        let methods =
            with(&format!(r#"{{"name":"x","authURL":"https://id.example","logo":{svg}}}"#)).unwrap();
        methods.providers[0].logo.clone()
    };
    assert_eq!(logo("<svg/>").as_deref(), Some("data:image/svg+xml,%3Csvg%2F%3E"));
    let evil = logo("<svg onload=alert(1)><script>alert(1)</script></svg>").unwrap();
    let data = evil.strip_prefix("data:image/svg+xml,").unwrap();
    assert!(data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%*-._".contains(&byte)), "{data}");
    let large = format!("<svg>{}</svg>", " ".repeat(16 * 1024));
    for unfit in
        ["", "<img src=x onerror=alert(1)>", "https://evil.example/a.svg", "javascript:alert(1)", &large]
    {
        assert_eq!(logo(unfit), None);
    }
}

#[test]
fn a_provider_whose_address_can_not_be_used_does_not_take_the_others_down() {
    for address in ["http://id.lan/auth", "javascript:alert(1)", "https://id.example/#", "//id.example", ""] {
        let methods = with(&format!(
            r#"{{"name":"a","authURL":"{address}"}},{{"name":"b","authURL":"http://127.0.0.1:9/auth?redirect_uri="}}"#
        ))
        .unwrap();
        assert_eq!(methods.providers[0].auth_url, None, "{address}");
        assert_eq!(methods.providers[1].auth_url, Some(url("http://127.0.0.1:9/auth?redirect_uri=")));
    }
}

#[test]
fn a_provider_without_a_display_name_is_called_by_its_name() {
    for name in ["", r#","displayName":"""#, r#","displayName":"\u202e ""#, r#","displayName":7"#] {
        assert_eq!(with(&format!(r#"{{"name":"oidc"{name}}}"#)).unwrap().providers[0].display_name, "oidc");
    }
    let long = with(&format!(r#"{{"name":"oidc","displayName":"{}"}}"#, "x".repeat(5000))).unwrap();
    assert_eq!(long.providers[0].display_name.chars().count(), 61);
}

#[test]
fn hostile_answers_are_named() {
    let many = vec![r#"{"name":"x"}"#; 65].join(",");
    assert_eq!(with(&many), Err(Error::TooMany("providers")));
    for provider in ["7", "{}", r#"{"name":""}"#, r#"{"name":"a b"}"#, r#"{"name":["x"]}"#] {
        assert_eq!(with(provider), Err(Error::Malformed("providers")), "{provider}");
    }
    let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(65));
    assert_eq!(with(&long), Err(Error::Malformed("providers")));
    for (body, name) in [
        ("<!doctype html>", "document"),
        ("[]", "document"),
        ("null", "document"),
        // PocketBase before 0.23.
        ("{}", "password"),
        (r#"{"password":{"enabled":true}}"#, "oauth2"),
        (r#"{"password":{"enabled":1}}"#, "password"),
    ] {
        assert_eq!(read(body), Err(Error::Malformed(name)), "{body}");
    }
    for duration in ["-1", "1e300", "null", "\"600\""] {
        let body = REAL.replace("\"duration\":600", &format!("\"duration\":{duration}"));
        assert_eq!(read(&body), Err(Error::Malformed("duration")), "{duration}");
    }
    let fields = vec![r#""f""#; 17].join(",");
    let body = REAL.replace(r#"["email"]"#, &format!("[{fields}]"));
    assert_eq!(read(&body), Err(Error::TooMany("identityFields")));
    assert_eq!(read(&REAL.replace(r#"["email"]"#, "[7]")), Err(Error::Malformed("identityFields")));
}

#[test]
fn a_collection_without_accounts_is_the_setup() {
    let error = response(answer(404, fixtures::NO_AUTH_COLLECTION));
    assert_eq!(error, Err(Error::CollectionMissing));
}

#[test]
fn a_collection_stays_one_segment_of_the_path() {
    for name in ["", ".", ".."] {
        assert_eq!(request(&base(), name).unwrap_err(), Error::Address, "{name}");
    }
    let request = request(&base(), "../../evil?x#y").unwrap();
    let address = "https://acme.example/pb/api/collections/..%2F..%2Fevil%3Fx%23y/auth-methods?";
    assert!(request.url.as_str().starts_with(address));
}

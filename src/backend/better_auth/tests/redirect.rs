use super::super::{Error, Start, link_social, sign_in_social, sign_in_sso};
use super::{answer, fixtures, is_by_cookie, object, posted, url};

const PAGE: &str = "https://app.example/login/";
const FAILED: &str = "https://app.example/login/?failed=1";

/// The requests of all three messages.
#[track_caller]
fn sent(base: &str) -> [crate::protocol::http::Request; 3] {
    let (page, failed) = (url(PAGE), url(FAILED));
    let start = Start { provider: "pocketid", callback_url: &page, error_callback_url: &failed };
    let base = url(base);
    [
        sign_in_sso::request(&base, &start).unwrap(),
        sign_in_social::request(&base, &start).unwrap(),
        link_social::request(&base, &start).unwrap(),
    ]
}

#[test]
fn addresses_lie_below_the_base_with_and_without_its_slash() {
    for (base, folder) in [
        ("https://app.example/api/auth", "https://app.example/api/auth/"),
        ("https://app.example/api/auth/", "https://app.example/api/auth/"),
        ("https://app.example", "https://app.example/"),
        ("https://app.example/a?x=1", "https://app.example/a/"),
    ] {
        let urls = sent(base).map(|request| request.url.as_str().to_owned());
        let paths = ["sign-in/sso", "sign-in/social", "link-social"];
        assert_eq!(urls, paths.map(|path| [folder, path].concat()));
    }
}

/// Forms are answered with 415, and a request without the cookie for `state` leads to `state_mismatch`.
#[test]
fn a_sign_in_begins_with_json_and_cookies() {
    let [sso, social, link] = sent("https://app.example/api/auth/");
    let urls = [("callbackURL", PAGE), ("errorCallbackURL", FAILED)];
    let expected = [("providerId", "pocketid"), ("providerType", "oidc"), urls[0], urls[1]];
    assert_eq!(posted(&sso), object(&expected));
    for request in [&social, &link] {
        assert_eq!(posted(request), object(&[("provider", "pocketid"), urls[0], urls[1]]));
    }
    assert!([sso, social, link].iter().all(is_by_cookie));
}

#[test]
fn the_address_of_the_provider_is_read() {
    let url = sign_in_sso::response(answer(200, fixtures::SSO)).unwrap();
    assert!(
        url.as_str().starts_with("http://127.0.0.1:9000/auth?response_type=code&client_id=backend&state=")
    );
    assert!(!format!("{url:?}").contains("9mAl321Nrty897ikMVV8HQVxHStgdgXN"), "no state is shown");
    for read in [sign_in_social::response, link_social::response] {
        assert_eq!(read(answer(200, fixtures::SSO)).unwrap(), url);
    }
}

#[test]
fn nobody_is_sent_to_an_address_that_is_none_of_a_provider() {
    for address in [
        "http://id.example/auth",
        "javascript:alert(1)",
        "https://id.example/auth#access_token=x",
        "https://id.example@evil.example/",
        "//evil.example",
        "/api/auth/error",
        "",
    ] {
        let body = format!(r#"{{"url":"{address}","redirect":true}}"#);
        let error = sign_in_sso::response(answer(200, &body)).unwrap_err();
        assert_eq!(error, Error::AuthorizationUrl, "{address}");
    }
    for body in ["{}", r#"{"url":null}"#, r#"{"url":7}"#] {
        assert_eq!(sign_in_sso::response(answer(200, body)), Err(Error::Malformed("url")), "{body}");
    }
    assert_eq!(sign_in_sso::response(answer(200, "null")), Err(Error::Malformed("document")));
}

#[test]
fn linking_needs_somebody_who_is_signed_in() {
    assert_eq!(link_social::response(answer(401, fixtures::UNAUTHORIZED)), Err(Error::NotSignedIn));
}

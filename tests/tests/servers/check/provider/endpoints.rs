//! Keys, the token endpoint and userinfo.

use portico_tests::proxy::{Answer, Endpoint, Fault, habits, on};
use serde_json::json;

use super::{Provider, of};
use crate::check::{check, check_for, complaints, fix};

#[tokio::test]
async fn an_endpoint_that_the_policy_of_the_page_forbids_is_named() {
    let provider = Provider::start("").await;
    let expected = [
        "keys: endpoint_not_allowed",
        "token endpoint: endpoint_not_allowed",
        "! userinfo: endpoint_not_allowed",
    ];
    assert_eq!(provider.with(habits::internal_names()).await, expected);
    let endpoints = [("token_endpoint", "token"), ("jwks_uri", "jwks"), ("userinfo_endpoint", "userinfo")];
    let named = provider.entry_naming(&endpoints);
    assert_eq!(complaints(&check(&of(named)).await), Vec::<String>::new());
}

#[tokio::test]
async fn an_endpoint_at_the_pages_own_origin_is_allowed_without_a_name() {
    let provider = Provider::start("").await;
    provider.proxy.play(habits::internal_names());
    let report = check_for(&of(provider.entry()), Some("https://op.internal.invalid/")).await;
    let found = complaints(&report);
    assert!(found.contains(&"keys: keys_unreachable".into()), "{found:?}");
    assert!(!found.iter().any(|it| it.contains("endpoint_not_allowed")), "{found:?}");
}

#[tokio::test]
async fn each_endpoint_is_read_as_a_browser_at_that_origin_would() {
    let provider = Provider::start("").await;
    let hidden = |endpoint| vec![on(endpoint).with(Fault::Header("access-control-allow-origin", None))];
    for (endpoint, complaint) in [
        (Endpoint::Discovery, "metadata: discovery_unreachable"),
        (Endpoint::Jwks, "keys: keys_unreachable"),
        (Endpoint::Token, "token endpoint: token_unreachable"),
    ] {
        assert_eq!(provider.with(hidden(endpoint)).await, [complaint]);
    }
    // Some hide their refusals, and only these, from pages.
    assert_eq!(provider.with(hidden(Endpoint::Userinfo)).await, Vec::<String>::new());
    let broken = on(Endpoint::Userinfo).with(Fault::Replace(Answer::html(500).without_cors()));
    assert_eq!(provider.with(vec![broken]).await, ["! userinfo: userinfo_unreachable"]);
    let allowed = |value| {
        vec![on(Endpoint::Userinfo).preflight().with(Fault::Header("access-control-allow-headers", value))]
    };
    assert_eq!(provider.with(allowed(Some("*"))).await, ["! userinfo: userinfo_unreachable"]);
    assert_eq!(provider.with(allowed(None)).await, ["! userinfo: userinfo_unreachable"]);
    assert_eq!(provider.with(allowed(Some("Authorization"))).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_client_that_is_unknown_or_has_a_secret_is_found_at_both_endpoints() {
    let provider = Provider::start("").await;
    let with_client = |id: &str| {
        let mut entry = provider.entry();
        entry["client_id"] = json!(id);
        of(entry)
    };
    let unknown = complaints(&check(&with_client("nobody")).await);
    assert_eq!(unknown, ["token endpoint: token_rejected", "redirect URI: redirect_uri_refused"]);
    // The certified provider answers it without CORS from an origin that is not of a public client.
    let confidential = complaints(&check(&with_client("backend")).await);
    assert!(confidential.iter().any(|it| it.starts_with("token endpoint: token_")), "{confidential:?}");
    let words = Answer::json(404, &json!({ "error": "Client not found" }));
    let pocket_id = vec![on(Endpoint::Token).with(Fault::Answer(words))];
    assert_eq!(provider.with(pocket_id).await, ["token endpoint: token_rejected"]);
}

#[tokio::test]
async fn what_a_token_endpoint_says_of_a_made_up_code_is_no_complaint_and_the_rest_is() {
    let provider = Provider::start("").await;
    let error = |status, error: &str| Answer::json(status, &json!({ "error": error }));
    let fine = Vec::<String>::new;
    let (rejected, http) =
        (|| vec!["token endpoint: token_rejected".into()], || vec!["token endpoint: token_http".into()]);
    for (what, answer, expected) in [
        ("RFC 6749", error(400, "invalid_grant"), fine()),
        ("Rauthy", error(401, "Unauthorized"), fine()),
        ("Pocket ID 2.9", error(400, "Invalid authorization code"), fine()),
        ("a word of its own", error(400, "unauthorized_client"), fine()),
        ("an empty 400", Answer::empty(400), fine()),
        ("a 500 for a bad code", Answer::empty(500), fine()),
        ("Keycloak", error(401, "unauthorized_client"), rejected()),
        ("Kanidm", Answer::empty(401), http()),
        ("Pocket ID 2.9, client", error(404, "Client not found"), rejected()),
        ("no such grant", error(400, "unsupported_grant_type"), rejected()),
        ("no such API", error(400, "invalid_target"), rejected()),
        ("nothing there", Answer::html(404), http()),
        ("too often", Answer::empty(429), vec!["! token endpoint: token_http".into()]),
        ("a gateway", Answer::html(503), vec!["! token endpoint: token_http".into()]),
        ("a page", Answer::html(200), vec!["token endpoint: token_malformed".into()]),
        ("hidden", error(401, "invalid_client").without_cors(), rejected()),
        (
            "hidden too",
            error(400, "invalid_grant").without_cors(),
            vec!["token endpoint: token_unreachable".into()],
        ),
    ] {
        let rule = on(Endpoint::Token).with(Fault::Answer(answer));
        assert_eq!(provider.with(vec![rule]).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_key_set_that_is_none_is_no_matter_of_a_signing_key() {
    let provider = Provider::start("").await;
    for (answer, code) in [
        (Answer::html(404), "keys_unreachable"),
        (Answer::html(200), "keys_malformed"),
        (Answer::html(500).without_cors(), "keys_unreachable"),
    ] {
        provider.proxy.behave();
        provider.proxy.play([on(Endpoint::Jwks).with(Fault::Answer(answer))]);
        let report = check(&of(provider.entry())).await;
        assert_eq!(complaints(&report), [format!("keys: {code}")]);
        let fix = fix(&report, code);
        assert!(fix.contains("`jwks_uri`") || fix.contains("log"), "{fix}");
    }
}

//! better-auth: whom it trusts (`trustedOrigins`), and CORS in front of it.

use portico_tests::config::provider_with_userinfo;
use portico_tests::proxy::{Endpoint, Fault, Proxy, on};
use portico_tests::servers::{BetterAuth, BetterAuthOptions, Op, OpOptions};
use serde_json::{Value, json};

use super::{check_for, complaints, fix, good};
use crate::better_auth::{PROVIDER, start};
use crate::sign_in::PAGE;

fn by_cookie(auth: &BetterAuth, provider: &str) -> Value {
    json!({ "backend": {
        "kind": "better-auth", "base_url": auth.origin(), "providers": [{ "id": provider, "title": "Acme" }],
    } })
}

fn by_bearer(auth: &BetterAuth, op: &Op, provider: &str) -> Value {
    json!({
        "providers": [provider_with_userinfo(provider, "Acme", op.issuer())],
        "backend": { "kind": "better-auth", "base_url": auth.origin() },
    })
}

async fn complaints_for(config: &Value, page: &str) -> Vec<String> {
    complaints(&check_for(config, Some(page)).await)
}

#[tokio::test]
async fn by_cookie_the_page_has_to_be_at_its_origin_and_its_provider_known() {
    let (auth, _op) = start(BetterAuthOptions::default());
    let page = format!("{}/login/", auth.origin());
    let report = check_for(&by_cookie(&auth, PROVIDER), Some(&page)).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert_eq!(good(&report, "provider").len(), 1);
    assert_eq!(good(&report, "redirect URI").len(), 1, "{report:?}");
    assert!(auth.requests().iter().any(|it| it.path == "/api/auth/sign-in/sso" && it.status == 200));

    let unknown = check_for(&by_cookie(&auth, "pocket"), Some(&page)).await;
    assert_eq!(complaints(&unknown), ["provider: better_auth_provider_unknown"]);
    let unsaid = check_for(&by_cookie(&auth, "pocket"), None).await;
    assert_eq!(
        complaints(&unsaid),
        ["provider: better_auth_provider_unknown"],
        "the page can be nowhere else"
    );
    let elsewhere = complaints_for(&by_cookie(&auth, PROVIDER), PAGE).await;
    assert_eq!(elsewhere, ["server: backend_of_another_origin"]);
    auth.stop().unwrap();
    let down = complaints_for(&by_cookie(&auth, PROVIDER), &page).await;
    assert_eq!(down, ["server: better_auth_unreachable"]);
}

#[tokio::test]
async fn an_origin_that_is_not_trusted_is_named_in_the_words_of_portabase() {
    // Something else than its own idea of where it is stands in front of it.
    let auth = BetterAuth::start(&BetterAuthOptions::default()).unwrap();
    let op = Op::start(&OpOptions::default()).unwrap();
    let origin = Some("https://portabase.example.test".to_owned());
    auth.configure(&BetterAuthOptions { issuer: op.issuer().to_owned(), origin, ..Default::default() })
        .unwrap();
    let page = format!("{}/", auth.origin());
    let report = check_for(&by_cookie(&auth, PROVIDER), Some(&page)).await;
    let complaints = complaints(&report);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    let code = complaints[0].strip_prefix("provider: ").unwrap();
    assert!(["better_auth_origin", "better_auth_callback_url"].contains(&code), "{code}");
    let fix = fix(&report, code);
    assert!(fix.contains(&auth.origin()) && fix.contains("TRUSTED_DOMAINS"), "{fix}");
}

#[tokio::test]
async fn a_provider_that_better_auth_does_not_trust_is_named() {
    let options = BetterAuthOptions { more: json!({ "distrust_issuer": true }), ..Default::default() };
    let (auth, _op) = start(options);
    let page = format!("{}/", auth.origin());
    let report = check_for(&by_cookie(&auth, PROVIDER), Some(&page)).await;
    assert_eq!(complaints(&report), ["provider: better_auth_discovery_untrusted"]);
}

#[tokio::test]
async fn by_bearer_it_needs_cors_and_a_provider_that_takes_id_tokens() {
    let origin = PAGE.trim_end_matches('/').to_owned();
    let (auth, op) = start(BetterAuthOptions { spa: vec![origin], ..Default::default() });
    let report = check_for(&by_bearer(&auth, &op, "opspa"), Some(PAGE)).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert_eq!(good(&report, "CORS").len(), 1, "{report:?}");
    assert_eq!(good(&report, "provider").len(), 1, "{report:?}");
    assert_eq!(
        complaints_for(&by_bearer(&auth, &op, "nobody"), PAGE).await,
        ["provider: better_auth_provider_unknown"]
    );

    // What is in front of it hides the signed token.
    let proxy = Proxy::start().await.unwrap();
    proxy.forward_to(auth.port(), "");
    proxy.play([on(Endpoint::Other).with(Fault::Header("access-control-expose-headers", None))]);
    let mut config = by_bearer(&auth, &op, "opspa");
    config["backend"]["base_url"] = json!(proxy.origin());
    assert_eq!(complaints_for(&config, PAGE).await, ["! CORS: better_auth_token_hidden"]);

    // Signing in would work, and no call after that.
    proxy.behave();
    let only = Fault::Header("access-control-allow-headers", Some("content-type"));
    proxy.play([on(Endpoint::Other).preflight().with(only)]);
    assert_eq!(complaints_for(&config, PAGE).await, ["CORS: better_auth_unreachable"]);

    let (plain, op) = start(BetterAuthOptions::default());
    let report = check_for(&by_bearer(&plain, &op, "opspa"), Some(PAGE)).await;
    let complaints = complaints(&report);
    assert!(complaints.contains(&"CORS: better_auth_unreachable".to_owned()), "{complaints:?}");
    assert!(fix(&report, "better_auth_unreachable").contains("answers no preflights"));
}

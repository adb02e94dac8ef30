//! An API, and a PocketBase.

use portico_tests::config::provider_with_userinfo;
use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, on};
use portico_tests::servers::{
    ConfidentialClient, OAuth2Provider, Op, OpOptions, PocketBase, PocketBaseOptions, ResourceServer,
    ResourceServerOptions,
};
use serde_json::{Value, json};

use super::{check, check_for, complaints, fix, good};
use crate::sign_in::PAGE;

/// A provider with which nothing is wrong.
fn op() -> Op {
    Op::start(&OpOptions { redirect_uris: vec![PAGE.to_owned()], ..OpOptions::default() }).unwrap()
}

fn of_api(op: &Op, api: &str) -> Value {
    json!({
        "providers": [provider_with_userinfo("demo", "Demo", op.issuer())],
        "backend": { "base_url": api, "request": { "path": "/me" } },
    })
}

/// What is said of the backend, which is the last one.
fn of_backend(report: &portico_cli::check::report::Report) -> Vec<String> {
    let sections = report.sections.last().cloned().into_iter().collect();
    complaints(&portico_cli::check::report::Report::new(None, sections))
}

#[tokio::test]
async fn an_api_has_to_let_the_page_send_a_token_and_read_a_refusal() {
    let op = op();
    let origin = PAGE.trim_end_matches('/').to_owned();
    let api = ResourceServer::start(&ResourceServerOptions {
        issuer: op.issuer().to_owned(),
        origins: vec![origin],
        ..ResourceServerOptions::default()
    })
    .unwrap();
    let proxy = Proxy::start().await.unwrap();
    proxy.forward_to(api.port(), "");
    let config = of_api(&op, &proxy.origin());
    let report = check(&config).await;
    assert_eq!(of_backend(&report), Vec::<String>::new());
    assert!(good(&report, "request")[0].contains("HTTP 401"), "{report:?}");

    let elsewhere = check_for(&config, Some("http://127.0.0.1:2/")).await;
    assert_eq!(of_backend(&elsewhere), ["request: backend_unreachable"]);
    assert!(fix(&elsewhere, "backend_unreachable").contains("http://127.0.0.1:2"));
    let at_its_own_origin = check_for(&config, Some(&format!("{}/", proxy.origin()))).await;
    assert_eq!(of_backend(&at_its_own_origin), Vec::<String>::new());

    proxy.play([on(Endpoint::Backend).with(Fault::Header("access-control-allow-origin", None))]);
    let hidden = check(&config).await;
    assert_eq!(of_backend(&hidden), ["request: backend_unreachable"]);
    assert!(fix(&hidden, "backend_unreachable").contains("with its refusals"));
    proxy.behave();
    proxy.play([on(Endpoint::Backend)
        .preflight()
        .with(Fault::Header("access-control-allow-headers", Some("*")))]);
    assert_eq!(
        of_backend(&check(&config).await),
        ["request: backend_unreachable"],
        "`*` is not Authorization"
    );
    proxy.behave();
    let elsewhere = on(Endpoint::Backend).with(Fault::Replace(Answer::empty(302)));
    proxy.play([elsewhere.with(Fault::Header("location", Some("/login?rd=/me")))]);
    let report = check(&config).await;
    assert_eq!(of_backend(&report), ["request: backend_unreachable"], "the page would not follow");
    assert!(fix(&report, "backend_unreachable").contains("refuse with 401"));
    proxy.behave();
    proxy.play([on(Endpoint::Backend).with(Fault::Replace(Answer::json(404, &json!({}))))]);
    assert_eq!(of_backend(&check(&config).await), ["! request: backend_http"]);
}

#[tokio::test]
async fn a_pocketbase_is_asked_for_its_collection_and_its_providers_for_the_page() {
    let op = Op::start(&OpOptions {
        confidential: vec![ConfidentialClient::backend([PAGE.to_owned()])],
        ..OpOptions::default()
    })
    .unwrap();
    let provider = OAuth2Provider::at(op.issuer(), "Acme");
    let options = PocketBaseOptions { providers: vec![provider.clone()], ..Default::default() };
    let base = PocketBase::start(&options).await.unwrap();
    let config = json!({ "backend": { "kind": "pocketbase", "base_url": base.origin() } });

    let report = check(&config).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert_eq!(good(&report, "collection"), ["users: oidc, password"]);
    assert_eq!(good(&report, "redirect URI"), [format!("Acme: {PAGE} is registered")]);

    let proxy = Proxy::start().await.unwrap();
    proxy.forward_to(base.port(), "");
    let no_token = Fault::Header("access-control-allow-headers", Some("content-type"));
    proxy.play([on(Endpoint::Other).preflight().with(no_token)]);
    let behind = json!({ "backend": { "kind": "pocketbase", "base_url": proxy.origin() } });
    assert_eq!(complaints(&check(&behind).await), ["collection: pocketbase_unreachable"]);

    let elsewhere = check_for(&config, Some("http://127.0.0.1:2/")).await;
    assert_eq!(complaints(&elsewhere), ["redirect URI: redirect_uri_refused"]);

    base.offer(&[OAuth2Provider { pkce: Some(false), ..provider }]).await.unwrap();
    // The certified provider wants PKCE and says so by coming back.
    assert_eq!(complaints(&check(&config).await), ["! pkce: pkce_off"]);

    let mut missing = config.clone();
    missing["backend"]["collection"] = json!("members");
    let report = check(&missing).await;
    assert_eq!(complaints(&report), ["collection: pocketbase_collection_missing"]);
    assert!(fix(&report, "pocketbase_collection_missing").contains("\"members\""));

    base.offer(&[]).await.unwrap();
    base.change_users(&json!({ "passwordAuth": { "enabled": false } })).await.unwrap();
    assert_eq!(complaints(&check(&config).await), ["collection: pocketbase_method_off"]);
    base.stop().await.unwrap();
    assert_eq!(complaints(&check(&config).await), ["collection: pocketbase_unreachable"]);
}

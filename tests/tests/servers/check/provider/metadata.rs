//! Server metadata, and the clock.

use std::time::{Duration, SystemTime};

use portico_tests::proxy::{Answer, Endpoint, Fault, on};
use serde_json::{Value, json};

use super::{Provider, of};
use crate::check::{check, complaints, fix};

#[tokio::test]
async fn what_the_metadata_say_wrong_is_named_one_by_one() {
    let provider = Provider::start("").await;
    let member = |name, value| on(Endpoint::Discovery).with(Fault::member(name, Some(value)));
    let all = vec![
        member("issuer", json!("http://localhost:2")),
        member("code_challenge_methods_supported", json!(["plain"])),
        member("id_token_signing_alg_values_supported", json!(["HS256"])),
    ];
    let expected = [
        "metadata: discovery_issuer_mismatch",
        "pkce: pkce_unsupported",
        "signature algorithm: algorithm_unsupported",
    ];
    assert_eq!(provider.with(all).await, expected);
    let report = check(&of(provider.entry())).await;
    assert!(fix(&report, "discovery_issuer_mismatch").contains("\"http://localhost:2\""));
    for (answer, code) in [
        (Answer::html(200), "metadata: discovery_malformed"),
        (Answer::json(404, &json!({})), "metadata: discovery_http"),
        (Answer::json(200, &json!({ "issuer": provider.op.issuer() })), "metadata: discovery_malformed"),
    ] {
        assert_eq!(provider.with(vec![on(Endpoint::Discovery).with(Fault::Answer(answer))]).await, [code]);
    }
}

#[tokio::test]
async fn metadata_that_the_page_can_not_read_are_no_fault_where_the_configuration_says_enough() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Header("access-control-allow-origin", None))]);
    let found = complaints(&check(&of(with_endpoints(&provider))).await);
    assert_eq!(found, ["! sign-out: end_session_endpoint_missing"]);
}

#[tokio::test]
async fn an_address_where_nothing_is_says_so_whether_a_page_may_read_it_or_not() {
    let provider = Provider::start("").await;
    for answer in [Answer::html(404), Answer::html(404).without_cors()] {
        provider.proxy.behave();
        provider.proxy.play([on(Endpoint::Discovery).with(Fault::Answer(answer))]);
        let report = check(&of(provider.entry())).await;
        let finding = &report.sections[1].findings[0];
        assert!(finding.message.contains("HTTP 404"), "{finding:?}");
        assert!(finding.fix.as_ref().unwrap().contains("`issuer`"), "{finding:?}");
    }
    let down = on(Endpoint::Discovery).with(Fault::Answer(Answer::html(502).without_cors()));
    provider.proxy.behave();
    provider.proxy.play([down]);
    let report = check(&of(provider.entry())).await;
    assert!(fix(&report, "discovery_unreachable").contains("log"), "{report:?}");
}

#[tokio::test]
async fn an_issuer_with_characters_that_are_not_seen_is_named_once() {
    let provider = Provider::start("").await;
    let issuer = Fault::member("issuer", Some(json!("http://localhost:2/\u{200b}")));
    let found = provider.with(vec![on(Endpoint::Discovery).with(issuer)]).await;
    assert_eq!(found, ["metadata: discovery_issuer_mismatch"]);
}

#[tokio::test]
async fn metadata_that_are_too_large_are_called_that_whatever_the_configuration_says() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Pad(70_000))]);
    assert_eq!(complaints(&check(&of(with_endpoints(&provider))).await), ["metadata: discovery_too_large"]);
}

#[tokio::test]
async fn metadata_that_are_missing_are_no_fault_where_the_configuration_says_enough() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Answer(Answer::html(404)))]);
    let found = complaints(&check(&of(with_endpoints(&provider))).await);
    assert_eq!(found, ["! sign-out: end_session_endpoint_missing"]);
}

/// An entry with all the endpoints that a sign-in needs.
fn with_endpoints(provider: &Provider) -> Value {
    provider.entry_naming(&[
        ("authorization_endpoint", "auth"),
        ("token_endpoint", "token"),
        ("jwks_uri", "jwks"),
    ])
}

#[tokio::test]
async fn a_clock_is_told_of_from_a_minute_on_and_wrong_from_an_hour_on() {
    let provider = Provider::start("").await;
    let at = |date| vec![on(Endpoint::Token).with(Fault::Header("date", Some(date)))];
    assert_eq!(provider.with(at("Mon, 01 Jan 2001 00:00:00 GMT")).await, ["clock: clock_differs"]);
    assert_eq!(provider.with(at(in_minutes(10))).await, ["! clock: clock_differs"]);
}

#[tokio::test]
async fn a_document_out_of_a_cache_says_nothing_of_the_clock() {
    let provider = Provider::start("").await;
    let old = |age| {
        let document = on(Endpoint::Discovery).with(Fault::Header("date", Some(in_minutes(-120))));
        let document = document.with(Fault::Header("age", age));
        vec![document, on(Endpoint::Token).with(Fault::DropBefore)]
    };
    assert_eq!(provider.with(old(Some("7200"))).await, ["token endpoint: token_unreachable"]);
    let differs = ["token endpoint: token_unreachable", "clock: clock_differs"];
    assert_eq!(provider.with(old(None)).await, differs);
    // The answer of the token endpoint comes out of no cache.
    let document = on(Endpoint::Discovery).with(Fault::Header("date", Some(in_minutes(-120))));
    assert_eq!(provider.with(vec![document]).await, Vec::<String>::new());
}

/// What the server's clock shows.
fn in_minutes(minutes: i64) -> &'static str {
    let apart = Duration::from_mins(minutes.unsigned_abs());
    let now = SystemTime::now();
    let time = if minutes < 0 { now - apart } else { now + apart };
    httpdate::fmt_http_date(time).leak()
}

//! Server metadata: what is refused before anybody is sent anywhere.

use std::time::{Duration, Instant};

use portico_tests::proxy::{Answer, Endpoint, Fault, Rule, on};
use portico_tests::stage::journey;
use serde_json::{Value, json};

use crate::rows::{SIGNED_IN, row, walk};

fn answers(answer: Answer) -> [Rule; 1] {
    [on(Endpoint::Discovery).with(Fault::Answer(answer))]
}

fn member(name: &'static str, value: Value) -> [Rule; 1] {
    [on(Endpoint::Discovery).with(Fault::member(name, Some(value)))]
}

fn without(name: &'static str) -> [Rule; 1] {
    [on(Endpoint::Discovery).with(Fault::member(name, None))]
}

fn body(text: &'static str) -> [Rule; 1] {
    answers(Answer::new(200, "application/json", text))
}

#[test]
fn metadata_of_another_issuer_is_refused_before_anybody_leaves() {
    journey(async |stage| {
        let issuer = stage.provider().issuer().to_owned();
        let before = || stage.provider().proxy.count(Endpoint::Authorize);
        walk(
            stage,
            vec![
                row("another", member("issuer", json!(format!("{issuer}1"))), "discovery_issuer_mismatch"),
                row(
                    "a slash more",
                    member("issuer", json!(format!("{issuer}/"))),
                    "discovery_issuer_mismatch",
                ),
                row(
                    "in capitals",
                    member("issuer", json!(issuer.replace("http", "HTTP"))),
                    "discovery_issuer_mismatch",
                ),
                row("a number", member("issuer", json!(7)), "discovery_malformed"),
                row("none", without("issuer"), "discovery_malformed"),
            ],
        )
        .await;
        assert_eq!(before(), stage.provider().proxy.requests(Endpoint::Authorize).len());
        let left = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(left.iter().filter(|it| it.path == "/auth").count(), 1, "somebody was sent there");
    });
}

#[test]
fn metadata_that_cannot_be_used_is_named() {
    journey(async |stage| {
        stage.excuse_endpoint("/.well-known/openid-configuration");
        // The browser names where it did not go.
        stage.excuse("https://evil.example/");
        let repeated = on(Endpoint::Discovery).with(Fault::bytes(|body| {
            body.pop();
            body.extend_from_slice(b",\"issuer\":\"https://evil.example\"}");
        }));
        let deep = on(Endpoint::Discovery).with(Fault::bytes(|body| {
            let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
            body.pop();
            body.extend_from_slice(format!(",\"x\":{nested}}}").as_bytes());
        }));
        walk(
            stage,
            vec![
                row("not found", answers(Answer::empty(404)), "discovery_http"),
                row("forbidden", answers(Answer::html(403)), "discovery_http"),
                row("HTML", answers(Answer::html(200)), "discovery_malformed"),
                row("cut short", [on(Endpoint::Discovery).with(Fault::Truncate(300))], "discovery_malformed"),
                row("an array", body("[]"), "discovery_malformed"),
                row("null", body("null"), "discovery_malformed"),
                row("nothing", body(""), "discovery_malformed"),
                row("two issuers", [repeated], "discovery_malformed"),
                row("10,000 deep", [deep], "discovery_malformed"),
                row("5 MB", [on(Endpoint::Discovery).with(Fault::Pad(5_000_000))], "discovery_too_large"),
                row("no token endpoint", without("token_endpoint"), "discovery_malformed"),
                row("no keys", without("jwks_uri"), "discovery_malformed"),
                row("no authorization endpoint", without("authorization_endpoint"), "discovery_malformed"),
                row(
                    "only plain",
                    member("code_challenge_methods_supported", json!(["plain"])),
                    "pkce_unsupported",
                ),
                row(
                    "unreadable",
                    [on(Endpoint::Discovery).with(Fault::Header("access-control-allow-origin", None))],
                    "discovery_unreachable",
                ),
                row("no answer", [on(Endpoint::Discovery).with(Fault::DropBefore)], "discovery_unreachable"),
                row("an error of its own", answers(Answer::json(500, &json!({}))), "discovery_http"),
                row(
                    "two errors, then the answer",
                    [on(Endpoint::Discovery).first(2).with(Fault::Answer(Answer::empty(503)))],
                    SIGNED_IN,
                ),
                row(
                    "elsewhere",
                    [on(Endpoint::Discovery)
                        .with(Fault::Status(302))
                        .with(Fault::Header("location", Some("https://evil.example/")))],
                    "discovery_unreachable",
                ),
            ],
        )
        .await;
    });
}

#[test]
fn an_endpoint_that_no_token_may_be_sent_to_is_refused() {
    journey(async |stage| {
        let mut rows = Vec::new();
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            for value in [
                "javascript:window.pwned=1",
                "data:text/html,x",
                "//evil.example/",
                "/relative",
                "",
                "https://user@evil.example/",
                "http://evil.example/",
                "ftp://evil.example/",
            ] {
                rows.push(row(format!("{name} = {value}"), member(name, json!(value)), "endpoint_invalid"));
            }
        }
        walk(stage, rows).await;
        assert_eq!(stage.browser.run("return window.pwned ?? null").await, Value::Null);
        assert_eq!(stage.provider().codes_posted(), 1);
    });
}

#[test]
fn metadata_that_never_arrives_is_waited_for_ten_seconds_and_no_longer() {
    journey(async |stage| {
        stage.provider().play([on(Endpoint::Discovery).with(Fault::Hang)]);
        stage.open_picker().await;
        let pressed = Instant::now();
        stage.browser.press("Demo").await;
        stage.browser.see_error("discovery_unreachable").await;
        assert!(pressed.elapsed() < Duration::from_secs(12), "{:?}", pressed.elapsed());
    });
}

#[test]
fn a_provider_that_was_down_can_be_tried_again() {
    journey(async |stage| {
        stage.excuse_endpoint("/.well-known/openid-configuration");
        stage.provider().play([on(Endpoint::Discovery).with(Fault::DropBefore)]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("discovery_unreachable").await;
        stage.provider().proxy.behave();
        stage.browser.press("Try again").await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.consent().await;
        stage.browser.see_state("signed_in").await;
    });
}

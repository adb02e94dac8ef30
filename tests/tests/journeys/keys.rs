//! The provider's keys.

use portico_tests::proxy::jwt::{Jwt, KID};
use portico_tests::proxy::{Answer, Endpoint, Fault, Rule, habits, on};
use portico_tests::stage::journey;
use serde_json::{Value, json};

use crate::rows::{SIGNED_IN, row, walk};

fn answers(answer: Answer) -> [Rule; 1] {
    [on(Endpoint::Jwks).with(Fault::Answer(answer))]
}

fn body(text: &'static str) -> [Rule; 1] {
    answers(Answer::new(200, "application/json", text))
}

fn signed_by_proxy() -> Rule {
    on(Endpoint::Token).with(Fault::id_token(|jwt: Jwt| jwt.signed()))
}

/// The proxy's key is altered, and the token is signed with it.
fn own_key(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> [Rule; 2] {
    let rule = on(Endpoint::Jwks).with(Fault::json(move |set| {
        let keys = set["keys"].as_array_mut().into_iter().flatten();
        keys.filter(|key| key["kid"] == KID).for_each(&edit);
    }));
    [rule, signed_by_proxy()]
}

fn hide_own_key() -> Fault {
    Fault::json(|set| {
        if let Some(keys) = set["keys"].as_array_mut() {
            keys.retain(|key| key["kid"] != KID);
        }
    })
}

#[test]
fn keys_that_cannot_be_read_are_named() {
    journey(async |stage| {
        stage.excuse_endpoint("/jwks");
        walk(
            stage,
            vec![
                row("no answer", [on(Endpoint::Jwks).with(Fault::DropBefore)], "keys_unreachable"),
                row("500", answers(Answer::html(500)), "keys_unreachable"),
                row("404", answers(Answer::empty(404)), "keys_unreachable"),
                row(
                    "no page may read it",
                    [on(Endpoint::Jwks).with(Fault::Header("access-control-allow-origin", None))],
                    "keys_unreachable",
                ),
                row("HTML", answers(Answer::html(200)), "keys_malformed"),
                row("an array", body("[]"), "keys_malformed"),
                row("null", body("null"), "keys_malformed"),
                row("keys is no array", body(r#"{"keys":{}}"#), "key_not_found"),
                row("cut short", [on(Endpoint::Jwks).with(Fault::Truncate(100))], "keys_malformed"),
                row("5 MB", [on(Endpoint::Jwks).with(Fault::Pad(5_000_000))], "keys_too_large"),
                row("{}", habits::empty_key_set(), "key_not_found"),
                row("no keys", body(r#"{"keys":[]}"#), "key_not_found"),
            ],
        )
        .await;
    });
}

#[test]
fn a_key_that_must_not_verify_does_not() {
    journey(async |stage| {
        let key = |name: &'static str, value: Value| own_key(move |key| key[name] = value.clone());
        walk(
            stage,
            vec![
                row("for encryption", key("use", json!("enc")), "key_not_found"),
                row("for other operations", key("key_ops", json!(["encrypt"])), "key_not_found"),
                row("for another algorithm", key("alg", json!("ES384")), "key_not_found"),
                row("on another curve", key("crv", json!("P-384")), "key_not_found"),
                row("of another kind", key("kty", json!("RSA")), "key_not_found"),
                row(
                    "not on the curve",
                    key("x", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
                    "id_token_signature",
                ),
            ],
        )
        .await;
    });
}

#[test]
fn an_unknown_key_is_looked_for_once_more_and_then_named() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.provider().play([on(Endpoint::Jwks).with(hide_own_key()), signed_by_proxy()]);
        stage.open_picker().await;
        let before = stage.provider().proxy.count(Endpoint::Jwks);
        stage.browser.press("Demo").await;
        stage.browser.see_error("key_not_found").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Jwks) - before, 2);
    });
}

#[test]
fn a_key_that_was_made_a_moment_ago_is_found() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.provider().play([on(Endpoint::Jwks).nth(1).with(hide_own_key()), signed_by_proxy()]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn key_sets_of_other_products_are_read() {
    journey(async |stage| {
        let unnamed = [habits::keys_without_kid(), habits::no_kid_in_header()].concat();
        walk(
            stage,
            vec![
                row("encryption keys", habits::encryption_keys_among_them(), SIGNED_IN),
                row("no alg and no use", habits::keys_without_alg_and_use(), SIGNED_IN),
                row("no kid anywhere", unnamed, SIGNED_IN),
            ],
        )
        .await;
    });
}

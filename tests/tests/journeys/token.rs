//! The token endpoint: a code is posted once, whatever the answer.

use std::time::{Duration, Instant};

use portico_tests::proxy::{Answer, Endpoint, Fault, Rule, habits, on};
use portico_tests::stage::journey;
use serde_json::{Value, json};

use crate::rows::{Row, SIGNED_IN, row, walk};

fn at_token(fault: Fault) -> [Rule; 1] {
    [on(Endpoint::Token).with(fault)]
}

fn answers(answer: Answer) -> [Rule; 1] {
    at_token(Fault::Answer(answer))
}

fn replaced(body: &str) -> [Rule; 1] {
    at_token(Fault::Replace(Answer::new(200, "application/json", body.to_owned())))
}

fn member(name: &'static str, value: Value) -> [Rule; 1] {
    at_token(Fault::member(name, Some(value)))
}

fn without(name: &'static str) -> [Rule; 1] {
    at_token(Fault::member(name, None))
}

fn refusals() -> Vec<Row> {
    let error = |status, code: &str| {
        answers(Answer::json(status, &json!({ "error": code, "error_description": "<b>no</b>" })))
    };
    let challenged = at_token(Fault::Status(401)).into_iter().chain([
        on(Endpoint::Token).with(Fault::Header("www-authenticate", Some("Basic realm=\"x\""))),
        on(Endpoint::Token).with(Fault::json(|body| *body = json!({ "error": "invalid_client" }))),
    ]);
    vec![
        row("invalid_grant", error(400, "invalid_grant"), "token_rejected"),
        row("invalid_client", error(401, "invalid_client"), "token_rejected"),
        row("401 with a challenge", challenged.collect::<Vec<_>>(), "token_rejected"),
        row("unauthorized_client", error(400, "unauthorized_client"), "token_rejected"),
        row("invalid_code", error(400, "invalid_code"), "token_rejected"),
        row("words", habits::error_in_words(), "token_rejected"),
        row("404 in words", habits::error_404(), "token_rejected"),
        row("403", habits::error_403(), "token_rejected"),
        row("400 without a body", habits::error_empty(), "token_http"),
        row("400 as HTML", habits::error_as_html(), "token_http"),
        row("500", habits::error_500(), "token_http"),
        row("500 as HTML", answers(Answer::html(500)), "token_http"),
        row("503", answers(Answer::empty(503)), "token_http"),
        row("401 without CORS", habits::error_401_without_cors(), "token_unreachable"),
    ]
}

#[test]
fn a_refusal_is_named_and_the_code_is_not_sent_again() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        let rows = refusals();
        let count = rows.len();
        walk(stage, rows).await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 1 + count);
    });
}

#[test]
fn a_lost_answer_is_named_and_the_code_is_not_sent_again() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        stage.excuse("https://evil.example/");
        let rows = vec![
            row("lost on the way there", at_token(Fault::DropBefore), "token_unreachable"),
            row("lost on the way back", at_token(Fault::DropAfter), "token_unreachable"),
            row(
                "no page may read it",
                at_token(Fault::Header("access-control-allow-origin", None)),
                "token_unreachable",
            ),
            row(
                "sent elsewhere",
                [on(Endpoint::Token)
                    .with(Fault::Status(307))
                    .with(Fault::Header("location", Some("https://evil.example/")))],
                "token_unreachable",
            ),
        ];
        let count = rows.len();
        walk(stage, rows).await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 1 + count);
    });
}

#[test]
fn an_answer_that_is_no_token_response_is_named() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("HTML", at_token(Fault::Replace(Answer::html(200))), "token_malformed"),
                row("nothing", replaced(""), "token_malformed"),
                row("an array", replaced("[]"), "token_malformed"),
                row("null", replaced("null"), "token_malformed"),
                row("a string", replaced("\"token\""), "token_malformed"),
                row("cut short", at_token(Fault::Truncate(40)), "token_malformed"),
                row("no access token", without("access_token"), "token_malformed"),
                row("a number as access token", member("access_token", json!(7)), "token_malformed"),
                row("an empty access token", member("access_token", json!("")), "token_malformed"),
                row("no token type", without("token_type"), "token_malformed"),
                row("another token type", member("token_type", json!("DPoP")), "token_malformed"),
                row("a negative life", member("expires_in", json!(-1)), "token_malformed"),
                row("an endless life", member("expires_in", json!(1e308)), "token_malformed"),
                row("a life in words", member("expires_in", json!("an hour")), "token_malformed"),
                row("5 MB", at_token(Fault::Pad(5_000_000)), "token_too_large"),
                row("no ID token", without("id_token"), "id_token_missing"),
                row("200 with an error", replaced(r#"{"error":"invalid_grant"}"#), "token_malformed"),
            ],
        )
        .await;
    });
}

#[test]
fn what_other_products_leave_out_or_add_is_no_failure() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("no expires_in", habits::no_expires_in(), SIGNED_IN),
                row("expires_in as text", habits::expires_in_as_text(), SIGNED_IN),
                row("token_type in lower case", habits::token_type_lower_case(), SIGNED_IN),
                row("no scope", habits::no_scope(), SIGNED_IN),
                row("foreign members", habits::foreign_members(), SIGNED_IN),
                row("no refresh token", habits::no_refresh_token(), SIGNED_IN),
                row("a cookie", at_token(Fault::Header("set-cookie", Some("op=1; Path=/"))), SIGNED_IN),
            ],
        )
        .await;
        let posts = stage.provider().proxy.requests(Endpoint::Token);
        assert!(posts.iter().all(|post| post.header("cookie").is_none()), "a cookie was sent");
    });
}

#[test]
fn a_token_endpoint_that_never_answers_is_waited_for_fifteen_seconds_and_no_longer() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.provider().play(at_token(Fault::Hang));
        stage.open_picker().await;
        let pressed = Instant::now();
        stage.browser.press("Demo").await;
        stage.browser.see_error("token_unreachable").await;
        assert!(pressed.elapsed() < Duration::from_secs(18), "{:?}", pressed.elapsed());
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 2);
    });
}

#[test]
fn after_a_failure_trying_again_starts_a_new_sign_in() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        stage.sign_in().await;
        stage.provider().play([on(Endpoint::Token).nth(1).with(Fault::DropAfter)]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("token_unreachable").await;
        stage.browser.press("Try again").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn whoever_does_not_want_to_wait_goes_back_to_the_picker() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.provider().play(at_token(Fault::Hang));
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_text("This takes longer than usual").await;
        stage.browser.press("Cancel").await;
        stage.browser.see_state("picker").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 2);
    });
}

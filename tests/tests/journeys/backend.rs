//! The backend: what it answers, and that nobody else gets the token.

use std::time::Duration;

use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, Rule, on};
use portico_tests::stage::journey;
use serde_json::json;

fn answers(answer: Answer) -> Rule {
    on(Endpoint::Backend).with(Fault::Answer(answer))
}

#[test]
fn whatever_the_backend_answers_the_person_stays_signed_in() {
    journey(async |stage| {
        // The browser reports each refusal.
        stage.excuse(stage.backend.origin());
        stage.sign_in().await;
        let hostile = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>";
        for (rule, expected, words) in [
            (answers(Answer::json(401, &json!({ "error": "invalid_token" }))), "answered", "401"),
            (answers(Answer::json(403, &json!({ "error": "forbidden" }))), "answered", "403"),
            (answers(Answer::html(500)), "answered", "500"),
            (answers(Answer::empty(204)), "answered", "204"),
            (answers(Answer::new(200, "text/html", hostile)), "answered", "200"),
            (answers(Answer::json(200, &json!({ "hello": hostile }))), "answered", "200"),
            (answers(Answer::json(200, &json!({})).without_cors()), "failed", "No answer"),
            (on(Endpoint::Backend).with(Fault::DropBefore), "failed", "No answer"),
            (on(Endpoint::Backend).with(Fault::Pad(5_000_000)), "failed", "too large"),
        ] {
            stage.backend.behave();
            stage.backend.play([rule]);
            stage.open_picker().await;
            stage.browser.press("Demo").await;
            stage.browser.see_state("signed_in").await;
            let look = stage.browser.see_backend(expected).await;
            assert!(look.text.contains(words), "{words}: {look}");
            let seen = "return [window.pwned ?? null, document.querySelectorAll('img[src=x]').length]";
            assert_eq!(stage.browser.run(seen).await, json!([null, 0]));
        }
    });
}

#[test]
fn a_backend_that_hangs_blocks_nobody() {
    journey(async |stage| {
        stage.backend.play([on(Endpoint::Backend).with(Fault::Hang)]);
        stage.sign_in().await;
        stage.browser.see_backend("asking").await;
        assert!(stage.browser.has_button("Sign out").await);
    });
}

#[test]
fn a_backend_that_sends_the_call_elsewhere_is_not_followed() {
    let target: &'static str = "https://evil.example/";
    journey(async |stage| {
        stage.excuse(stage.backend.origin());
        stage.excuse(target);
        let redirect =
            on(Endpoint::Backend).with(Fault::Status(307)).with(Fault::Header("location", Some(target)));
        stage.backend.play([redirect]);
        stage.sign_in().await;
        stage.browser.see_backend("failed").await;
    });
}

#[test]
fn the_token_goes_to_the_backend_in_a_header_and_nowhere_else() {
    journey(async |stage| {
        let elsewhere = Proxy::start().await.unwrap();
        stage.configure(|config| {
            // Shown on the page, and asked for nothing.
            config["page"]["links"]["help"] = json!(elsewhere.origin());
            config["page"]["support"]["url"] = json!(elsewhere.origin());
        });
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(elsewhere.log().is_empty(), "{:?}", elsewhere.log());
        let calls = stage.backend.requests(Endpoint::Backend);
        assert_eq!(calls.len(), 1);
        assert!(calls[0].header("authorization").is_some_and(|it| it.starts_with("Bearer ")));
        assert!(calls[0].query.is_empty());
        assert_eq!(calls[0].header("referer"), None);
        assert_eq!(calls[0].header("cookie"), None);
        let told = stage.provider().proxy.log();
        let told: Vec<_> = told.iter().filter(|it| it.header("authorization").is_some()).collect();
        assert!(told.is_empty(), "the backend's token went to the provider: {told:?}");
    });
}

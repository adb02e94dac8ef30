//! How a session ends by itself, what people are told before, and what they are told of other tabs.

use portico_tests::browser::Look;
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Setup, Stage, journey, journey_with};
use serde_json::json;

use super::steps::{movable_clock, pass, records, wake};

/// Time passes, and what is late happens.
async fn later(stage: &Stage, seconds: i64) {
    pass(stage, seconds).await;
    wake(stage).await;
}

fn with(stage: &Stage, session: &serde_json::Value) {
    stage.configure(|config| config["session"] = session.clone());
    movable_clock(stage);
}

/// A provider that gives no refresh token, and access tokens that live for some seconds.
fn short_lived(steps: impl AsyncFnOnce(&Stage)) {
    let setup = Setup { op: json!({ "access_token_ttl": 16 }), ..Setup::default() };
    journey_with(&setup, async |stage| {
        with(stage, &json!({ "persistence": "tabs" }));
        stage.provider().play([on(Endpoint::Token).with(Fault::member("refresh_token", None))]);
        stage.sign_in().await;
        steps(stage).await;
    });
}

async fn has_dialog(stage: &Stage) -> bool {
    stage.browser.run("return document.querySelector('dialog:modal[role=alertdialog]') !== null").await
        == true
}

#[test]
fn somebody_who_is_gone_is_warned_and_may_stay() {
    journey(async |stage| {
        with(stage, &json!({ "persistence": "tabs", "idle_timeout": 600 }));
        stage.sign_in().await;
        later(stage, 530).await;
        stage.browser.see_text("Are you still there?").await;
        assert!(has_dialog(stage).await);
        let focused = stage.browser.run("return document.activeElement.textContent").await;
        assert_eq!(focused, "Stay signed in", "what is safe is at hand");
        stage.browser.press("Stay signed in").await;
        stage.browser.see("no dialog", |it| !it.text.contains("Are you still there?")).await;
        later(stage, 300).await;
        stage.browser.see_state("signed_in").await;
        assert!(!has_dialog(stage).await);
    });
}

#[test]
fn somebody_who_does_not_answer_is_signed_out_in_every_tab() {
    journey(async |stage| {
        with(stage, &json!({ "persistence": "tabs", "idle_timeout": 600 }));
        stage.sign_in().await;
        let first = stage.browser.tab().await;
        let second = stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_state("signed_in").await;
        assert_eq!(records(stage).await.len(), 1);
        later(stage, 700).await;
        stage.browser.see_text("Nothing happened here for a while").await;
        stage.browser.go_to(&first).await;
        stage.browser.see_text("Your session was ended in another tab").await;
        assert_eq!(records(stage).await, Vec::<String>::new());
        assert!(stage.provider().proxy.count(Endpoint::Revocation) >= 1);
        assert_eq!(stage.provider().proxy.count(Endpoint::EndSession), 0, "nobody is there to confirm it");
        stage.browser.go_to(&second).await;
    });
}

#[test]
fn without_a_refresh_token_staying_is_a_blink() {
    short_lived(async |stage| {
        stage.browser.see_text("Your session is about to end").await;
        stage.browser.press("Stay signed in").await;
        let is_back = |it: &Look| it.state == "signed_in" && !it.text.contains("about to end");
        stage.browser.see("the account again", is_back).await;
        assert_eq!(stage.provider().codes_posted(), 2);
        let asked = stage.provider().proxy.requests(Endpoint::Authorize);
        let prompts: Vec<_> = asked.iter().filter_map(|request| request.parameter("prompt")).collect();
        assert_eq!(prompts, ["none"]);
    });
}

#[test]
fn a_provider_that_would_have_to_ask_ends_the_session_without_a_loop() {
    short_lived(async |stage| {
        stage.browser.see_text("Your session is about to end").await;
        let refused = |pairs: &mut Vec<(String, String)>| {
            pairs.retain(|(name, _)| name != "code");
            pairs.push(("error".into(), "login_required".into()));
        };
        stage.provider().play([on(Endpoint::Authorize).with(Fault::callback(refused))]);
        stage.browser.press("Stay signed in").await;
        stage.browser.see_error("session_ended").await;
        let asked = stage.provider().proxy.count(Endpoint::Authorize);
        stage.browser.reload().await;
        stage.browser.see("a page at rest", |it| it.state == "picker" || it.state == "failed").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), asked, "only a person tries again");
    });
}

#[test]
fn a_warning_without_an_answer_ends_the_session() {
    short_lived(async |stage| {
        stage.browser.see_text("Your session is about to end").await;
        stage.browser.see_error("session_ended").await;
        assert_eq!(records(stage).await, Vec::<String>::new());
    });
}

#[test]
fn being_offline_is_said_and_unsaid() {
    journey(async |stage| {
        with(stage, &json!({ "persistence": "tabs" }));
        stage.sign_in().await;
        let network = |online: bool| {
            let event = if online { "online" } else { "offline" };
            format!(
                "Object.defineProperty(navigator, 'onLine', {{ get: () => {online}, configurable: true }});
                 window.dispatchEvent(new Event('{event}'))"
            )
        };
        stage.browser.run(&network(false)).await;
        stage.browser.see_text("You are offline").await;
        stage.browser.see_state("signed_in").await;
        stage.browser.run(&network(true)).await;
        stage.browser.see("no notice", |it| !it.text.contains("You are offline")).await;
    });
}

#[test]
fn the_account_says_how_long_it_lasts_and_who_signed_in_elsewhere() {
    journey(async |stage| {
        with(stage, &json!({ "persistence": "tabs" }));
        stage.open_picker().await;
        let first = stage.browser.tab().await;
        stage.browser.new_tab().await;
        stage.sign_in().await;
        let look = stage.browser.look().await;
        for words in ["Access until", " · in ", "Renewed at", "Ends with the last tab"] {
            assert!(look.text.contains(words), "{words}: {look}");
        }
        stage.browser.go_to(&first).await;
        stage.browser.see_text("You signed in as Alice Archer in another tab").await;
        // Read, by the time that somebody does something.
        stage.browser.run("document.body.click()").await;
        stage.browser.see("no notice", |it| !it.text.contains("in another tab")).await;
    });
}

#[test]
fn a_sign_out_is_reported_step_by_step() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        let look = stage.browser.see_state("signed_out").await;
        for words in ["This browser", "Revoked", "Demo\nSigned out"] {
            assert!(look.text.contains(words), "{words}: {look}");
        }
        stage.excuse_endpoint("/token/revocation");
        stage.sign_in().await;
        stage.provider().play([on(Endpoint::Revocation).with(Fault::Status(503))]);
        stage.provider().play([on(Endpoint::EndSession).with(Fault::callback(Vec::clear))]);
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        let look = stage.browser.see_state("signed_out").await;
        for words in ["revoking them failed", "did not confirm it"] {
            assert!(look.text.contains(words), "{words}: {look}");
        }
    });
}

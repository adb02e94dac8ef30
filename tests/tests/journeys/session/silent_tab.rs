//! A tab that has the session and is out of service: another one is signed in beside it, and both go on.

use portico_tests::browser::{Engine, Tab};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::steps::{DUE, movable_clock, pass, persist, renewals, reopen, until_told, wake, watch};

async fn sign_in(stage: &Stage) -> Tab {
    persist(stage, "tabs");
    movable_clock(stage);
    stage.sign_in().await;
    stage.browser.see_backend("answered").await;
    stage.browser.tab().await
}

/// Signs a second tab in beside the first one, and ends in the first one.
async fn second_beside(stage: &Stage, first: &Tab) -> Tab {
    let browser = &stage.browser;
    let second = browser.new_tab().await;
    reopen(stage).await;
    browser.see_backend("answered").await;
    browser.go_to(first).await;
    second
}

/// Both renew together again, once, whatever the first one has missed.
async fn assert_both_go_on(stage: &Stage, tabs: [&Tab; 2]) {
    let browser = &stage.browser;
    let before = renewals(stage);
    watch(stage).await;
    pass(stage, DUE).await;
    wake(stage).await;
    until_told(stage, 1).await;
    for tab in tabs {
        browser.go_to(tab).await;
        reopen(stage).await;
        browser.see_backend("answered").await;
    }
    assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, before + 1));
}

/// It has the session, and does not answer: the new tab renews by itself.
#[test]
fn beside_a_tab_that_does_not_answer_a_new_one_is_signed_in() {
    journey(async |stage| {
        let first = sign_in(stage).await;
        let mute = "window.post = window.BroadcastChannel.prototype.postMessage;
            window.BroadcastChannel.prototype.postMessage = () => {};";
        stage.browser.run(mute).await;
        let second = second_beside(stage, &first).await;
        assert_eq!(renewals(stage), 1, "nobody has handed a token over");
        stage.browser.see_state("signed_in").await;
        stage.browser.run("window.BroadcastChannel.prototype.postMessage = window.post").await;
        assert_both_go_on(stage, [&first, &second]).await;
    });
}

#[test]
fn beside_a_frozen_tab_a_new_one_is_signed_in() {
    journey(async |stage| {
        let browser = &stage.browser;
        if browser.engine() != Engine::Chromium {
            // Firefox has no such command.
            return;
        }
        let first = sign_in(stage).await;
        let note = "window.frozen = [];
            for (const name of ['freeze', 'resume']) {
                document.addEventListener(name, () => window.frozen.push(name));
            }";
        browser.run(note).await;
        // It happens as soon as the tab is hidden, and ends when it is shown.
        browser.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
        let second = second_beside(stage, &first).await;
        let frozen = browser.run("return window.frozen").await;
        assert_eq!(frozen, json!(["freeze", "resume"]));
        browser.see_state("signed_in").await;
        assert_both_go_on(stage, [&first, &second]).await;
    });
}

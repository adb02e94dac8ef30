//! While one tab shows the session, it lives: who is signed in at once in the mode `tabs`, and who is not.

use portico_tests::browser::{Browser, Engine, Tab};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::steps::{DUE, movable_clock, pass, persist, records, renewals, reopen, until_renewed, wake};

async fn sign_in(stage: &Stage) -> Tab {
    persist(stage, "tabs");
    movable_clock(stage);
    stage.sign_in().await;
    stage.browser.see_backend("answered").await;
    stage.browser.tab().await
}

/// A tab that this one opens, and goes there. With an opener it begins with a copy of the `sessionStorage`.
async fn open_from_here(browser: &Browser, features: &str) -> Tab {
    let before = browser.tabs().await;
    browser.run(&format!("window.open(location.href, '_blank', '{features}')")).await;
    let opened = portico_tests::wait::until(async || {
        browser.tabs().await.into_iter().find(|tab| !before.contains(tab))
    });
    let opened = opened.await.expect("a tab is opened");
    browser.go_to(&opened).await;
    opened
}

async fn mark(browser: &Browser) -> Option<String> {
    let mark = browser.run("return sessionStorage.getItem('portico.session')").await;
    mark.as_str().map(str::to_owned)
}

#[test]
fn new_and_duplicated_tabs_are_signed_in_at_once() {
    journey(async |stage| {
        let browser = &stage.browser;
        let first = sign_in(stage).await;
        let mine = mark(browser).await;
        assert!(mine.is_some(), "a tab that shows a session is marked");
        for features in ["", "noopener"] {
            browser.go_to(&first).await;
            open_from_here(browser, features).await;
            browser.see_backend("answered").await;
            assert_eq!(mark(browser).await, mine);
        }
        browser.new_tab().await;
        reopen(stage).await;
        browser.see_backend("answered").await;
        assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, 0));
    });
}

#[test]
fn a_duplicate_keeps_the_session_when_the_first_tab_is_closed() {
    journey(async |stage| {
        let browser = &stage.browser;
        let first = sign_in(stage).await;
        let copy = open_from_here(browser, "").await;
        browser.see_backend("answered").await;
        browser.go_to(&first).await;
        browser.close_for(&copy).await;
        reopen(stage).await;
        browser.see_backend("answered").await;
        assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, 1));
    });
}

/// Reloading leaves no tab for a moment; the mark in it says that it is the same one.
#[test]
fn a_tab_that_is_reloaded_alone_stays_signed_in() {
    journey(async |stage| {
        sign_in(stage).await;
        for times in 1..=2 {
            stage.browser.reload().await;
            stage.browser.see_backend("answered").await;
            assert_eq!(renewals(stage), times);
        }
    });
}

#[test]
fn when_the_last_tab_is_closed_the_session_is_gone_at_the_next_visit() {
    journey(async |stage| {
        let browser = &stage.browser;
        let first = sign_in(stage).await;
        let other = browser.new_tab().await;
        browser.go_to(&first).await;
        browser.close_for(&other).await;
        reopen(stage).await;
        browser.see_state("picker").await;
        assert_eq!(records(stage).await, Vec::<String>::new());
        assert_eq!(renewals(stage), 0);
    });
}

/// A tab that was opened from one that shows the session has its mark, even if it has not shown it itself.
/// When that session is over, the mark is of nothing.
#[test]
fn a_mark_of_a_session_that_is_over_signs_nobody_in() {
    journey(async |stage| {
        let browser = &stage.browser;
        let first = sign_in(stage).await;
        let copy = open_from_here(browser, "").await;
        browser.see_backend("answered").await;
        let old = mark(browser).await;
        browser.open("about:blank").await;
        browser.go_to(&first).await;
        browser.press("Sign out").await;
        browser.sign_out_at_op().await;
        browser.see_state("signed_out").await;
        stage.open_picker().await;
        browser.sign_in_with("Demo", "alice").await;
        browser.see_backend("answered").await;
        assert_ne!(mark(browser).await, old);
        browser.close_for(&copy).await;
        reopen(stage).await;
        browser.see_state("picker").await;
        assert_eq!(records(stage).await, Vec::<String>::new());
    });
}

/// Signs a second tab in beside the first one, which is in some way out of service. Ends in the first one.
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
    pass(stage, DUE).await;
    wake(stage).await;
    until_renewed(stage, before + 1).await;
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

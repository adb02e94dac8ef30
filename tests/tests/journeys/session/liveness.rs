//! While one tab shows the session, it lives: who is signed in at once in the mode `tabs`, and who is not.

use portico_tests::browser::{Browser, Tab};
use portico_tests::stage::{Stage, journey};
use portico_tests::wait;

use super::steps::{persist, records, renewals, reopen};

async fn sign_in(stage: &Stage) -> Tab {
    persist(stage, "tabs");
    stage.sign_in().await;
    stage.browser.see_backend("answered").await;
    stage.browser.tab().await
}

/// A tab that this one opens, and goes there. With an opener it begins with a copy of the `sessionStorage`.
async fn open_from_here(browser: &Browser, features: &str) -> Tab {
    let before = browser.tabs().await;
    browser.run(&format!("window.open(location.href, '_blank', '{features}')")).await;
    let other = async || browser.tabs().await.into_iter().find(|tab| !before.contains(tab));
    let opened = wait::must("another tab", other).await;
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

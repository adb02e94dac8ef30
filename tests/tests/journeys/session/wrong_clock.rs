//! A device whose clock is wrong by an hour, as after a change of the time zone by hand.

use std::time::Duration;

use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Stage, journey};

use super::steps::{
    DUE, clock_ahead, movable_clock, pass, persist, renewal_posts, renewals, reopen, until_renewed, wake,
};

const HOUR: i64 = 3600;

/// Signs in, renews and is seen by a second tab, and asks for no more than that.
async fn a_day(stage: &Stage, ahead: i64) {
    let browser = &stage.browser;
    stage.site.run_ahead(&clock_ahead(ahead));
    persist(stage, "tabs");
    movable_clock(stage);
    stage.sign_in().await;
    browser.see_backend("answered").await;
    let off =
        browser.run("return Math.round((window.Date.now() - new window.Date().getTime()) / 1000)").await;
    assert_eq!(off, ahead, "the clock is right");
    wake(stage).await;
    browser.new_tab().await;
    reopen(stage).await;
    browser.see_backend("answered").await;
    pass(stage, DUE).await;
    wake(stage).await;
    until_renewed(stage, 1).await;
    for _ in 0..5 {
        wake(stage).await;
    }
    // Nothing more comes: only time can show that.
    tokio::time::sleep(Duration::from_secs(2)).await;
    for tab in browser.tabs().await {
        browser.go_to(&tab).await;
        browser.see_state("signed_in").await;
    }
    assert_eq!((stage.provider().codes_posted(), renewals(stage), renewal_posts(stage).len()), (1, 1, 1));
    assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 3, "it did not start over");
}

#[test]
fn a_clock_that_is_an_hour_fast_changes_nothing() {
    journey(async |stage| a_day(stage, HOUR).await);
}

#[test]
fn a_clock_that_is_an_hour_slow_changes_nothing() {
    journey(async |stage| a_day(stage, -HOUR).await);
}

#[test]
fn a_clock_that_is_set_back_in_between_ends_no_session() {
    journey(async |stage| {
        a_day(stage, HOUR).await;
        pass(stage, -HOUR).await;
        wake(stage).await;
        reopen(stage).await;
        stage.browser.see_backend("answered").await;
        assert_eq!(renewals(stage), 1, "the other tab hands its token over");
        pass(stage, DUE + HOUR).await;
        wake(stage).await;
        until_renewed(stage, 2).await;
        stage.browser.see_state("signed_in").await;
    });
}

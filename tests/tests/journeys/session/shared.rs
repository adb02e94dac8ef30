//! Sessions that outlive a page: reload, several tabs, renewal, and how they end.

use std::time::Duration;

use portico_tests::proxy::{Answer, Endpoint, Fault, on};
use portico_tests::stage::journey;
use serde_json::json;
use tokio::time::sleep;

use super::steps::{
    DUE, movable_clock, pass, persist, renewal_posts, renewals, reopen, two_tabs, until_kept, until_renewed,
    wake,
};

#[test]
fn a_reload_keeps_the_session_and_the_backend_answers_again() {
    journey(async |stage| {
        persist(stage, "tabs");
        stage.sign_in().await;
        until_kept(stage).await;
        stage.browser.reload().await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_backend("answered").await;
        assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, 1));
    });
}

#[test]
fn in_memory_a_reload_ends_the_session() {
    journey(async |stage| {
        persist(stage, "memory");
        stage.sign_in().await;
        stage.browser.reload().await;
        stage.browser.see_state("picker").await;
        assert_eq!(renewals(stage), 0);
    });
}

#[test]
fn a_new_tab_is_signed_in_with_the_token_of_the_other() {
    journey(async |stage| {
        persist(stage, "tabs");
        stage.sign_in().await;
        stage.browser.new_tab().await;
        reopen(stage).await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_backend("answered").await;
        assert_eq!(renewals(stage), 0, "the other tab hands its token over");
    });
}

/// Wakes all tabs in one moment: going from one to the next would be slow enough for each to have its turn.
const ALARM: &str = "const alarm = new BroadcastChannel('alarm');
    const wake = () => document.dispatchEvent(new Event('visibilitychange'));
    alarm.onmessage = wake;
    window.alarm = () => { alarm.postMessage(1); wake(); };";

#[test]
fn five_tabs_that_expire_together_renew_once() {
    journey(async |stage| {
        persist(stage, "tabs");
        movable_clock(stage);
        stage.site.run_ahead(ALARM);
        stage.sign_in().await;
        for _ in 0..4 {
            stage.browser.new_tab().await;
            reopen(stage).await;
            stage.browser.see_backend("answered").await;
        }
        assert_eq!(renewals(stage), 0);
        let slow = on(Endpoint::Token).with(Fault::Delay(Duration::from_secs(2)));
        stage.provider().play([slow]);
        pass(stage, DUE).await;
        stage.browser.run("window.alarm()").await;
        until_renewed(stage, 1).await;
        sleep(Duration::from_secs(5)).await;
        assert_eq!((renewals(stage), renewal_posts(stage).len()), (1, 1));
        for tab in stage.browser.tabs().await {
            stage.browser.go_to(&tab).await;
            stage.browser.see_state("signed_in").await;
        }
    });
}

#[test]
fn signing_in_and_out_is_seen_in_the_other_tab() {
    journey(async |stage| {
        let browser = &stage.browser;
        persist(stage, "tabs");
        stage.open_picker().await;
        let first = browser.tab().await;
        let second = browser.new_tab().await;
        stage.sign_in().await;
        browser.go_to(&first).await;
        browser.see_state("signed_in").await;
        browser.see_backend("answered").await;
        browser.press("Sign out").await;
        browser.go_to(&second).await;
        browser.see_state("signed_out").await;
        reopen(stage).await;
        browser.see_state("picker").await;
    });
}

/// The person closes everything, and opens the page again later: by mode, by what they see.
#[test]
fn without_a_tab_left_the_session_ends_unless_the_device_keeps_it() {
    for (mode, state) in [("tabs", "picker"), ("device", "signed_in")] {
        journey(async |stage| {
            let browser = &stage.browser;
            persist(stage, mode);
            stage.sign_in().await;
            let first = browser.tab().await;
            let second = browser.new_tab().await;
            browser.go_to(&first).await;
            browser.open("about:blank").await;
            browser.go_to(&second).await;
            reopen(stage).await;
            browser.see_state(state).await;
        });
    }
}

#[test]
fn leaving_for_another_site_and_coming_back_keeps_the_session() {
    journey(async |stage| {
        persist(stage, "tabs");
        stage.sign_in().await;
        until_kept(stage).await;
        stage.browser.open("about:blank").await;
        reopen(stage).await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn a_grant_that_was_revoked_at_the_provider_ends_the_session_in_all_tabs() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        let [first, second] = two_tabs(stage).await;
        let tokens = stage.provider().proxy.requests(Endpoint::Token);
        let latest = tokens.iter().filter_map(|it| it.answer.as_ref()?["refresh_token"].as_str()).next_back();
        let revoke = format!(
            "const done = arguments[arguments.length - 1];
            const body = new URLSearchParams({{ client_id: 'spa', token: '{}' }});
            fetch('{}/token/revocation', {{ method: 'POST', body }}).then((it) => done(it.status));",
            latest.unwrap(),
            stage.provider().proxy.origin()
        );
        assert_eq!(stage.browser.run_until_done(&revoke).await, 200);
        pass(stage, DUE).await;
        wake(stage).await;
        stage.browser.see_error("session_ended").await;
        for tab in [first, second] {
            stage.browser.go_to(&tab).await;
            stage.browser.see("the end", |it| it.state == "failed" || it.state == "signed_out").await;
        }
        reopen(stage).await;
        stage.browser.see_state("picker").await;
    });
}

/// Pocket ID 2.9
#[test]
fn a_refusal_that_is_no_oauth_error_ends_the_session_with_a_word() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        persist(stage, "tabs");
        stage.sign_in().await;
        until_kept(stage).await;
        let refused = Answer::json(400, &json!({ "error": "Refresh token is invalid or expired" }));
        stage.provider().play([on(Endpoint::Token).grant("refresh_token").with(Fault::Answer(refused))]);
        stage.browser.reload().await;
        stage.browser.see_error("session_ended").await;
        reopen(stage).await;
        stage.browser.see_state("picker").await;
    });
}

#[test]
fn trouble_at_the_provider_is_waited_out_for_as_long_as_it_says() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        persist(stage, "tabs");
        stage.sign_in().await;
        until_kept(stage).await;
        // Not asked at all: one that has acted, and whose answer is lost, can't be asked again.
        let trouble = Fault::Answer(Answer::json(503, &json!({ "error": "temporarily_unavailable" })));
        stage.provider().play([on(Endpoint::Token)
            .grant("refresh_token")
            .first(1)
            .with(trouble)
            .with(Fault::Header("retry-after", Some("6")))
            .with(Fault::Header("access-control-expose-headers", Some("Retry-After")))]);
        stage.browser.reload().await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_backend("answered").await;
        let posts = renewal_posts(stage);
        assert_eq!(posts.len(), 2);
        let paused = posts[1].started - posts[0].started;
        assert!(paused >= Duration::from_secs(6), "{paused:?}");
    });
}

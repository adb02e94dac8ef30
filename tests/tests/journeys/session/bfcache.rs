//! The back/forward cache: a page that was left comes back as it was, and works.
//!
//! The page itself is served with `no-store`, which keeps it out of the cache of some browsers, and out of that of
//! others once it has sent requests. A copy of it under another name is served without, so that what comes back
//! is the program.

use std::cell::Cell;

use portico_tests::stage::{Stage, journey};
use portico_tests::wait;
use serde_json::Value;

use super::steps::{DUE, movable_clock, pass, persist, renewals, until_told, wake, watch};

const NOTE: &str = "addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted; });";

/// Holds what the page holds while tabs share a session, and lets go of it when it is left.
const HOLD: &str = "
    let free;
    const speaking = new BroadcastChannel('trivial');
    navigator.locks.request('trivial', { mode: 'shared' }, () => new Promise((resolve) => { free = resolve; }));
    addEventListener('pagehide', () => { free?.(); speaking.close(); });";

const AWAY: &str = "<!doctype html><link rel=icon href=data:,><p>Away</p>";

/// Sets the site up.
fn prepare(stage: &Stage, mode: &str) {
    persist(stage, mode);
    stage.site.run_ahead(NOTE);
    stage.site.add("away.html", AWAY);
    stage.site.copy("index.html", "copy.html");
}

#[expect(clippy::print_stderr, reason = "a check that can't be made here is named")]
/// Whether the browser brings a trivial page back that does this much.
async fn would_come_back(stage: &Stage, script: &str) -> bool {
    stage.site.add("trivial.js", &[NOTE, script].concat());
    let html = AWAY.replace("<p>Away", "<script src=trivial.js></script><p>Trivial");
    stage.site.add("trivial.html", &html);
    open(stage, "trivial.html").await;
    stage.browser.see_text("Trivial").await;
    leave(stage).await;
    let [persisted, _] = come_back(stage).await;
    if persisted != true {
        eprintln!("this browser loads even a trivial page anew: what follows is about that");
    }
    persisted == true
}

async fn open(stage: &Stage, name: &str) {
    stage.browser.open(&format!("{}{name}", stage.site.url())).await;
}

/// By a link to another page of the site.
async fn leave(stage: &Stage) {
    stage.browser.run("window.persisted = null; location.href = 'away.html'").await;
    stage.browser.see_text("Away").await;
}

/// By the back button: whether out of the cache, and if not why, where the browser says so.
async fn come_back(stage: &Stage) -> [Value; 2] {
    stage.browser.back().await;
    let script = "return [window.persisted ?? null,
        performance.getEntriesByType('navigation')[0]?.notRestoredReasons ?? null]";
    wait::must("the page", async || {
        let found = stage.browser.run(script).await;
        (found[0] != Value::Null).then(|| [found[0].clone(), found[1].clone()])
    })
    .await
}

/// Leaves the screen that is shown by this, and comes back to it: out of the cache, if the browser would do so.
///
/// More than one try: a page that still has something under way, a sweep of its storage or a prefetch, is not
/// kept by Firefox.
async fn leave_and_come_back(stage: &Stage, cached: bool, show: impl AsyncFn()) {
    let mut found = Vec::new();
    for _ in 0..4 {
        show().await;
        leave(stage).await;
        let [persisted, why] = come_back(stage).await;
        if persisted == cached {
            return;
        }
        found.push([persisted, why]);
    }
    assert!(found.is_empty(), "it was not as expected ({cached}): {found:?}");
}

#[test]
fn the_picker_comes_back_and_can_be_used() {
    journey(async |stage| {
        // The copy is no address that the provider knows.
        stage.excuse_endpoint("/auth");
        prepare(stage, "memory");
        let cached = would_come_back(stage, "").await;
        let show = async || {
            open(stage, "copy.html").await;
            stage.browser.see_state("picker").await;
        };
        leave_and_come_back(stage, cached, show).await;
        stage.browser.see_state("picker").await;
        stage.browser.press("Demo").await;
        stage.browser.see("the provider", |it| it.url.starts_with(&stage.provider().proxy.origin())).await;
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn the_account_comes_back_and_is_renewed() {
    journey(async |stage| {
        prepare(stage, "tabs");
        movable_clock(stage);
        let cached = would_come_back(stage, HOLD).await;
        stage.sign_in().await;
        let asked = Cell::new(0);
        let show = async || {
            open(stage, "copy.html").await;
            stage.browser.see_backend("answered").await;
            asked.set(renewals(stage));
        };
        leave_and_come_back(stage, cached, show).await;
        stage.browser.see_backend("answered").await;
        // Loaded anew, it has to ask for an access token.
        let before = asked.get() + usize::from(!cached);
        assert_eq!(renewals(stage), before);
        watch(stage).await;
        pass(stage, DUE).await;
        wake(stage).await;
        until_told(stage, 1).await;
        // It counts as open again, and speaks with the other tabs again.
        stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_backend("answered").await;
        assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, before + 1));
    });
}

#[test]
fn a_failure_comes_back_and_leads_on() {
    journey(async |stage| {
        prepare(stage, "tabs");
        let cached = would_come_back(stage, "").await;
        let show = async || {
            open(stage, "copy.html?code=forged&state=forged").await;
            stage.browser.see_error("state_unknown").await;
        };
        leave_and_come_back(stage, cached, show).await;
        stage.browser.see_error("state_unknown").await;
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
    });
}

#[test]
fn the_signed_out_screen_comes_back_and_leads_on() {
    journey(async |stage| {
        prepare(stage, "tabs");
        movable_clock(stage);
        let cached = would_come_back(stage, HOLD).await;
        stage.sign_in().await;
        let first = stage.browser.tab().await;
        let copy = stage.browser.new_tab().await;
        open(stage, "copy.html").await;
        stage.browser.see_backend("answered").await;
        stage.browser.go_to(&first).await;
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        stage.browser.see_state("signed_out").await;
        stage.browser.go_to(&copy).await;
        let show = async || drop(stage.browser.see_state("signed_out").await);
        leave_and_come_back(stage, cached, show).await;
        if cached {
            stage.browser.see_state("signed_out").await;
            stage.browser.press("Sign in again").await;
        }
        stage.browser.see_state("picker").await;
    });
}

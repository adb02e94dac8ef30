//! Windows that do not come to their end.

use std::time::{Duration, Instant};

use portico_tests::browser::Tab;
use portico_tests::stage::Stage;
use serde_json::json;

use super::growth::{COUNT, assert_no_more, counted};
use super::{
    IN_WINDOW, at_provider, by_window, codes, event_names, login, open, see_event, see_last_event, widget,
};

/// As browsers do it where windows are blocked.
const NO_WINDOWS: &str = "window.open = () => null;";

/// Calls `signIn()` at a press, as a host does, and goes to the window; answers where the page is.
async fn window_of_call(stage: &Stage) -> Tab {
    open(stage, "<button id=\"own\">Members</button><portico-login flow=\"popup\"></portico-login>").await;
    call_at_press(stage).await;
    let page = stage.browser.go_to_window().await;
    stage.browser.see_op().await;
    page
}

async fn call_at_press(stage: &Stage) {
    let listen = "document.querySelector('#own').onclick = () => {
        window.settled = document.querySelector('portico-login').signIn()
            .then(({ subject }) => subject, ({ code, name }) => [code, name]);
    };";
    stage.browser.run(listen).await;
    stage.browser.press_on("#own").await;
}

/// What the promise of the call has come to.
async fn settled(stage: &Stage) -> serde_json::Value {
    stage.browser.run("return window.settled").await
}

#[test]
fn without_a_window_the_redirect_is_offered_by_a_press() {
    widget(async |stage, host| {
        host.run_ahead(NO_WINDOWS);
        open(stage, "<button id=\"own\">Members</button><portico-login flow=\"popup\"></portico-login>")
            .await;
        call_at_press(stage).await;
        assert_eq!(settled(stage).await, json!(["popup_blocked", "PorticoError"]));
        login(stage).see_error("popup_blocked").await;
        assert_eq!(
            see_event(stage, "error").await,
            json!({ "code": "popup_blocked", "oauthError": null, "retry": "now" })
        );
        assert!(stage.provider().op.requests().iter().all(|it| it.path != "/auth"), "it has left by itself");
        login(stage).press("Continue in this tab").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(codes(stage), 1);
    });
}

#[test]
fn who_closes_the_window_is_soon_told_so_and_can_go_on() {
    widget(async |stage, _| {
        let page = window_of_call(stage).await;
        // A person looks at it first.
        tokio::time::sleep(Duration::from_millis(500)).await;
        stage.browser.close_for(&page).await;
        let closed = Instant::now();
        assert_eq!(settled(stage).await, json!(["popup_closed", "PorticoError"]));
        let took = closed.elapsed();
        assert!(took < Duration::from_millis(1500), "{took:?}");
        assert_eq!(see_event(stage, "cancel").await, json!({ "reason": "popup_closed" }));
        assert_eq!(event_names(stage).await, ["start", "cancel"]);
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        login(stage).see_state("picker").await;
        by_window(stage, &login(stage)).await;
        assert_eq!(codes(stage), 1);
    });
}

#[test]
fn who_stops_the_sign_in_on_the_page_closes_the_window() {
    widget(async |stage, _| {
        let page = window_of_call(stage).await;
        stage.browser.go_to(&page).await;
        login(stage).press("Cancel").await;
        assert_eq!(settled(stage).await, json!(["cancelled", "PorticoError"]));
        stage.browser.alone_at(&page).await;
        assert_eq!(see_event(stage, "cancel").await, json!({ "reason": "cancelled" }));
        login(stage).see_state("picker").await;
        by_window(stage, &login(stage)).await;
    });
}

#[test]
fn who_refuses_at_the_provider_has_only_stopped() {
    widget(async |stage, _| {
        let page = window_of_call(stage).await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.deny().await;
        stage.browser.alone_at(&page).await;
        assert_eq!(settled(stage).await, json!(["access_denied", "PorticoError"]));
        assert_eq!(see_event(stage, "cancel").await, json!({ "reason": "access_denied" }));
        assert_eq!(event_names(stage).await, ["start", "cancel"]);
        assert_eq!(codes(stage), 0);
    });
}

/// The window stands at the provider, and nobody comes back.
#[test]
fn a_window_that_never_comes_back_is_given_up_and_leaves_nothing() {
    widget(async |stage, host| {
        host.run_ahead(COUNT);
        host.run_ahead(CLOCK);
        open(stage, IN_WINDOW).await;
        // Once, so that what is loaded for a window is there before and after.
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        login(stage).press("Cancel").await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("picker").await;
        let before = counted(stage).await;

        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        login(stage).see_state("leaving").await;
        stage.browser.run("window.pass(3600)").await;
        see_last_event(stage, "cancel", &json!({ "reason": "popup_timeout" })).await;
        stage.browser.alone_at(&page).await;
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        assert_no_more(stage, &before).await;
    });
}

/// Time passes for the clock and for timers that wait for longer than a person would.
const CLOCK: &str = "
    const now = Date.now, { setTimeout, clearTimeout } = window;
    const long = new Map();
    let ahead = 0;
    Date.now = () => now() + ahead * 1000;
    window.setTimeout = (run, delay = 0, ...given) => {
        if (delay < 20_000) return setTimeout.call(window, run, delay, ...given);
        const id = setTimeout.call(window, () => { long.delete(id); run(...given); }, delay);
        long.set(id, { run: () => run(...given), at: Date.now() + delay });
        return id;
    };
    window.clearTimeout = (id) => { long.delete(id); clearTimeout.call(window, id); };
    window.pass = (seconds) => {
        ahead += seconds;
        for (const [id, { run, at }] of long) {
            if (at <= Date.now()) { clearTimeout.call(window, id); long.delete(id); run(); }
        }
    };";

/// Later no browser opens one; those of the journeys open it at any time.
#[test]
fn the_window_is_opened_before_anything_is_waited_for() {
    widget(async |stage, host| {
        host.run_ahead("window.opened = 0; window.open = () => { window.opened += 1; return null; };");
        for begin in [
            "element.shadowRoot.querySelector('.provider').click()",
            "element.signIn({ provider: 'demo', flow: 'popup' }).catch(() => {})",
        ] {
            open(stage, IN_WINDOW).await;
            let opened = login(stage).run(&format!("{begin}; return window.opened > 0")).await;
            assert_eq!(opened, true, "{begin}");
            login(stage).see_error("popup_blocked").await;
        }
    });
}

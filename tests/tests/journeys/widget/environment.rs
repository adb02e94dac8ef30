//! Browsers and pages that lack something.

use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;

use super::{IN_WINDOW, LOGIN, by_window, codes, login, open, see_event, widget};

const NO_STORAGE: &str = "
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
    }";

#[test]
fn without_storage_nobody_leaves_the_page_and_the_page_says_why() {
    widget(async |stage, host| {
        host.run_ahead(NO_STORAGE);
        open(stage, LOGIN).await;
        login(stage).press("Demo").await;
        login(stage).see_error("storage_unavailable").await;
        assert_eq!(see_event(stage, "error").await["code"], "storage_unavailable");
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
    });
}

#[test]
fn without_storage_a_window_signs_in_all_the_same() {
    widget(async |stage, host| {
        host.run_ahead(NO_STORAGE);
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        assert_eq!(codes(stage), 1);
    });
}

/// The window speaks to its opener directly, then.
#[test]
fn without_channels_a_window_signs_in_all_the_same() {
    widget(async |stage, host| {
        host.run_ahead("delete window.BroadcastChannel; Object.defineProperty(navigator, 'locks', { get: () => undefined });");
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
    });
}

#[test]
fn a_configuration_that_does_not_come_is_named() {
    widget(async |stage, host| {
        stage.excuse(host.url("/nowhere.json"));
        host.put("/", Page::with_widget("<portico-login config=\"/nowhere.json\"></portico-login>"));
        stage.browser.open(&host.url("/")).await;
        let look = login(stage).see("a failure", |it| it.state == "failed").await;
        assert!(look.error.starts_with("config"), "{look}");
        assert_eq!(see_event(stage, "error").await["code"], look.error);
    });
}

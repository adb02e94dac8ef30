//! Browsers and pages that lack something.

use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;

use super::{IN_WINDOW, LOGIN, account, by_window, codes, login, open, see_event, widget};

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
        // And nothing can begin: no window is left without a purpose.
        let call = "return element.signIn({ provider: 'demo', flow: 'popup' }).catch(({ code }) => code)";
        assert_eq!(login(stage).run(call).await, "not_ready");
        assert_eq!(stage.browser.tabs().await.len(), 1);
        // Whoever only loads a page is not bothered.
        host.put("/", Page::with_widget("<portico-account config=\"/nowhere.json\"></portico-account>"));
        stage.browser.open(&host.url("/")).await;
        account(stage).see("a failure", |it| it.state == "failed").await;
        let is_open = "return element.shadowRoot.querySelector('.panel').matches(':popover-open')";
        assert_eq!(account(stage).run(is_open).await, false);
    });
}

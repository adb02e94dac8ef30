//! How a sign-in begins, and how a host keeps one from beginning.

use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;
use portico_tests::stage::Stage;
use serde_json::json;

use super::{IN_WINDOW, LOGIN, event_names, events, login, open, see_event, widget};

const VETO: &str =
    "document.addEventListener('portico-start', (event) => { if (window.veto) event.preventDefault(); });
    window.veto = true;";

/// Nothing has been opened or left.
async fn assert_nothing_began(stage: &Stage, flow: &str) {
    assert_eq!(see_event(stage, "start").await, json!({ "provider": "demo", "flow": flow }));
    stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 300)").await;
    assert_eq!(login(stage).look().await.state, "picker");
    assert_eq!(stage.browser.tabs().await.len(), 1);
    assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
    assert_eq!(event_names(stage).await, ["start"]);
    assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
}

#[test]
fn a_host_can_keep_a_sign_in_from_beginning() {
    widget(async |stage, host| {
        for (body, flow) in [(LOGIN, "redirect"), (IN_WINDOW, "popup")] {
            open(stage, body).await;
            stage.browser.run(VETO).await;
            login(stage).press("Demo").await;
            assert_nothing_began(stage, flow).await;
        }
        let code = login(stage).run("return element.signIn().then(() => 'done', ({ code }) => code)").await;
        assert_eq!(code, "cancelled");
        // The next press is another matter.
        stage.browser.run("window.veto = false").await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.close_for(&page).await;
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

#[test]
fn the_start_is_an_event_of_its_own_class_that_can_be_cancelled() {
    widget(async |stage, _| {
        open(stage, IN_WINDOW).await;
        stage.browser.run(VETO).await;
        login(stage).press("Demo").await;
        see_event(stage, "start").await;
        let kinds = "const { PorticoStartEvent } = await import('/portico/define.js');
            return window.seen.events.map(({ event, bubbles, composed, cancelable }) =>
                [event instanceof PorticoStartEvent, bubbles, composed, cancelable])";
        assert_eq!(login(stage).run(kinds).await, json!([[true, true, true, true]]));
    });
}

#[test]
fn an_element_that_leaves_by_itself_does_so_once() {
    widget(async |stage, host| {
        host.put("/", Page::with_widget("<portico-login auto-redirect></portico-login>"));
        stage.browser.open(&host.url("/")).await;
        stage.browser.see_op().await;
        // Who does not want to is not sent there again.
        stage.browser.press("Cancel").await;
        let ended = |state: &str| state == "picker" || state == "failed";
        login(stage).see("the page again", |it| ended(&it.state)).await;
        assert!(events(stage).await.iter().any(|event| event[1] == json!({ "reason": "access_denied" })));
        stage.browser.reload().await;
        login(stage).see_state("picker").await;
        stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 1000)").await;
        assert_eq!(login(stage).look().await.state, "picker");
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

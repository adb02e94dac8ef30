//! How a sign-in begins, and how a host keeps one from beginning.

use portico_tests::host::Page;
use portico_tests::proxy::{Answer, Endpoint, Fault, habits, on};
use portico_tests::stage::{Kind, Stage};
use portico_tests::wait;
use serde_json::json;

use super::{
    IN_WINDOW, LOGIN, account, at_provider, by_window, event_names, events, login, open, persist, see_event,
    see_last_event, widget, with_providers,
};

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

/// By a script of the host, which has the classes of the same module.
const CLASSES: &str = "import * as widget from '/portico/define.js';
    window.kinds = [];
    for (const name of ['Start', 'Success', 'Cancel', 'Error', 'Logout']) {
        document.addEventListener(`portico-${name.toLowerCase()}`, (event) => {
            const isOwn = event instanceof widget[`Portico${name}Event`];
            window.kinds.push([name, isOwn, event.bubbles, event.composed, event.cancelable, Object.isFrozen(event.detail)]);
        });
    }
    window.refuse = async () => {
        addEventListener('portico-start', (event) => event.preventDefault(), { once: true });
        const error = await document.querySelector('portico-login').signIn().catch((reason) => reason);
        return error instanceof widget.PorticoError && error instanceof Error && error.code;
    };";

#[test]
fn events_are_of_their_own_classes_and_only_the_start_can_be_cancelled() {
    widget(async |stage, host| {
        host.put_script("/classes.js", CLASSES);
        stage.provider().play(habits::no_end_session_endpoint());
        host.put("/", Page::with_widget(IN_WINDOW).module("/classes.js"));
        stage.browser.open(&host.url("/")).await;
        login(stage).see_state("picker").await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.press("Cancel").await;
        stage.browser.alone_at(&page).await;
        see_event(stage, "cancel").await;
        assert_eq!(stage.browser.run("return window.refuse()").await, "cancelled");
        login(stage).press("Choose another way").await;
        by_window(stage, &login(stage)).await;
        login(stage).run("await element.signOut()").await;
        let other =
            "const it = document.createElement('portico-login'); it.config = {}; document.body.append(it)";
        stage.browser.run(other).await;
        see_event(stage, "error").await;
        see_event(stage, "logout").await;
        let mut kinds: Vec<_> = stage.browser.run("return window.kinds").await.as_array().unwrap().clone();
        kinds.sort_by_key(ToString::to_string);
        kinds.dedup();
        let kind = |name: &str| json!([name, true, true, true, name == "Start", true]);
        assert_eq!(kinds, ["Cancel", "Error", "Logout", "Start", "Success"].map(kind));
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

/// From a button of the host, whatever the element shows.
#[test]
fn a_call_means_the_only_provider_after_a_sign_out_and_after_a_failure() {
    widget(async |stage, _| {
        stage.provider().play(habits::no_end_session_endpoint());
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        login(stage).run("await element.signOut()").await;
        login(stage).see_state("signed_out").await;
        // The provider knows her, and has forgotten what she has agreed to.
        let agree = async || {
            let page = stage.browser.go_to_window().await;
            stage.browser.consent().await;
            stage.browser.alone_at(&page).await;
        };
        login(stage).run("window.done = element.signIn(); return null").await;
        agree().await;
        login(stage).see_state("signed_in").await;
        let session = login(stage).run("return (await window.done).subject").await;
        assert_eq!(session, "alice");

        login(stage).run("await element.signOut()").await;
        stage.excuse_endpoint("/token");
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        stage.provider().play([on(Endpoint::Token).with(Fault::Answer(refused))]);
        let failed = "window.failed = element.signIn().catch(({ code, oauthError }) => [code, oauthError]); return null";
        login(stage).run(failed).await;
        agree().await;
        let told = stage.browser.run("return window.failed").await;
        assert_eq!(told, json!(["token_rejected", "invalid_grant"]));
        login(stage).see_error("token_rejected").await;
        let error = json!({ "code": "token_rejected", "oauthError": "invalid_grant", "retry": "now" });
        see_last_event(stage, "error", &error).await;
        stage.provider().proxy.behave();
        let again = login(stage).run("return (await element.signIn()).subject").await;
        assert_eq!(again, "alice");
        login(stage).see_state("signed_in").await;
    });
}

/// Of several, the person chooses.
#[test]
fn what_a_call_asks_for_holds_for_the_provider_that_is_chosen() {
    with_providers(vec![Kind::default(), Kind::other()], async |stage, _| {
        persist(stage);
        stage.provider().play(habits::no_end_session_endpoint());
        open(stage, &format!("{LOGIN}<portico-account></portico-account>")).await;
        let ask = "element.signIn({ flow: 'popup', prompt: 'login', loginHint: 'bob', remember: 'off' })
            .then(({ subject }) => (window.subject = subject), ({ code }) => (window.code = code))";
        account(stage).run(&format!("{ask}; return null")).await;
        assert_eq!(event_names(stage).await, Vec::<String>::new(), "nothing has begun");
        let is_open = "return element.shadowRoot.querySelector('.panel').matches(':popover-open')";
        assert_eq!(account(stage).run(is_open).await, true);
        // Whoever closes the panel does not want to.
        let given_up = "element.shadowRoot.querySelector('.panel').hidePopover()";
        account(stage).run(given_up).await;
        let cancelled = async || (stage.browser.run("return window.code").await == "cancelled").then_some(());
        wait::must("an end", cancelled).await;
        // Nor whoever calls again while the window is open.
        account(stage).run(&format!("{ask}; window.code = null; return null")).await;
        account(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        account(stage).run(&format!("{ask}; return null")).await;
        wait::must("an end", cancelled).await;
        stage.browser.alone_at(&page).await;

        account(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        account(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.run("return window.subject").await, "alice");
        assert_eq!(see_event(stage, "start").await, json!({ "provider": "demo", "flow": "popup" }));
        // A start is of the element that it is of, everything else of both.
        assert_eq!(
            event_names(stage).await,
            ["cancel", "cancel", "start", "cancel", "cancel", "start", "success", "success"]
        );
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        for (name, value) in [("login_hint", "bob"), ("prompt", "login")] {
            assert_eq!(requests[0].parameter(name), Some(value), "{name}");
        }
        let kept: Vec<_> = stage.browser.kept().await;
        assert!(kept.iter().all(|it| !it.contains("session") && !it.contains("last_used")), "{kept:?}");
        // The next one is as the attributes say.
        account(stage).run("await element.signOut()").await;
        account(stage).press("Sign in").await;
        account(stage).press("Sign in again").await;
        account(stage).see_state("picker").await;
        account(stage).press("Demo").await;
        stage.browser.consent().await;
        account(stage).see_state("signed_in").await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(requests.last().unwrap().parameter("login_hint"), None);
    });
}

//! The same once more: elements that are moved, calls and presses that come twice, answers that are none.

use portico_tests::proxy::Endpoint;
use portico_tests::wait;
use serde_json::json;

use super::{IN_WINDOW, LOGIN, at_provider, by_window, codes, event_names, login, open, see_event, widget};

#[test]
fn an_element_that_is_moved_stays_one() {
    widget(async |stage, _| {
        open(stage, &format!("{IN_WINDOW}<main></main>")).await;
        by_window(stage, &login(stage)).await;
        let moved = "for (let times = 0; times < 20; times++) {
                (times % 2 ? document.body : document.querySelector('main')).append(element);
                await new Promise((done) => setTimeout(done));
            }";
        login(stage).run(moved).await;
        assert_eq!(event_names(stage).await, ["start", "success"], "nobody has signed in again");
        let same =
            "return element.signIn().then((session) => session !== null && session === element.session)";
        assert_eq!(login(stage).run(same).await, json!(true), "who is signed in need not sign in");
        assert_eq!(event_names(stage).await, ["start", "success"]);
    });
}

#[test]
fn an_answer_in_the_window_that_is_none_ends_the_attempt() {
    widget(async |stage, _| {
        open(stage, IN_WINDOW).await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        let state = requests[0].parameter("state").unwrap_or_default();
        let answer = format!(
            "new BroadcastChannel('portico.{state}').postMessage({{ portico: 1, type: 'authorization_response',
                query: 'code=x&code=y&state={state}' }})"
        );
        stage.browser.run(&answer).await;
        login(stage).see_error("duplicate_parameter").await;
        assert_eq!(codes(stage), 0);
    });
}

#[test]
fn a_second_call_goes_on_in_the_same_window() {
    widget(async |stage, _| {
        open(stage, &format!("<button id=\"own\">Members</button>{IN_WINDOW}")).await;
        let listen = "document.querySelector('#own').onclick = () => {
            document.querySelector('portico-login').signIn().catch(() => {});
        };";
        stage.browser.run(listen).await;
        stage.browser.press_on("#own").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        stage.browser.press_on("#own").await;
        let window = stage.browser.tabs().await.into_iter().find(|tab| *tab != page).unwrap();
        stage.browser.go_to(&window).await;
        at_provider(stage).await;
        stage.browser.go_to(&page).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(codes(stage), 1);
    });
}

/// What leaves for a provider comes with the first touch, and may not come at once.
#[test]
fn a_sign_in_waits_for_what_does_not_come_at_the_first_try() {
    widget(async |stage, host| {
        host.run_ahead(
            "const real = window.fetch;
            window.lost = 0;
            window.fetch = (input, init) => {
                if (!window.cut || !String(input).endsWith('.wasm')) return real(input, init);
                window.lost += 1;
                return Promise.reject(new TypeError('cut off'));
            };",
        );
        open(stage, LOGIN).await;
        stage.browser.run("window.cut = true").await;
        login(stage).press("Demo").await;
        // At the second try as well.
        wait::must("two tries", async || {
            let lost = stage.browser.run("return window.lost").await.as_u64();
            lost.filter(|lost| *lost >= 4)
        })
        .await;
        stage.browser.run("window.cut = false; dispatchEvent(new Event('online'))").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
    });
}

/// That is a fault of ours: nothing in the elements would answer any more.
#[test]
fn a_program_that_stops_says_so() {
    widget(async |stage, host| {
        stage.excuse("RuntimeError");
        stage.excuse("unreachable");
        host.run_ahead(
            "const { Instance } = WebAssembly;
            WebAssembly.Instance = new Proxy(Instance, {
                construct(target, given) {
                    const made = Reflect.construct(target, given);
                    window.stop = () => Object.values(made.exports).filter((it) => it.length === 2).forEach((it) => it(-8, -8));
                    return made;
                },
            });",
        );
        open(stage, &format!("{LOGIN}<portico-account></portico-account>")).await;
        // A host has programs as well.
        let theirs = "const error = new WebAssembly.RuntimeError('unreachable');
            error.stack = 'RuntimeError: unreachable at https://host.example/theirs.wasm:1';
            dispatchEvent(new ErrorEvent('error', { error }));";
        stage.browser.run(theirs).await;
        assert_eq!(login(stage).look().await.state, "picker");
        stage.browser.run("setTimeout(window.stop)").await;
        login(stage).see_error("crashed").await;
        let told = see_event(stage, "error").await;
        assert_eq!(told, json!({ "code": "crashed", "oauthError": null, "retry": "no" }));
        // Whatever is listened to still, once is enough.
        stage.browser.run("setTimeout(window.stop)").await;
        stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 200)").await;
        assert_eq!(event_names(stage).await, ["error", "error"], "one of each element");
        let late =
            "return [element.state, element.session, await element.fetch('/').catch(({ code }) => code)]";
        assert_eq!(login(stage).run(late).await, json!(["failed", null, "not_signed_in"]));
    });
}

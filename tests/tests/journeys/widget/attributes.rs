//! Attributes and properties, before a sign-in and in the middle of one.

use portico_tests::proxy::{Endpoint, Fault, Gate, on};
use portico_tests::stage::Kind;
use portico_tests::wait;
use serde_json::json;

use super::growth::{COUNT, assert_no_more, counted};
use super::{
    IN_WINDOW, LOGIN, at_provider, event_names, login, open, see_last_event, widget, with_providers,
};

#[test]
fn attributes_reach_the_provider_and_one_provider_is_all_that_is_offered() {
    with_providers(vec![Kind::default(), Kind::other()], async |stage, _| {
        open(stage, LOGIN).await;
        let look = login(stage).look().await;
        assert!(look.text.contains("Demo") && look.text.contains("Other"), "{look}");
        let attributes = "element.provider = 'other';
            element.loginHint = 'bob'; element.setAttribute('ui-locales', 'de en'); element.prompt = 'login';
            return ['provider', 'login-hint', 'ui-locales', 'prompt', 'flow'].map((name) => element.getAttribute(name))
                .concat(element.uiLocales, element.flow, element.layout, element.remember, element.autoRedirect)";
        let reflected = login(stage).run(attributes).await;
        let expected =
            json!(["other", "bob", "de en", "login", null, "de en", "redirect", "list", "on", false]);
        assert_eq!(reflected, expected);
        login(stage).see("one provider", |it| !it.text.contains("Demo")).await;
        // The backend trusts the first provider only.
        stage.excuse(stage.backend.origin());
        login(stage).press("Other").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
        let [demo, other] = &stage.providers[..] else { panic!("two providers") };
        assert_eq!(demo.proxy.count(Endpoint::Authorize), 0);
        let requests = other.proxy.requests(Endpoint::Authorize);
        for (name, value) in [("login_hint", "bob"), ("ui_locales", "de en"), ("prompt", "login")] {
            assert_eq!(requests[0].parameter(name), Some(value), "{name}");
        }
    });
}

/// Who has written the page is told, and everybody else sees what the host has for that.
#[test]
fn a_provider_that_is_not_offered_is_told_of_once() {
    widget(async |stage, _| {
        open(stage, "<portico-login provider='nobody'><b slot='empty'>Come back later.</b></portico-login>")
            .await;
        let is_empty = async || login(stage).run("return element.firstChild.checkVisibility()").await;
        see_last_event(
            stage,
            "error",
            &json!({ "code": "provider_unknown", "oauthError": null, "retry": "no" }),
        )
        .await;
        assert_eq!(is_empty().await, true);
        login(stage).run("element.loginHint = 'bob'; element.provider = 'nobody'").await;
        assert_eq!(event_names(stage).await, ["error"]);
        login(stage).run("element.provider = 'demo'").await;
        login(stage).see_text("Demo").await;
        assert_eq!(is_empty().await, false);
        login(stage).run("element.provider = 'someone'").await;
        assert_eq!(event_names(stage).await, ["error", "error"]);
        // As frameworks make them.
        let made = "const it = document.createElement('portico-login'); it.provider = 'anyone';
            await new Promise((done) => setTimeout(done));
            document.body.append(it);";
        login(stage).run(made).await;
        wait::must("the event", async || (event_names(stage).await.len() == 3).then_some(())).await;
    });
}

/// What is typed would show the others.
#[test]
fn where_one_provider_is_offered_there_is_nothing_to_search() {
    widget(async |stage, _| {
        stage.configure(|config| {
            let entry = config["providers"][0].clone();
            let entries = (0..9).map(|index| {
                let mut entry = entry.clone();
                entry["id"] = json!(format!("p{index}"));
                entry
            });
            config["providers"] = entries.collect();
        });
        open(stage, LOGIN).await;
        let is_seen = "return element.shadowRoot.querySelector('.filter').checkVisibility()";
        assert_eq!(login(stage).run(is_seen).await, true);
        login(stage).run("element.provider = 'p3'").await;
        assert_eq!(login(stage).run(is_seen).await, false);
    });
}

#[test]
fn what_is_changed_in_the_middle_of_a_sign_in_is_for_the_next_one() {
    with_providers(vec![Kind::default(), Kind::other()], async |stage, host| {
        open(stage, IN_WINDOW).await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.go_to(&page).await;
        let change = "element.provider = 'other'; element.flow = 'redirect'; element.prompt = 'none';
            element.loginHint = 'evil'; element.destination = '/app/'; element.layout = 'grid'; element.lang = 'de';
            element.config = '/elsewhere/config.json';";
        login(stage).run(change).await;
        let window = stage.browser.tabs().await.into_iter().find(|tab| *tab != page).unwrap();
        stage.browser.go_to(&window).await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(login(stage).property("session").await["provider"], "demo");
        assert_eq!(stage.browser.url().await, host.url("/"));
        assert_eq!(stage.providers[1].proxy.count(Endpoint::Authorize), 0);
    });
}

#[test]
fn what_is_changed_before_the_provider_is_known_is_for_the_next_one() {
    with_providers(vec![Kind::default(), Kind::other()], async |stage, _| {
        let gate = Gate::default();
        stage.provider().play([on(Endpoint::Discovery).with(Fault::Hold(gate.clone()))]);
        open(stage, "<portico-login flow=\"popup\" login-hint=\"bob\"></portico-login>").await;
        login(stage).press("Demo").await;
        let change = "element.loginHint = 'evil'; element.prompt = 'none'; element.provider = 'other'; element.flow = 'redirect'";
        login(stage).run(change).await;
        gate.open();
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("signed_in").await;
        let request = &stage.provider().proxy.requests(Endpoint::Authorize)[0];
        assert_eq!((request.parameter("login_hint"), request.parameter("prompt")), (Some("bob"), None));
        assert_eq!(stage.providers[1].proxy.count(Endpoint::Authorize), 0);
    });
}

/// A framework moves it, or takes it out and puts it back.
#[test]
fn an_element_that_is_taken_out_and_put_back_in_the_middle_of_a_sign_in_goes_on() {
    widget(async |stage, host| {
        host.run_ahead(COUNT);
        open(stage, &format!("{IN_WINDOW}<main></main>")).await;
        let mut before = None;
        for put_back in [
            "window.kept = element; element.remove(); document.querySelector('main').append(window.kept)",
            "window.kept = element; element.remove(); await new Promise((done) => setTimeout(done, 700));
             document.querySelector('main').append(window.kept)",
        ] {
            login(stage).press("Demo").await;
            let page = stage.browser.go_to_window().await;
            stage.browser.see_op().await;
            let window = stage.browser.tab().await;
            stage.browser.go_to(&page).await;
            login(stage).run(put_back).await;
            // It goes on, or it was stopped, and says so; nothing in between.
            let look =
                login(stage).see("a decision", |it| it.state == "leaving" || it.state == "picker").await;
            if look.state == "picker" {
                see_last_event(stage, "cancel", &json!({ "reason": "cancelled" })).await;
                stage.browser.alone_at(&page).await;
            } else {
                stage.browser.go_to(&window).await;
                stage.browser.see_op().await;
                stage.browser.press("Cancel").await;
                stage.browser.alone_at(&page).await;
                see_last_event(stage, "cancel", &json!({ "reason": "access_denied" })).await;
                login(stage).press("Choose another way").await;
                login(stage).see_state("picker").await;
            }
            match &before {
                None => before = Some(counted(stage).await),
                Some(before) => assert_no_more(stage, before).await,
            }
        }
        let names = event_names(stage).await;
        assert_eq!(names, ["start", "cancel", "start", "cancel"]);
    });
}

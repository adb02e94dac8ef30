//! A session in a page of somebody else: it goes on, it is shared, it ends.

use portico_tests::host::Page;
use portico_tests::proxy::{Endpoint, Fault, Gate, habits, on};
use portico_tests::stage::{Setup, journey_with};
use portico_tests::wait;
use serde_json::{Value, json};

use super::{
    IN_WINDOW, LOGIN, account, at_provider, by_window, codes, event_names, login, open, persist, see_event,
    widget,
};

#[test]
fn a_session_goes_on_when_the_page_is_loaded_again() {
    widget(async |stage, _| {
        persist(stage);
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        stage.browser.reload().await;
        login(stage).see_state("signed_in").await;
        let success = see_event(stage, "success").await;
        assert_eq!((&success["restored"], &success["session"]["subject"]), (&json!(true), &json!("alice")));
        assert_eq!(event_names(stage).await, ["success"]);
        assert_eq!(codes(stage), 1);
    });
}

/// Whoever asks for that in front of somebody else's computer.
#[test]
fn a_session_that_is_not_to_be_remembered_ends_with_the_page() {
    widget(async |stage, _| {
        persist(stage);
        open(stage, "<portico-login flow=\"popup\" remember=\"off\"></portico-login>").await;
        by_window(stage, &login(stage)).await;
        let kept: Vec<_> = stage.browser.kept().await;
        assert!(kept.iter().all(|it| !it.contains("session") && !it.contains("last_used")), "{kept:?}");
        stage.browser.reload().await;
        login(stage).see_state("picker").await;
    });
}

#[test]
fn signing_out_in_one_element_is_seen_in_the_other_and_in_another_tab() {
    widget(async |stage, host| {
        persist(stage);
        stage.provider().play(habits::no_end_session_endpoint());
        open(stage, &format!("{IN_WINDOW}<portico-account></portico-account>")).await;
        by_window(stage, &login(stage)).await;
        let first = stage.browser.tab().await;
        let second = stage.browser.new_tab().await;
        stage.browser.open(&host.url("/")).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(see_event(stage, "success").await["restored"], true);

        stage.browser.go_to(&first).await;
        account(stage).press("Alice Archer").await;
        account(stage).press("Sign out").await;
        see_event(stage, "logout").await;
        let out = |state: &str| state == "picker" || state == "signed_out";
        stage.browser.go_to(&second).await;
        for tab in [&second, &first] {
            stage.browser.go_to(tab).await;
            login(stage).see("nobody signed in", |it| out(&it.state)).await;
            assert_eq!(see_event(stage, "logout").await, json!({}));
            assert_eq!(account(stage).property("session").await, Value::Null);
        }
        // Nothing of it is left in this browser; who was here last may be.
        let kept = stage.browser.transactions().await;
        assert_eq!(kept, Vec::<String>::new());
    });
}

/// The provider forgets the person as well, and sends back to the page of the host.
#[test]
fn signing_out_at_the_provider_comes_back_to_the_page() {
    widget(async |stage, host| {
        open(stage, "<portico-account flow=\"popup\"></portico-account><portico-login></portico-login>")
            .await;
        account(stage).press("Sign in").await;
        by_window(stage, &account(stage)).await;
        account(stage).press("Alice Archer").await;
        account(stage).press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        login(stage).see_state("signed_out").await;
        assert_eq!(stage.browser.url().await, host.url("/"), "the address still holds the answer");
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
    });
}

#[test]
fn a_host_signs_out_by_itself() {
    widget(async |stage, _| {
        stage.provider().play(habits::no_end_session_endpoint());
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        assert_eq!(login(stage).run("await element.signOut(); return element.session").await, Value::Null);
        see_event(stage, "logout").await;
        assert_eq!(event_names(stage).await, ["start", "success", "logout"]);
        // Signed out is not an error, and once more is none either.
        assert_eq!(login(stage).run("await element.signOut(); return 'done'").await, "done");
    });
}

/// Time passes, and the page is looked at again.
const CLOCK: &str = "const was = Date.now;
    let ahead = 0;
    Date.now = () => was() + ahead * 1000;
    window.pass = (seconds) => {
        ahead += seconds;
        document.dispatchEvent(new Event('visibilitychange'));
        return Date.now() / 1000;
    };";

#[test]
fn a_host_is_told_before_a_session_ends_by_itself_and_when_it_has_ended() {
    widget(async |stage, host| {
        host.run_ahead(CLOCK);
        stage.configure(|config| config["session"] = json!({ "persistence": "tabs", "idle_timeout": 600 }));
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        let now = stage.browser.run("return window.pass(530)").await.as_f64().unwrap();
        let expiring = see_event(stage, "expiring").await;
        assert_eq!(expiring["why"], "idle");
        let at = expiring["at"].as_f64().unwrap();
        assert!((at - now - 70.0).abs() < 20.0, "at {at}, now it is {now}");
        login(stage).press("Stay signed in").await;
        login(stage).see("no dialog", |it| !it.text.contains("Are you still there?")).await;
        stage.browser.run("window.pass(300)").await;
        assert_eq!(login(stage).look().await.state, "signed_in");
        stage.browser.run("window.pass(700)").await;
        see_event(stage, "logout").await;
        assert_eq!(login(stage).property("session").await, Value::Null);
        let names = event_names(stage).await;
        assert_eq!(names.iter().filter(|name| *name == "expiring").count(), 1, "{names:?}");
    });
}

/// Its button is all that is seen: the panel opens, and the warning is above it.
#[test]
fn a_warning_behind_the_button_of_an_account_is_seen_and_has_the_focus() {
    widget(async |stage, host| {
        host.run_ahead(CLOCK);
        stage.configure(|config| config["session"] = json!({ "persistence": "tabs", "idle_timeout": 600 }));
        host.put("/", Page::with_widget("<portico-account flow=\"popup\"></portico-account>"));
        stage.browser.open(&host.url("/")).await;
        account(stage).see_state("picker").await;
        account(stage).press("Sign in").await;
        by_window(stage, &account(stage)).await;
        stage.browser.run("return window.pass(530)").await;
        see_event(stage, "expiring").await;
        let seen = "const dialog = element.shadowRoot.querySelector('dialog');
            const stay = dialog.querySelector('button');
            const { x, y, width, height } = stay.getBoundingClientRect();
            const top = element.shadowRoot.elementFromPoint(x + width / 2, y + height / 2);
            return [dialog.part.value === 'dialog' && dialog.matches(':modal'), dialog.contains(element.shadowRoot.activeElement), stay.contains(top)]";
        assert_eq!(account(stage).run(seen).await, json!([true, true, true]));
        account(stage).press("Stay signed in").await;
        account(stage).see("no dialog", |it| !it.text.contains("Stay signed in")).await;
        assert_eq!(account(stage).look().await.state, "signed_in");
    });
}

/// Nobody else on the page says it.
#[test]
fn what_has_failed_behind_the_button_of_an_account_is_seen() {
    widget(async |stage, host| {
        host.put("/", Page::with_widget("<portico-account></portico-account>"));
        stage.browser.open(&host.url("/")).await;
        account(stage).see_state("picker").await;
        account(stage).press("Sign in").await;
        account(stage).press("Demo").await;
        stage.browser.see_op().await;
        stage.browser.press("Cancel").await;
        account(stage).see_error("access_denied").await;
        let is_open = "return element.shadowRoot.querySelector('.card').checkVisibility()";
        assert_eq!(account(stage).run(is_open).await, true);
        // It is told once: a view of the host that comes later does not tell it again.
        account(stage).run("element.replaceWith(document.createElement('portico-account'))").await;
        account(stage).see_error("access_denied").await;
        assert_eq!(account(stage).run(is_open).await, false);
    });
}

/// Whoever goes on after that may leave the page.
#[test]
fn a_sign_out_is_done_when_its_promise_says_so() {
    widget(async |stage, _| {
        persist(stage);
        let gate = Gate::default();
        let held = on(Endpoint::Revocation).with(Fault::Hold(gate.clone()));
        stage.provider().play(habits::no_end_session_endpoint().into_iter().chain([held]));
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        login(stage).run("element.signOut().then(() => (window.done = true))").await;
        see_event(stage, "logout").await;
        let meanwhile = "return [window.done === true, await element.signIn().catch(({ code }) => code)]";
        assert_eq!(login(stage).run(meanwhile).await, json!([false, "not_ready"]));
        assert_eq!(stage.browser.tabs().await.len(), 1, "no window was opened");
        gate.open();
        wait::must("the end", async || {
            (stage.browser.run("return window.done === true").await == true).then_some(())
        })
        .await;
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        assert_eq!(login(stage).property("state").await, "signed_out");
    });
}

/// Nobody would see what makes the page inert.
#[test]
fn a_warning_in_an_element_that_is_hidden_leaves_the_page_alone() {
    widget(async |stage, host| {
        host.run_ahead(CLOCK);
        stage.configure(|config| config["session"] = json!({ "persistence": "tabs", "idle_timeout": 600 }));
        open(stage, &format!("<button id=\"own\">Members</button>{IN_WINDOW}")).await;
        by_window(stage, &login(stage)).await;
        stage.browser.run("document.querySelector('portico-login').hidden = true; window.pass(530)").await;
        see_event(stage, "expiring").await;
        stage.browser.run("document.querySelector('#own').onclick = () => (window.pressed = true)").await;
        stage.browser.press_on("#own").await;
        assert_eq!(stage.browser.run("return window.pressed").await, true);
    });
}

/// A page that was left keeps what it shows, and hears nothing meanwhile.
#[test]
fn who_has_signed_in_on_another_page_is_signed_in_on_the_one_that_they_go_back_to() {
    widget(async |stage, host| {
        persist(stage);
        open(stage, LOGIN).await;
        host.put("/app/", Page::new(IN_WINDOW).module("../portico/define.js"));
        stage.browser.open(&host.url("/app/")).await;
        by_window(stage, &login(stage)).await;
        stage.browser.back().await;
        login(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

/// Without a refresh token, staying is a sign-in that leaves the page.
#[test]
fn who_stays_signed_in_is_back_where_they_were() {
    let setup = Setup { host: true, op: json!({ "access_token_ttl": 16 }), ..Setup::default() };
    journey_with(&setup, async |stage| {
        persist(stage);
        stage.provider().play([on(Endpoint::Token).with(Fault::member("refresh_token", None))]);
        stage.host().put("/", Page::with_widget(LOGIN));
        let page = stage.host().url("/?tab=2#part");
        stage.browser.open(&page).await;
        login(stage).see_state("picker").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        login(stage).see_text("Your session is about to end").await;
        login(stage).press("Stay signed in").await;
        wait::must("a second sign-in", async || (codes(stage) == 2).then_some(())).await;
        login(stage).see_state("signed_in").await;
        wait::must("the address", async || (stage.browser.url().await == page).then_some(())).await;
    });
}

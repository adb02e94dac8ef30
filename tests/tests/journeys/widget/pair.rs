//! Two elements on one page.

use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;
use serde_json::json;

use super::{IN_WINDOW, account, at_provider, by_window, codes, events, login, open, widget};

#[test]
fn the_picker_and_the_account_have_one_session() {
    widget(async |stage, _| {
        open(stage, &format!("{IN_WINDOW}<portico-account flow=\"popup\"></portico-account>")).await;
        by_window(stage, &login(stage)).await;
        account(stage).see_state("signed_in").await;
        account(stage).see_text("Alice Archer").await;
        assert_eq!(login(stage).property("session").await, account(stage).property("session").await);
        let success = events(stage).await.into_iter().filter(|event| event[0] == "portico-success");
        let mut from: Vec<_> = success.map(|event| event[2].clone()).collect();
        from.sort_by_key(ToString::to_string);
        assert_eq!(from, ["portico-account", "portico-login"]);
        let starts: Vec<_> =
            events(stage).await.into_iter().filter(|event| event[0] == "portico-start").collect();
        assert_eq!(starts.len(), 1, "a sign-in begins at one element");
        assert_eq!(starts[0][2], "portico-login");
        assert_eq!(codes(stage), 1);
        assert_eq!(stage.browser.run("return window.seen.instances.length").await, 1, "one program");
    });
}

#[test]
fn the_account_alone_signs_in_by_its_panel() {
    widget(async |stage, host| {
        host.put("/", Page::with_widget("<portico-account flow=\"popup\"></portico-account>"));
        stage.browser.open(&host.url("/")).await;
        account(stage).press("Sign in").await;
        by_window(stage, &account(stage)).await;
        account(stage).see_text("Alice Archer").await;
    });
}

#[test]
fn two_pickers_have_one_session() {
    widget(async |stage, _| {
        let two = "<portico-login id=\"one\" flow=\"popup\"></portico-login><portico-login id=\"two\"></portico-login>";
        open(stage, two).await;
        let [one, two] = ["#one", "#two"].map(|id| stage.browser.element(id));
        two.see_state("picker").await;
        by_window(stage, &one).await;
        two.see_state("signed_in").await;
        assert_eq!(one.property("session").await, two.property("session").await);
        assert_eq!(codes(stage), 1);
    });
}

/// The second one leaves the page; the first one has only stood beside it.
#[test]
fn who_leaves_by_one_picker_comes_back_to_both() {
    widget(async |stage, _| {
        open(stage, "<portico-login id=\"one\"></portico-login><portico-login id=\"two\"></portico-login>")
            .await;
        let [one, two] = ["#one", "#two"].map(|id| stage.browser.element(id));
        two.press("Demo").await;
        at_provider(stage).await;
        for element in [&one, &two] {
            element.see_state("signed_in").await;
        }
        assert_eq!(codes(stage), 1);
    });
}

#[test]
fn two_configurations_on_one_page_are_refused_by_name() {
    widget(async |stage, host| {
        stage.excuse("config_conflict");
        let two = "<portico-login id=\"one\" flow=\"popup\"></portico-login>
            <portico-login id=\"two\" flow=\"popup\" config=\"/app/config.json\"></portico-login>";
        open(stage, two).await;
        let [one, two] = ["#one", "#two"].map(|id| stage.browser.element(id));
        two.see_error("config_conflict").await;
        let errors: Vec<_> = events(stage).await.into_iter().filter(|it| it[0] == "portico-error").collect();
        assert_eq!(
            errors,
            [
                json!(["portico-error", { "code": "config_conflict", "oauthError": null, "retry": "no" }, "two"])
            ]
        );
        let refused = "return element.signIn().catch(({ code }) => code)";
        assert_eq!(two.run(refused).await, "config_conflict");
        let third = "const it = document.createElement('portico-account');
            it.config = '/app/config.json'; it.id = 'three'; document.body.append(it);";
        one.run(third).await;
        stage.browser.element("#three").see_error("config_conflict").await;
        by_window(stage, &one).await;
        assert_eq!(two.look().await.state, "failed", "it has nothing to do with the other one's session");
        assert_eq!(two.property("session").await, json!(null));
        let button = "return document.querySelector('#three').shadowRoot.querySelector('.opener').innerText";
        assert_eq!(one.run(button).await, "Sign in", "whose name is that?");
        // Put right, it is one of them.
        let again = "const place = element.parentNode;
            element.remove();
            element.config = 'config.json';
            await new Promise((done) => setTimeout(done));
            place.append(element);";
        two.run(again).await;
        assert_eq!(two.see_state("signed_in").await.error, "");
        assert_eq!(two.run("return element.session.subject").await, "alice");
        assert!(
            !host.asked().contains(&"/app/config.json".to_owned())
                || stage.provider().proxy.count(Endpoint::Token) == 1
        );
    });
}

/// The same file by another spelling is the same configuration.
#[test]
fn one_configuration_by_two_names_is_one() {
    widget(async |stage, host| {
        let two = format!(
            "<portico-login id=\"one\" flow=\"popup\" config=\"config.json\"></portico-login>
            <portico-login id=\"two\" config=\"{}\"></portico-login>",
            host.url("/config.json")
        );
        open(stage, &two).await;
        let [one, two] = ["#one", "#two"].map(|id| stage.browser.element(id));
        two.see_state("picker").await;
        by_window(stage, &one).await;
        two.see_state("signed_in").await;
    });
}

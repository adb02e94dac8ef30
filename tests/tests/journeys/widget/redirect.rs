//! Signing in by leaving the page.

use portico_tests::host::Page;
use portico_tests::proxy::{Endpoint, habits};
use portico_tests::wait;
use serde_json::json;

use super::{
    IN_WINDOW, LOGIN, at_provider, by_window, codes, events, login, open, persist, see_event, widget,
};

#[test]
fn a_person_leaves_and_comes_back_signed_in() {
    widget(async |stage, host| {
        open(stage, LOGIN).await;
        assert_eq!(login(stage).property("session").await, json!(null));
        login(stage).press("Demo").await;
        at_provider(stage).await;
        let look = login(stage).see_state("signed_in").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
        assert_eq!(stage.browser.url().await, host.url("/"));
        assert_eq!(codes(stage), 1);
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(requests[0].parameter("redirect_uri"), Some(host.url("/").as_str()));
        assert!(requests[0].parameter("state").is_some_and(|state| state.starts_with("portico.")));
        // All that a host gets to know, and cannot change.
        let session = login(stage)
            .run("await element.ready; return [element.session, Object.isFrozen(element.session)]")
            .await;
        assert_eq!(session[1], true);
        for (name, value) in [
            ("subject", json!("alice")),
            ("name", json!("Alice Archer")),
            ("username", json!("alice")),
            ("email", json!("alice@example.test")),
            ("emailVerified", json!(true)),
            ("groups", json!(["Admin", "users"])),
            ("provider", json!("demo")),
        ] {
            assert_eq!(session[0][name], value, "{name}: {session}");
        }
        assert!(session[0]["expiresAt"].as_f64().is_some_and(|at| at > 1.0e9 && at < 1.0e11), "{session}");
        let success = see_event(stage, "success").await;
        assert_eq!(success["restored"], false);
        assert_eq!(success["session"], session[0]);
    });
}

/// The page is below a path, and its address says more than that.
#[test]
fn a_person_comes_back_to_where_the_page_was() {
    widget(async |stage, host| {
        host.put("/app/", Page::new(LOGIN).module("../portico/define.js"));
        let page = host.url("/app/?tab=2#part");
        stage.browser.open(&page).await;
        login(stage).see_state("picker").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.url().await, page);
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(requests[0].parameter("redirect_uri"), Some(host.url("/app/").as_str()));
        assert!(host.asked().contains(&"/app/config.json".to_owned()), "{:?}", host.asked());
    });
}

#[test]
fn a_person_ends_where_the_host_says() {
    widget(async |stage, host| {
        persist(stage);
        host.put("/app/elsewhere/", Page::new(LOGIN).module("../../portico/define.js"));
        open(stage, "<portico-login destination=\"/app/elsewhere/?x=1\"></portico-login>").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        let there = host.url("/app/elsewhere/");
        login(stage).see("the destination", |it| it.url == there && it.state == "signed_in").await;
        assert_eq!(stage.browser.url().await, format!("{there}?x=1"));
    });
}

/// Another site's address is no destination.
#[test]
fn nobody_ends_at_another_site() {
    widget(async |stage, host| {
        open(stage, "<portico-login destination=\"https://evil.example/\"></portico-login>").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

/// A host may sign people in by itself, too: a response to its own request is its own.
#[test]
fn a_response_of_somebody_else_stays_in_the_address() {
    widget(async |stage, host| {
        open(stage, LOGIN).await;
        for address in [
            "/?code=theirs&state=theirs&x=1",
            "/?error=access_denied&state=theirs",
            "/?code=theirs",
            "/#state=theirs&id_token=x",
        ] {
            stage.browser.open("about:blank").await;
            stage.browser.open(&host.url(address)).await;
            login(stage).see_state("picker").await;
            assert_eq!(stage.browser.url().await, host.url(address));
            assert_eq!(events(stage).await, Vec::<serde_json::Value>::new(), "{address}");
        }
        // This one looks like ours, and nobody has asked for it.
        stage.browser.open(&host.url("/?code=stolen&state=portico.forged&x=1")).await;
        login(stage).see_error("state_unknown").await;
        assert_eq!(see_event(stage, "error").await["code"], "state_unknown");
        assert_eq!(stage.browser.url().await, host.url("/?x=1"));
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
    });
}

/// The router of the host has gone on before the press.
#[test]
fn the_way_back_ends_at_the_address_that_the_router_has_made() {
    widget(async |stage, host| {
        persist(stage);
        host.put("/app/", Page::new(LOGIN).module("../portico/define.js"));
        open(stage, LOGIN).await;
        stage.browser.run("history.pushState({ route: 'app' }, '', '/app/?from=router')").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        let there = host.url("/app/");
        login(stage).see("the address", |it| it.url == there && it.state == "signed_in").await;
        assert_eq!(stage.browser.url().await, format!("{there}?from=router"));
    });
}

/// The router goes on with the address as it is, and shows a view that has an element later.
#[test]
fn a_response_is_taken_at_once_and_waits_for_the_view_that_has_an_element() {
    widget(async |stage, host| {
        open(stage, LOGIN).await;
        host.put("/", Page::with_widget("<main></main>"));
        login(stage).press("Demo").await;
        at_provider(stage).await;
        let clean = async || (stage.browser.url().await == host.url("/")).then_some(());
        wait::must("a clean address", clean).await;
        let view = "history.pushState({ of: 'router' }, '', '/things/7');
            document.querySelector('main').append(document.createElement('portico-login'))";
        stage.browser.run(view).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(codes(stage), 1);
    });
}

#[test]
fn a_window_comes_back_to_a_view_without_an_element() {
    widget(async |stage, host| {
        open(stage, IN_WINDOW).await;
        host.put("/", Page::with_widget("<main></main>"));
        by_window(stage, &login(stage)).await;
        assert_eq!(codes(stage), 1);
    });
}

/// As WIDGET.md recommends it for applications of one page: the provider knows one address, and the person was at another.
#[test]
fn with_a_redirect_uri_of_the_provider_the_person_is_where_they_were() {
    widget(async |stage, host| {
        stage.provider().play(habits::no_end_session_endpoint());
        stage.configure(|config| {
            config["providers"][0]["redirect_uri"] = json!(host.url("/app/"));
            config["session"]["persistence"] = json!("tabs");
        });
        for path in ["/orders", "/orders?of=7", "/app/"] {
            host.put("/orders", Page::with_widget(LOGIN));
            host.put("/app/", Page::with_widget(LOGIN));
            stage.browser.open(&host.url(path)).await;
            login(stage).see_state("picker").await;
            login(stage).press("Demo").await;
            if path == "/orders" {
                at_provider(stage).await;
            } else {
                stage.browser.consent().await;
            }
            let is_there = async || (stage.browser.url().await == host.url(path)).then_some(());
            wait::must(path, is_there).await;
            login(stage).see_state("signed_in").await;
            login(stage).run("await element.signOut()").await;
        }
    });
}

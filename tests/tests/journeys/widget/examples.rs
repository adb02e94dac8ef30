//! The examples, as they are built for who looks at them: each signs in, and calls the API where it has a button for that.

use portico_tests::environment;
use portico_tests::proxy::habits;
use portico_tests::stage::Stage;
use portico_tests::wait;
use serde_json::Value;

use super::{account, at_provider, login, persist, widget};

/// Opens the page of an example.
pub(super) async fn show(stage: &Stage, name: &str, path: &str) {
    let host = stage.host();
    host.mount("/", environment::examples().unwrap().join(name));
    stage.browser.open(&host.url(path)).await;
}

/// Signs in by leaving the page.
async fn sign_in(stage: &Stage) {
    login(stage).see_state("picker").await;
    login(stage).press("Demo").await;
    at_provider(stage).await;
    login(stage).see_state("signed_in").await;
}

pub(super) fn hook(name: &str) -> String {
    format!("[data-test={name}]")
}

/// Waits until the page names this person.
pub(super) async fn see_name(stage: &Stage, name: &str) {
    let mut last = String::new();
    let seen = wait::until(async || {
        last = stage.browser.read(&hook("name")).await;
        (last == name).then_some(())
    });
    assert!(seen.await.is_some(), "the page names {last}, not {name}");
}

/// Presses the button that calls the API, and waits for what it has answered.
pub(super) async fn call(stage: &Stage) {
    stage.browser.press_on(&format!("{}:enabled", hook("call"))).await;
    let answered = async || {
        let answer = stage.browser.read(&hook("answer")).await;
        (serde_json::from_str::<Value>(&answer).ok()?["hello"] == "alice").then_some(())
    };
    wait::must("the answer of the API", answered).await;
}

#[test]
fn plain() {
    widget(async |stage, host| {
        show(stage, "plain", "/").await;
        sign_in(stage).await;
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

#[test]
fn sub_path() {
    widget(async |stage, host| {
        show(stage, "sub-path", "/app/").await;
        sign_in(stage).await;
        assert_eq!(stage.browser.url().await, host.url("/app/"));
        assert!(host.asked().contains(&"/app/portico/define.js".to_owned()), "{:?}", host.asked());
    });
}

#[test]
fn themed() {
    widget(async |stage, _| {
        show(stage, "themed", "/").await;
        sign_in(stage).await;
        stage.browser.see_text("With your account of the university").await;
    });
}

#[test]
fn strict_csp() {
    widget(async |stage, _| {
        show(stage, "strict-csp", "/").await;
        sign_in(stage).await;
        see_name(stage, "Alice Archer").await;
        call(stage).await;
    });
}

#[test]
fn popup() {
    widget(async |stage, _| {
        // In the window is the same page, and it is closed while the script of the page reads the configuration.
        stage.excuse("Failed to fetch");
        show(stage, "popup", "/").await;
        login(stage).see_state("picker").await;
        stage.browser.press_on(&hook("own")).await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        see_name(stage, "Alice Archer").await;
        let told = stage.browser.read(&hook("events")).await;
        assert!(told.contains("portico-start") && told.contains("portico-success"), "{told}");
        call(stage).await;
    });
}

#[test]
fn account_menu() {
    widget(async |stage, _| {
        show(stage, "account", "/").await;
        account(stage).see_state("picker").await;
        // The words on its button are the host's, and in front of it.
        stage.browser.press_on("portico-account [slot=sign-in]").await;
        account(stage).press("Demo").await;
        at_provider(stage).await;
        see_name(stage, "Alice Archer").await;
        call(stage).await;
    });
}

/// Signs in on route A, calls the API on route B, comes back, and signs out.
fn two_routes(name: &str) {
    widget(async |stage, _| {
        persist(stage);
        stage.provider().play(habits::no_end_session_endpoint());
        show(stage, name, "/").await;
        sign_in(stage).await;
        see_name(stage, "Alice Archer").await;
        let here = "window.here = true";
        stage.browser.run(here).await;
        for _ in 0..3 {
            stage.browser.press_on(&hook("route-b")).await;
            stage.browser.gone("portico-login").await;
            stage.browser.press_on(&hook("route-a")).await;
            login(stage).see_state("signed_in").await;
        }
        stage.browser.press_on(&hook("route-b")).await;
        call(stage).await;
        assert_eq!(stage.browser.run("return window.here").await, true, "the page was loaded again");
        account(stage).press("Alice Archer").await;
        account(stage).press("Sign out").await;
        see_name(stage, "nobody").await;
        let calls = format!("return document.querySelector('{}').disabled", hook("call"));
        assert_eq!(stage.browser.run(&calls).await, true);
        stage.browser.press_on(&hook("route-a")).await;
        login(stage).see("nobody signed in", |it| it.state == "signed_out" || it.state == "picker").await;
    });
}

#[test]
fn react() {
    two_routes("react");
}

#[test]
fn vue() {
    two_routes("vue");
}

#[test]
fn svelte() {
    two_routes("svelte");
}

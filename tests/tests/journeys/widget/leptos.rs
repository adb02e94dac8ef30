//! A Leptos application with Portico's components: `examples/leptos`, as Trunk builds it. It has no element and no script of ours beside it.

use portico_tests::browser::Element;
use portico_tests::host::Host;
use portico_tests::proxy::habits;
use portico_tests::stage::Stage;
use portico_tests::wait;
use serde_json::{Value, json};

use super::examples::{call, hook, see_name, show};
use super::{at_provider, persist, widget};

/// What its picker is drawn into.
const PICKER: &str = "[data-portico-state]";

/// Port 9 (discard): no browser speaks to it.
const SILENT: &str = "http://127.0.0.1:9";

fn picker(stage: &Stage) -> Element<'_> {
    stage.browser.element(PICKER)
}

/// A journey in the application, where nobody is signed in yet.
fn application(steps: impl AsyncFnOnce(&Stage, &Host)) {
    widget(async |stage, host| {
        persist(stage);
        stage.provider().play(habits::no_end_session_endpoint());
        show(stage, "leptos", "/").await;
        picker(stage).see_state("picker").await;
        see_name(stage, "nobody").await;
        stage.browser.run("window.here = true").await;
        steps(stage, host).await;
    });
}

/// Is it the same page still, which was not loaded again?
async fn is_here(stage: &Stage) -> bool {
    stage.browser.run("return window.here === true").await == json!(true)
}

#[test]
fn a_person_leaves_and_comes_back_to_the_route_and_calls_the_api() {
    application(async |stage, host| {
        stage.browser.press_on(&hook("route-b")).await;
        stage.browser.press_on(&hook("route-a")).await;
        picker(stage).press("Demo").await;
        at_provider(stage).await;
        see_name(stage, "Alice Archer").await;
        picker(stage).see_state("signed_in").await;
        let route = host.url("/?route=a");
        wait::must("the route", async || (stage.browser.url().await == route).then_some(())).await;
        assert_eq!(stage.provider().codes_posted(), 1);

        stage.browser.run("window.here = true").await;
        for _ in 0..3 {
            stage.browser.press_on(&hook("route-b")).await;
            stage.browser.gone(PICKER).await;
            stage.browser.press_on(&hook("route-a")).await;
            picker(stage).see_state("signed_in").await;
        }
        stage.browser.press_on(&hook("route-b")).await;
        call(stage).await;

        stage.browser.press_on(&hook("sign-out")).await;
        see_name(stage, "nobody").await;
        let is_disabled = format!("return document.querySelector('{}').disabled", hook("call"));
        assert_eq!(stage.browser.run(&is_disabled).await, true);
        stage.browser.press_on(&hook("route-a")).await;
        picker(stage).see_state("signed_out").await;
        assert!(is_here(stage).await, "the page was loaded again");
    });
}

#[test]
fn a_person_signs_in_in_a_window_and_a_reload_keeps_the_session() {
    application(async |stage, host| {
        stage.browser.press_on(&hook("window")).await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        see_name(stage, "Alice Archer").await;
        assert_eq!(stage.browser.read(&hook("greeting")).await, "Hello, Alice Archer");
        assert!(is_here(stage).await, "the page was left");
        assert_eq!(stage.provider().codes_posted(), 1);

        stage.browser.open(&host.url("/?route=b")).await;
        see_name(stage, "Alice Archer").await;
        call(stage).await;
        assert_eq!(stage.provider().codes_posted(), 1, "nobody has signed in again");
    });
}

#[test]
fn what_the_person_has_cancelled_is_offered_again() {
    application(async |stage, _| {
        stage.browser.press_on(&hook("window")).await;
        picker(stage).see_state("leaving").await;
        picker(stage).press("Cancel").await;
        picker(stage).see_state("picker").await;
        let greeting = hook("greeting");
        wait::must("an end", async || (stage.browser.read(&greeting).await == "cancelled").then_some(()))
            .await;
        see_name(stage, "nobody").await;
    });
}

#[test]
fn a_window_that_is_closed_is_no_cancel_button() {
    application(async |stage, _| {
        stage.browser.press_on(&hook("window")).await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        stage.browser.close_for(&page).await;
        picker(stage).see_state("picker").await;
        let greeting = hook("greeting");
        let told = async || (stage.browser.read(&greeting).await == "popup_closed").then_some(());
        wait::must("the code", told).await;
    });
}

#[test]
fn a_call_without_an_answer_says_why() {
    application(async |stage, host| {
        stage.excuse(format!("{SILENT}/"));
        let see_answer = async |code: &str| {
            stage.browser.press_on(&format!("{}:enabled", hook("call"))).await;
            let answered = async || (stage.browser.read(&hook("answer")).await == code).then_some(());
            wait::must("the code", answered).await;
        };
        stage.browser.press_on(&hook("window")).await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        see_name(stage, "Alice Archer").await;
        stage.configure(|config| {
            config["session"]["persistence"] = json!("tabs");
            config["backend"]["base_url"] = json!(format!("{SILENT}/"));
            config["backend"]["allowed_origins"] = json!([SILENT]);
        });
        stage.browser.open(&host.url("/?route=b")).await;
        see_name(stage, "Alice Archer").await;
        see_answer("backend_unreachable").await;
        // The session keeps the configuration that it has begun with.
        stage.configure(|config| config["backend"]["base_url"] = json!("http://127.0.0.1:10/"));
        see_answer("origin_not_allowed").await;
    });
}

#[test]
fn a_response_of_somebody_else_stays_in_the_address() {
    application(async |stage, host| {
        let theirs = host.url("/?code=theirs&state=theirs");
        stage.browser.open(&theirs).await;
        picker(stage).see_state("picker").await;
        assert_eq!(stage.browser.url().await, theirs);
        // This one looks like ours, and nobody has asked for it.
        stage.browser.open(&host.url("/?code=stolen&state=portico.forged&route=a")).await;
        picker(stage).see_error("state_unknown").await;
        assert_eq!(stage.browser.url().await, host.url("/?route=a"));
        assert_eq!(
            stage.browser.run("return document.querySelector('header') !== null").await,
            Value::Bool(true)
        );
    });
}

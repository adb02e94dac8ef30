//! The widget in pages of somebody else. These run in every browser: what browsers differ in is how windows, frames and
//! custom elements speak to each other.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod again;
mod attributes;
mod better_auth;
mod calls;
mod closing;
mod environment;
mod examples;
mod forged;
mod frames;
mod growth;
mod hosts;
mod late;
mod leptos;
mod looks;
mod pair;
mod pocketbase;
mod popup;
mod redirect;
mod register;
mod session;
mod start;

use portico_tests::browser::Element;
use portico_tests::host::{Host, Page};
use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Kind, Setup, Stage, journey_with};
use portico_tests::wait;
use serde_json::{Value, json};

/// The picker, as most hosts have it.
const LOGIN: &str = "<portico-login></portico-login>";

/// The picker, with a window for each sign-in.
const IN_WINDOW: &str = "<portico-login flow=\"popup\"></portico-login>";

/// A journey on a host with one provider.
fn widget(steps: impl AsyncFnOnce(&Stage, &Host)) {
    with_providers(vec![Kind::default()], steps);
}

/// A journey on a host with these providers.
fn with_providers(providers: Vec<Kind>, steps: impl AsyncFnOnce(&Stage, &Host)) {
    let setup = Setup { host: true, providers, ..Setup::default() };
    journey_with(&setup, async |stage| steps(stage, stage.host()).await);
}

/// Opens a page with this and the widget's script, at the root of the host, and waits for its picker.
async fn open(stage: &Stage, body: &str) {
    let host = stage.host();
    host.put("/", Page::with_widget(body));
    stage.browser.open(&host.url("/")).await;
    login(stage).see_state("picker").await;
}

fn login(stage: &Stage) -> Element<'_> {
    stage.browser.element("portico-login")
}

fn account(stage: &Stage) -> Element<'_> {
    stage.browser.element("portico-account")
}

/// Goes through the provider's pages for the first time.
async fn at_provider(stage: &Stage) {
    stage.browser.sign_in_at_op("alice", "alice").await;
    stage.browser.consent().await;
}

/// Presses the provider in this element, whose flow is a window, and signs alice in there.
async fn by_window(stage: &Stage, element: &Element<'_>) {
    element.press("Demo").await;
    let page = stage.browser.go_to_window().await;
    at_provider(stage).await;
    stage.browser.alone_at(&page).await;
    element.see_state("signed_in").await;
}

/// How many codes were posted to the first provider, those under way too.
fn codes(stage: &Stage) -> usize {
    let posts = stage.provider().proxy.requests(Endpoint::Token);
    posts.iter().filter(|post| post.parameter("code").is_some()).count()
}

/// The events of the current page so far, `[type, detail, from]` each.
async fn events(stage: &Stage) -> Vec<Value> {
    let script = "return window.seen.events.map(({ type, detail, from }) => [type, detail, from])";
    stage.browser.run(script).await.as_array().cloned().unwrap_or_default()
}

/// The names of the events of the current page so far, without what all have in common.
async fn event_names(stage: &Stage) -> Vec<String> {
    let name =
        |event: &Value| event[0].as_str().unwrap_or_default().trim_start_matches("portico-").to_owned();
    events(stage).await.iter().map(name).collect()
}

/// Waits until the last event of the current page is this one.
async fn see_last_event(stage: &Stage, name: &str, detail: &Value) {
    let mut last = Value::Null;
    let seen = wait::until(async || {
        last = events(stage).await.pop().unwrap_or_default();
        (last[0] == format!("portico-{name}") && last[1] == *detail).then_some(())
    })
    .await;
    assert!(seen.is_some(), "the last event is {last}, not {name} {detail}");
}

/// Waits for an event with this name, and answers its detail.
async fn see_event(stage: &Stage, name: &str) -> Value {
    let found = async || events(stage).await.into_iter().find(|event| event[0] == format!("portico-{name}"));
    let found = wait::until(found).await;
    match found {
        Some(event) => event[1].clone(),
        None => panic!("there was no {name}, only {:?}", events(stage).await),
    }
}

/// Keeps sessions for all tabs, from the next load of a page on.
fn persist(stage: &Stage) {
    stage.configure(|config| config["session"]["persistence"] = json!("tabs"));
}

//! A provider that knows PocketBase's own page and no other: the sign-in has a window of its own.

use portico_tests::browser::Tab;
use portico_tests::servers::{
    ConfidentialClient, OAuth2Provider, Op, OpOptions, PocketBase, PocketBaseOptions,
};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::{assert_signed_in, base_with, users};

/// A PocketBase and its provider; the page is at the picker.
async fn realtime(stage: &Stage) -> (PocketBase, Op) {
    let base = base_with(stage, &PocketBaseOptions::default(), &json!({ "realtime": true })).await;
    let client = ConfidentialClient::backend([base.redirect_uri()]);
    let op = Op::start(&OpOptions { confidential: vec![client], ..Default::default() }).unwrap();
    base.offer(&[OAuth2Provider::at(op.issuer(), "Acme ID")]).await.unwrap();
    stage.open_picker().await;
    (base, op)
}

/// Presses the provider's button and goes to the window that opens; answers the tab of the page.
async fn go_to_window(stage: &Stage) -> Tab {
    stage.browser.press("Acme ID").await;
    stage.browser.go_to_window().await
}

/// Signs alice in by the window that opens.
async fn sign_in_in_window(stage: &Stage) {
    let page = go_to_window(stage).await;
    stage.browser.sign_in_at_op("alice", "alice").await;
    stage.browser.consent().await;
    stage.browser.go_to(&page).await;
    assert_signed_in(stage).await;
}

#[test]
fn a_person_signs_in_in_a_window_of_its_own() {
    journey(async |stage| {
        let (base, op) = realtime(stage).await;
        sign_in_in_window(stage).await;
        let look = stage.browser.look().await;
        assert!(look.text.contains("alice@example.test"), "{look}");
        assert_eq!(stage.browser.url().await, stage.site.url(), "the page has never left");
        assert_eq!(op.token_requests("authorization_code"), 1);
        assert_eq!(users(&base).await.len(), 1);
        stage.browser.reload().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn who_refuses_in_the_window_is_told_so_on_the_page() {
    journey(async |stage| {
        let (base, op) = realtime(stage).await;
        let page = go_to_window(stage).await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.deny().await;
        stage.browser.go_to(&page).await;
        stage.browser.see_error("access_denied").await;
        assert_eq!(op.token_requests("authorization_code"), 0);
        assert!(users(&base).await.is_empty());
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
    });
}

/// As browsers do it where windows are blocked.
const NO_WINDOWS: &str = "window.open = () => null;";

#[test]
fn without_a_window_the_page_says_so_and_can_be_tried_again() {
    journey(async |stage| {
        stage.site.run_ahead(NO_WINDOWS);
        let (_base, op) = realtime(stage).await;
        stage.browser.press("Acme ID").await;
        stage.browser.see_error("popup_blocked").await;
        assert!(op.requests().is_empty());
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
    });
}

/// A window that was closed tells the page nothing, so the page waits, and lets the person press once more.
#[test]
fn who_closes_the_window_can_sign_in_in_another_one() {
    journey(async |stage| {
        let (_base, op) = realtime(stage).await;
        let page = go_to_window(stage).await;
        stage.browser.see_op().await;
        stage.browser.close_for(&page).await;
        stage.browser.see_text("Still waiting? Try again").await;
        sign_in_in_window(stage).await;
        assert_eq!(op.token_requests("authorization_code"), 1);
    });
}

/// PocketBase closes what has been silent for five minutes, too.
#[test]
fn a_connection_that_breaks_off_ends_the_attempt_and_nothing_else() {
    journey(async |stage| {
        stage.excuse("");
        let (base, op) = realtime(stage).await;
        let page = go_to_window(stage).await;
        stage.browser.see_op().await;
        base.restart().await.unwrap();
        stage.browser.close_for(&page).await;
        let look = stage.browser.see_error("pocketbase_realtime_closed").await;
        assert!(look.text.contains("could not be finished"), "{look}");
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
        sign_in_in_window(stage).await;
        assert_eq!(op.token_requests("authorization_code"), 1);
    });
}

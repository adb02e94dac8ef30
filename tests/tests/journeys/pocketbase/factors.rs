//! A collection that wants two factors, in three orders.

use portico_tests::servers::{PocketBase, PocketBaseOptions};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::{EMAIL, PASSWORD, acme, assert_signed_in, base_with, exchanges, users};

async fn with_mfa(stage: &Stage) -> PocketBase {
    let options =
        PocketBaseOptions { providers: vec![acme(stage)], otp: true, mfa: true, ..Default::default() };
    let base = base_with(stage, &options, &json!({})).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    // PocketBase answers the first factor with 401.
    stage.excuse("/auth-with-");
    stage.open_picker().await;
    base
}

/// One is not enough.
async fn assert_nobody_is_signed_in(stage: &Stage) {
    let kept = stage.browser.kept().await;
    assert!(!kept.iter().any(|it| it.contains("session")), "{kept:?}");
}

#[test]
fn a_password_and_then_a_code() {
    journey(async |stage| {
        let base = with_mfa(stage).await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        let look = stage.browser.see_state("second_factor").await;
        assert!(look.text.contains("One more step"), "{look}");
        assert_nobody_is_signed_in(stage).await;
        // Two factors are two different ones.
        assert_eq!(stage.browser.count("input[name=password]").await, 0);
        assert!(stage.browser.has_button("Acme ID").await);

        stage.browser.type_into("email", EMAIL).await;
        stage.browser.send("address").await;
        stage.browser.see_state("code").await;
        let code = base.one_time_password(EMAIL, 0).await.unwrap();
        stage.browser.type_into("code", "00000000").await;
        stage.browser.send("code").await;
        stage.browser.read("#wrong").await;
        // A mistake does not cost the first factor.
        stage.browser.type_into("code", &code).await;
        stage.browser.send("code").await;
        assert_signed_in(stage).await;
    });
}

#[test]
fn a_password_and_then_a_provider() {
    journey(async |stage| {
        let base = with_mfa(stage).await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        stage.browser.see_state("second_factor").await;
        // Leaves the page and comes back.
        stage.browser.sign_in_with("Acme ID", "alice").await;
        assert_signed_in(stage).await;
        assert_eq!(exchanges(stage), 1);
        let records = users(&base).await;
        assert_eq!(records.len(), 1, "the provider has shown the same person: {records:?}");
    });
}

#[test]
fn a_provider_and_then_a_password() {
    journey(async |stage| {
        let base = with_mfa(stage).await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_state("second_factor").await;
        assert_nobody_is_signed_in(stage).await;
        assert_eq!(stage.browser.url().await, stage.site.url());
        assert!(!stage.browser.has_button("Acme ID").await);
        stage.browser.sign_in_by_password(EMAIL, "another password").await;
        stage.browser.read("#wrong").await;
        stage.browser.see_state("second_factor").await;
        stage.browser.type_into("password", PASSWORD).await;
        stage.browser.send("password").await;
        assert_signed_in(stage).await;
        assert_eq!(users(&base).await.len(), 1);
        assert_eq!(exchanges(stage), 1);
    });
}

#[test]
fn somebody_may_start_over_with_another_first_factor() {
    journey(async |stage| {
        let _base = with_mfa(stage).await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        stage.browser.see_state("second_factor").await;
        stage.browser.press("Start over").await;
        stage.browser.see_state("picker").await;
        assert_eq!(stage.browser.count("input[name=password]").await, 1);
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_state("second_factor").await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        assert_signed_in(stage).await;
    });
}

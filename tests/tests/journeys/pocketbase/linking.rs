//! Linking further identities to an account.

use portico_tests::servers::PocketBase;
use portico_tests::stage::journey;
use serde_json::json;

use super::identities::{open_ways, outcome, two_providers};
use super::{EMAIL, PASSWORD, assert_signed_in, exchanges, sign_in, users};

/// The id of the one record there is.
async fn only_user(base: &PocketBase) -> String {
    let records = users(base).await;
    assert_eq!(records.len(), 1, "{records:?}");
    records[0]["id"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_second_identity_is_linked_and_signs_in_to_the_same_account() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({})).await;
        sign_in(stage).await;
        assert_signed_in(stage).await;
        let record = only_user(&base).await;
        open_ways(stage).await;
        assert_eq!(stage.browser.count("[data-provider]").await, 1, "one of each provider");
        stage.browser.press("Link Other ID").await;
        // The provider knows the person: it comes back at once.
        assert_eq!(outcome(stage).await, "Linked.");
        stage.browser.see_backend("answered").await;
        assert_eq!(stage.browser.url().await, stage.site.url());
        assert_eq!(base.linked(&record).await.unwrap(), ["oidc", "oidc2"]);
        assert_eq!(only_user(&base).await, record);
        assert!(stage.browser.has_button("Unlink Other ID").await);
        assert!(stage.browser.has_button("Unlink Acme ID").await);
        assert_eq!(stage.browser.count("[data-provider]").await, 0);
        assert_eq!(exchanges(stage), 2);

        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        stage.open_picker().await;
        stage.browser.press("Other ID").await;
        stage.browser.see_backend("answered").await;
        assert_eq!(only_user(&base).await, record);
    });
}

#[test]
fn an_identity_of_somebody_else_is_not_linked_and_signs_nobody_in() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({})).await;
        let bob = base.create_user("bob@example.test", "another long password").await.unwrap();
        base.link(&bob, "oidc2", "alice").await.unwrap();
        sign_in(stage).await;
        stage.browser.see_backend("answered").await;
        let alice = stage.browser.run("return portico.session.account().subject").await;
        assert_ne!(alice, bob["id"]);
        open_ways(stage).await;
        stage.browser.press("Link Other ID").await;
        assert_eq!(outcome(stage).await, "It is linked to another account.");
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains("alice@example.test"), "{look}");
        assert!(!look.text.contains("bob@example.test"), "{look}");
        stage.browser.reload().await;
        stage.browser.see_backend("answered").await;
        assert_eq!(stage.browser.run("return portico.session.account().subject").await, alice);
        assert_eq!(base.linked(alice.as_str().unwrap()).await.unwrap(), ["oidc"]);
        assert_eq!(base.linked(bob["id"].as_str().unwrap()).await.unwrap(), ["oidc2"]);
    });
}

/// A collection that wants two factors answers a link with the wish for another one, whoever's identity it is.
#[test]
fn with_two_factors_it_is_the_list_that_says_whether_an_identity_was_linked() {
    journey(async |stage| {
        stage.excuse("/auth-with-");
        let base = two_providers(stage, &json!({})).await;
        base.change_users(&json!({ "mfa": { "enabled": true } })).await.unwrap();
        let record = base.create_user(EMAIL, PASSWORD).await.unwrap();
        let record = record["id"].as_str().unwrap();
        stage.open_picker().await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        stage.browser.see_state("second_factor").await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_backend("answered").await;
        open_ways(stage).await;
        let bob = base.create_user("bob@example.test", "another long password").await.unwrap();
        base.link(&bob, "oidc2", "alice").await.unwrap();
        stage.browser.press("Link Other ID").await;
        assert_eq!(outcome(stage).await, "It is linked to another account.");
        assert_eq!(base.linked(record).await.unwrap(), ["oidc"]);

        base.unlink(bob["id"].as_str().unwrap(), "oidc2").await.unwrap();
        stage.browser.press("Link Other ID").await;
        assert_eq!(outcome(stage).await, "Linked.");
        assert_eq!(base.linked(record).await.unwrap(), ["oidc", "oidc2"]);
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn who_refuses_at_the_provider_stays_signed_in() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({})).await;
        sign_in(stage).await;
        stage.browser.see_backend("answered").await;
        let record = only_user(&base).await;
        open_ways(stage).await;
        stage.provider().play(super::identities::refused());
        stage.browser.press("Link Other ID").await;
        stage.browser.see_error("access_denied").await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_backend("answered").await;
        assert_eq!(base.linked(&record).await.unwrap(), ["oidc"]);
    });
}

#[test]
fn without_leave_to_link_nothing_is_offered() {
    journey(async |stage| {
        let _base = two_providers(stage, &json!({ "allow_linking": false })).await;
        sign_in(stage).await;
        stage.browser.see_backend("answered").await;
        open_ways(stage).await;
        let look = stage.browser.look().await;
        assert!(look.text.contains("Your only way to sign in"), "{look}");
        assert_eq!(stage.browser.count("[data-provider]").await, 0);
    });
}

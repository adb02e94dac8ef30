//! A person signs in with an identity provider, by way of PocketBase.

use portico_tests::proxy::habits;
use portico_tests::servers::{OAuth2Provider, PocketBaseOptions};
use portico_tests::stage::journey;
use serde_json::json;

use super::{acme, base, base_with, exchanges, sign_in, users};

#[test]
fn a_person_signs_in_through_pocketbase_and_reads_what_members_may_read() {
    journey(async |stage| {
        let _base = base(stage, json!({})).await;
        sign_in(stage).await;
        let look = stage.browser.see_backend("answered").await;
        for text in ["Alice Archer", "alice@example.test", "Acme ID"] {
            assert!(look.text.contains(text), "{text} is missing: {look}");
        }
        let answer = stage.browser.read_backend_answer().await;
        assert!(answer.contains("A thing for members"), "{answer}");
        assert_eq!(stage.browser.url().await, stage.site.url());
        // PocketBase is the client: the page itself asks the provider for nothing.
        let asked = stage.provider().proxy.log();
        let page = stage.site.origin();
        let by_page: Vec<_> = asked.iter().filter(|it| it.header("origin") == Some(page.as_str())).collect();
        assert!(by_page.is_empty(), "{by_page:?}");
        assert_eq!(exchanges(stage), 1);
    });
}

#[test]
fn the_session_outlives_a_reload_and_a_new_tab_and_signing_out_is_seen_in_both() {
    journey(async |stage| {
        let _base = base(stage, json!({})).await;
        sign_in(stage).await;
        stage.browser.see_backend("answered").await;
        stage.browser.reload().await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_backend("answered").await;
        let first = stage.browser.tab().await;
        stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_backend("answered").await;
        assert_eq!(exchanges(stage), 1, "one sign-in for all of it");
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        stage.browser.go_to(&first).await;
        stage.browser.see_state("signed_out").await;
        stage.browser.reload().await;
        stage.browser.see_state("picker").await;
    });
}

/// As authentik does by default.
#[test]
fn an_email_address_that_the_provider_does_not_call_verified_is_explained() {
    journey(async |stage| {
        stage.excuse("/auth-with-oauth2");
        let _base = base(stage, json!({})).await;
        stage.provider().play(habits::email_not_verified());
        sign_in(stage).await;
        let look = stage.browser.see_error("pocketbase_email_unverified").await;
        assert!(look.text.contains("not verified"), "{look}");
        assert_eq!(stage.browser.kept().await.iter().filter(|it| it.contains("session")).count(), 0);
    });
}

#[test]
fn a_collection_that_lets_nobody_in_says_so() {
    journey(async |stage| {
        stage.excuse("/auth-with-oauth2");
        let base = base(stage, json!({ "createRule": null })).await;
        sign_in(stage).await;
        stage.browser.see_error("pocketbase_create_rule").await;
        // Who has an account may be kept out, too.
        base.change_users(&json!({ "createRule": "", "authRule": "verified = false" })).await.unwrap();
        stage.open_picker().await;
        stage.browser.press("Acme ID").await;
        stage.browser.see_error("pocketbase_auth_rule").await;
    });
}

#[test]
fn a_pocketbase_that_is_down_or_gone_meanwhile_is_named_and_leads_on() {
    journey(async |stage| {
        stage.excuse("");
        let base = base(stage, json!({})).await;
        stage.open_picker().await;
        base.restart().await.unwrap();
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_backend("answered").await;
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        base.stop().await.unwrap();
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_error("pocketbase_unreachable").await;
        base.resume().await.unwrap();
        stage.browser.press("Try again").await;
        stage.browser.see_state("picker").await;
    });
}

/// As authentik does everything, with PocketBase as its client: addresses with slashes, groups that nobody has asked
/// for, no `iss`, and an address that is verified only where an administrator has said so.
#[test]
fn behind_authentik_a_person_with_a_verified_address_signs_in() {
    journey(async |stage| {
        stage.excuse("/auth-with-oauth2");
        let provider = OAuth2Provider { slashes: true, ..acme(stage) };
        let options = PocketBaseOptions { providers: vec![provider], ..Default::default() };
        let base = base_with(stage, &options, &json!({})).await;
        let authentik =
            || [habits::slash_endpoints(), habits::groups_in_profile(), habits::no_iss_at_all()].concat();
        stage.provider().play(authentik());
        stage.provider().play(habits::email_not_verified());
        sign_in(stage).await;
        stage.browser.see_error("pocketbase_email_unverified").await;
        assert!(users(&base).await.is_empty());
        stage.provider().proxy.behave();
        stage.provider().play(authentik());
        stage.open_picker().await;
        stage.browser.press("Acme ID").await;
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
        let asked = stage.provider().proxy.log();
        for path in ["/auth/", "/token/", "/userinfo/"] {
            assert!(asked.iter().any(|it| it.path == path), "{path}: {asked:?}");
        }
    });
}

//! The identities of an account: the list, and unlinking.

use portico_tests::proxy::{Endpoint, Fault, Rule, on};
use portico_tests::servers::{PocketBase, PocketBaseOptions};
use portico_tests::stage::{Stage, journey};
use serde_json::{Value, json};

use super::{acme, base_with, sign_in, users};

/// The provider of the stage under two names: an identity at one is none at the other.
pub(super) async fn two_providers(stage: &Stage, more: &Value) -> PocketBase {
    let providers = vec![acme(stage), acme(stage).second("Other ID")];
    let options = PocketBaseOptions { providers, ..Default::default() };
    base_with(stage, &options, more).await
}

/// Opens the list on the account screen.
pub(super) async fn open_ways(stage: &Stage) {
    stage.browser.press("Ways to sign in").await;
    stage.browser.see_text("Acme ID").await;
    stage.browser.read(".linked h2").await;
}

/// What is said about the last change.
pub(super) async fn outcome(stage: &Stage) -> String {
    stage.browser.read(".linked > [role=status]").await
}

/// A person who says no.
pub(super) fn refused() -> Vec<Rule> {
    vec![on(Endpoint::Authorize).with(Fault::callback(|pairs| {
        for pair in pairs.iter_mut().filter(|(name, _)| name == "code") {
            *pair = ("error".into(), "access_denied".into());
        }
    }))]
}

/// Alice, with both identities; answers her record.
async fn alice(stage: &Stage, base: &PocketBase) -> String {
    sign_in(stage).await;
    stage.browser.see_backend("answered").await;
    let record = users(base).await.remove(0);
    base.link(&record, "oidc2", "alice").await.unwrap();
    open_ways(stage).await;
    record["id"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_identity_is_unlinked_after_a_question_and_the_last_one_stays() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({})).await;
        let record = alice(stage, &base).await;
        stage.browser.press("Unlink Other ID").await;
        assert_eq!(stage.browser.read("dialog.unlink h2").await, "Unlink Other ID?");
        stage.browser.press("Keep").await;
        stage.browser.gone("dialog.unlink").await;
        assert_eq!(base.linked(&record).await.unwrap(), ["oidc", "oidc2"]);

        stage.browser.press("Unlink Other ID").await;
        stage.browser.press_on("dialog.unlink button:not(.primary)").await;
        assert_eq!(outcome(stage).await, "Unlinked.");
        stage.browser.gone("[data-account]").await;
        assert_eq!(base.linked(&record).await.unwrap(), ["oidc"]);
        // PocketBase itself would let the last one go.
        let look = stage.browser.see_text("Your only way to sign in").await;
        assert!(look.text.contains("Link Other ID"), "{look}");
        assert_eq!(look.state, "signed_in");
    });
}

#[test]
fn the_one_that_the_session_began_with_can_be_unlinked_and_the_session_goes_on() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({})).await;
        let record = alice(stage, &base).await;
        stage.browser.press("Unlink Acme ID").await;
        stage.browser.press_on("dialog.unlink button:not(.primary)").await;
        assert_eq!(outcome(stage).await, "Unlinked.");
        assert_eq!(base.linked(&record).await.unwrap(), ["oidc2"]);
        stage.browser.reload().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn without_leave_to_unlink_there_is_no_button() {
    journey(async |stage| {
        let base = two_providers(stage, &json!({ "allow_unlinking": false })).await;
        alice(stage, &base).await;
        let look = stage.browser.see_text("Other ID").await;
        assert_eq!(stage.browser.count("[data-account]").await, 0, "{look}");
        assert_eq!(stage.browser.count(".linked li").await, 2, "{look}");
    });
}

#[test]
fn without_leave_for_anything_there_is_no_list() {
    journey(async |stage| {
        let more = json!({ "allow_linking": false, "allow_unlinking": false });
        let _base = two_providers(stage, &more).await;
        sign_in(stage).await;
        stage.browser.see_backend("answered").await;
        assert!(!stage.browser.has_button("Ways to sign in").await);
    });
}

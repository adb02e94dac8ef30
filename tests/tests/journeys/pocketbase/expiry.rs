//! Tokens that live for seconds. PocketBase takes who comes with an expired one for a guest, and says nothing.

use portico_tests::proxy::{Answer, Endpoint, Fault, on};
use portico_tests::servers::{PocketBase, PocketBaseOptions};
use portico_tests::stage::{Stage, journey};
use portico_tests::wait;
use serde_json::{Value, json};

use super::{EMAIL, PASSWORD, base_with, configuration};

/// PocketBase takes no fewer than 10 s.
const LIFE: u32 = 15;

/// A PocketBase behind the proxy of the backend, and somebody signed in.
async fn short_lived(stage: &Stage) -> PocketBase {
    let users = json!({ "authToken": { "duration": LIFE } });
    let options = PocketBaseOptions { users, ..Default::default() };
    let base = base_with(stage, &options, &json!({})).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    stage.backend.forward_to(base.port(), "");
    stage.site.configure(&configuration(&stage.backend.origin(), &json!({})));
    stage.open_picker().await;
    stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
    stage.browser.see_backend("answered").await;
    base
}

/// What a script of the page is told, or why it is told nothing.
async fn call(stage: &Stage) -> Value {
    let script = format!(
        "return portico.session.fetch('{}/api/collections/things/records')
            .then((answer) => answer.json()).then((found) => found.totalItems, (error) => error.code ?? error.name)",
        stage.backend.origin()
    );
    stage.browser.run(&script).await
}

/// Nothing was ever asked for as a guest.
fn assert_never_a_guest(stage: &Stage) {
    let answers = stage.backend.requests(Endpoint::Records);
    let answers: Vec<_> = answers.iter().filter_map(|it| it.answer.as_ref()).collect();
    assert!(!answers.is_empty());
    assert!(answers.iter().all(|it| it["totalItems"] == 1), "{answers:?}");
}

#[test]
fn a_token_is_renewed_before_it_expires_and_calls_are_never_a_guests() {
    journey(async |stage| {
        let _base = short_lived(stage).await;
        assert_eq!(stage.backend.count(Endpoint::AuthRefresh), 0);
        // Nobody does anything: the page renews by itself.
        let renewed = async || (stage.backend.count(Endpoint::AuthRefresh) > 0).then_some(());
        wait::must("a renewal", renewed).await;
        assert_eq!(call(stage).await, 1);
        let renewals = stage.backend.requests(Endpoint::AuthRefresh);
        assert!(renewals.iter().all(|it| it.status == Some(200)), "{renewals:?}");
        // Past the life of the first token.
        let again = async || (stage.backend.count(Endpoint::AuthRefresh) > 1).then_some(());
        wait::must("a second renewal", again).await;
        assert_eq!(call(stage).await, 1);
        assert_never_a_guest(stage);
        assert_eq!(stage.browser.look().await.state, "signed_in");
    });
}

#[test]
fn with_pocketbase_away_until_the_token_has_expired_calls_fail_and_the_session_ends() {
    journey(async |stage| {
        stage.excuse("");
        let base = short_lived(stage).await;
        base.stop().await.unwrap();
        let failed = async || (call(stage).await == "renewal_failed").then_some(());
        wait::must("a call that fails for want of a token", failed).await;
        assert_eq!(stage.browser.look().await.state, "signed_in", "it may pass");
        base.resume().await.unwrap();
        // A token that has expired is not renewed by PocketBase.
        let asked = stage.backend.count(Endpoint::Records);
        stage.browser.see_error("session_ended").await;
        assert_eq!(call(stage).await, "not_signed_in");
        assert_eq!(stage.backend.count(Endpoint::Records), asked);
        assert_never_a_guest(stage);
    });
}

/// As with `*:auth` in the rate limits of PocketBase: it would answer a guest all the while.
#[test]
fn where_only_renewals_fail_calls_fail_as_well_and_are_never_a_guests() {
    journey(async |stage| {
        stage.excuse("");
        let _base = short_lived(stage).await;
        let too_many =
            Answer::json(429, &json!({ "data": {}, "message": "Too Many Requests.", "status": 429 }));
        stage.backend.play([on(Endpoint::AuthRefresh).with(Fault::Answer(too_many))]);
        let failed = async || (call(stage).await == "renewal_failed").then_some(());
        wait::must("a call that fails for want of a token", failed).await;
        let asked = stage.backend.count(Endpoint::Records);
        assert_eq!(call(stage).await, "renewal_failed");
        assert_eq!(stage.backend.count(Endpoint::Records), asked, "nothing was sent");
        assert_never_a_guest(stage);
        assert_eq!(stage.browser.look().await.state, "signed_in");
    });
}

#[test]
fn a_changed_password_ends_the_session_at_the_next_renewal() {
    journey(async |stage| {
        stage.excuse("/auth-refresh");
        let base = short_lived(stage).await;
        let user = super::users(&base).await.remove(0);
        let change = json!({ "password": "another password", "passwordConfirm": "another password" });
        base.change_user(user["id"].as_str().unwrap(), &change).await.unwrap();
        stage.browser.see_error("session_ended").await;
        let renewals = stage.backend.requests(Endpoint::AuthRefresh);
        assert_eq!(renewals.iter().map(|it| it.status).collect::<Vec<_>>(), [Some(401)]);
    });
}

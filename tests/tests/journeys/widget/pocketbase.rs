//! A real PocketBase as the backend of a host's element.

use portico_tests::proxy::Endpoint;
use portico_tests::servers::{OAuth2Provider, PocketBase, PocketBaseOptions};
use portico_tests::stage::Stage;
use serde_json::{Value, json};

use super::{IN_WINDOW, LOGIN, at_provider, login, open, see_event, widget};

const EMAIL: &str = "alice@example.test";
const PASSWORD: &str = "a long password";

/// A PocketBase with a collection that only members may read, and the provider of the stage.
async fn base(stage: &Stage) -> PocketBase {
    let providers = vec![OAuth2Provider::at(stage.provider().issuer(), "Acme ID")];
    let options = PocketBaseOptions { providers, ..Default::default() };
    let base = PocketBase::start(&options).await.unwrap();
    base.create_things("A thing for members").await.unwrap();
    stage.host().configure(&json!({
        "session": { "persistence": "tabs" },
        "backend": { "kind": "pocketbase", "base_url": base.origin() },
    }));
    base
}

/// What members may read, as the host's own script asks for it.
async fn things(stage: &Stage, base: &PocketBase) -> Value {
    let things = format!("{}/api/collections/things/records", base.origin());
    login(stage).run(&format!("return (await element.fetch('{things}')).text()")).await
}

/// Somebody is signed in by PocketBase, and calls of the host have the token.
async fn assert_signed_in(stage: &Stage, base: &PocketBase, provider: &Value) {
    login(stage).see_state("signed_in").await;
    let session = login(stage).property("session").await;
    assert_eq!((&session["email"], &session["provider"]), (&json!(EMAIL), provider), "{session}");
    let answer = things(stage, base).await;
    assert!(answer.as_str().is_some_and(|it| it.contains("A thing for members")), "{answer}");
}

#[test]
fn a_person_leaves_and_comes_back_signed_in_and_the_session_goes_on() {
    widget(async |stage, host| {
        let base = base(stage).await;
        open(stage, LOGIN).await;
        assert_eq!(things(stage, &base).await, json!({ "thrown": "not_signed_in" }));
        login(stage).press("Acme ID").await;
        at_provider(stage).await;
        assert_signed_in(stage, &base, &json!("oidc")).await;
        assert_eq!(see_event(stage, "success").await["restored"], false);
        assert_eq!(stage.browser.url().await, host.url("/"));

        stage.browser.reload().await;
        assert_signed_in(stage, &base, &json!("oidc")).await;
        assert_eq!(see_event(stage, "success").await["restored"], true);
        assert_eq!(stage.provider().codes_posted(), 1, "one sign-in for all of it");
        login(stage).press("Sign out").await;
        see_event(stage, "logout").await;
        assert_eq!(things(stage, &base).await, json!({ "thrown": "not_signed_in" }));
    });
}

#[test]
fn a_window_signs_in_and_only_pocketbase_asks_the_provider() {
    widget(async |stage, host| {
        let base = base(stage).await;
        open(stage, IN_WINDOW).await;
        login(stage).press("Acme ID").await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        assert_signed_in(stage, &base, &json!("oidc")).await;
        assert_eq!(stage.browser.url().await, host.url("/"));
        let posts = stage.provider().proxy.requests(Endpoint::Token);
        assert!(posts.iter().all(|it| it.header("origin").is_none()), "{posts:?}");
        assert_eq!(posts.len(), 1);
    });
}

#[test]
fn a_password_is_typed_into_the_element_and_kept_nowhere() {
    widget(async |stage, _| {
        stage.excuse("/auth-with-password");
        let base = base(stage).await;
        base.create_user(EMAIL, PASSWORD).await.unwrap();
        open(stage, LOGIN).await;
        for password in ["another password", PASSWORD] {
            login(stage).type_into("username", EMAIL).await;
            login(stage).type_into("password", password).await;
            login(stage).press("Sign in").await;
            if password != PASSWORD {
                login(stage).see_text("does not fit").await;
            }
        }
        assert_signed_in(stage, &base, &Value::Null).await;
        let kept = stage.browser.stored().await;
        assert!(kept.iter().all(|it| !it.text.contains(PASSWORD)), "{kept:?}");
        stage.browser.reload().await;
        assert_signed_in(stage, &base, &Value::Null).await;
    });
}

/// Forms begin a sign-in as well.
#[test]
fn a_password_in_front_of_somebody_elses_computer_is_not_remembered() {
    widget(async |stage, _| {
        let base = base(stage).await;
        base.create_user(EMAIL, PASSWORD).await.unwrap();
        open(stage, "<portico-login remember=\"off\"></portico-login>").await;
        login(stage).type_into("username", EMAIL).await;
        login(stage).type_into("password", PASSWORD).await;
        login(stage).press("Sign in").await;
        assert_signed_in(stage, &base, &Value::Null).await;
        let kept: Vec<_> = stage.browser.kept().await;
        assert!(kept.iter().all(|it| !it.contains("session") && !it.contains("last_used")), "{kept:?}");
        stage.browser.reload().await;
        login(stage).see_state("picker").await;
    });
}

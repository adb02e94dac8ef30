//! A page of another origin: it signs in at the provider by itself, and hands the ID token over for a bearer token.

use portico_tests::http::Ask;
use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Kind, Stage};
use serde_json::{Value, json};

use super::steps::{Backend, account, fact, places_of, with};

/// What the page calls the provider is what better-auth calls it.
const ID: &str = "opspa";

/// Runs a journey with a page of another origin than that of better-auth.
fn elsewhere(steps: impl AsyncFnOnce(&Stage, &Backend)) {
    let kind = Kind { id: ID, title: "Acme ID", ..Kind::with_userinfo() };
    with(
        vec![kind],
        |stage, options| options.spa = vec![stage.site.origin()],
        async |stage, backend| {
            let mut provider = stage.provider().entry();
            provider["scope"] = json!("openid profile email");
            stage.site.configure(&json!({
                "page": { "title": "Acme" },
                "session": { "persistence": "tabs" },
                "providers": [provider],
                "backend": {
                    "kind": "better-auth",
                    "base_url": backend.auth.origin(),
                    "request": { "path": "api/auth/list-accounts" },
                },
            }));
            steps(stage, backend).await;
        },
    );
}

async fn sign_in(stage: &Stage) {
    stage.open_picker().await;
    stage.browser.sign_in_with("Acme ID", "alice").await;
    stage.browser.see_backend("answered").await;
}

/// The session, as a script of the page gets it from better-auth.
async fn session(stage: &Stage, backend: &Backend) -> Value {
    let url = backend.api("get-session");
    let script = format!("return portico.session.fetch('{url}').then((it) => it.json())");
    stage.browser.run(&script).await
}

/// Whom this token is of, as somebody without a browser is told.
async fn who_has(backend: &Backend, token: &str) -> Value {
    let answer = Ask::get(backend.api("get-session")).bearer(token).send().await.unwrap();
    answer.json()["user"]["email"].clone()
}

#[test]
fn an_id_token_is_exchanged_for_a_session_and_calls_have_its_token() {
    elsewhere(async |stage, backend| {
        sign_in(stage).await;
        let look = stage.browser.look().await;
        for text in ["Alice Archer", "alice@example.test", "Acme ID"] {
            assert!(look.text.contains(text), "{text} is missing: {look}");
        }
        // Nobody has given her a role: that is done by `sso()`, which had no part in this.
        assert_eq!(fact(stage, "Role").await, "pending");
        let told = session(stage, backend).await;
        assert_eq!(told["user"]["email"], "alice@example.test", "{told}");
        // The account is better-auth's, not the provider's.
        assert_eq!(account(stage).await["subject"], told["user"]["id"]);
        assert!(stage.browser.read_backend_answer().await.contains(ID));
        assert_eq!((backend.asked("sign-in/social"), stage.provider().codes_posted()), (1, 1));
        assert_eq!(stage.provider().proxy.count(Endpoint::Revocation), 0);
    });
}

#[test]
fn the_session_is_sealed_outlives_a_reload_and_ends_at_better_auth_and_at_the_provider() {
    elsewhere(async |stage, backend| {
        let browser = &stage.browser;
        sign_in(stage).await;
        let token = session(stage, backend).await["session"]["token"].as_str().unwrap_or_default().to_owned();
        assert_eq!(who_has(backend, &token).await, "alice@example.test");
        assert_eq!(places_of(stage, &token).await, Vec::<String>::new());
        browser.reload().await;
        browser.see_backend("answered").await;
        let first = browser.tab().await;
        browser.new_tab().await;
        browser.open(&stage.site.url()).await;
        let look = browser.see_backend("answered").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
        assert_eq!(backend.asked("sign-in/social"), 1, "one sign-in for all of it");

        browser.press("Sign out").await;
        browser.sign_out_at_op().await;
        browser.see_state("signed_out").await;
        assert_eq!((who_has(backend, &token).await, backend.asked("sign-out")), (Value::Null, 1));
        let told = &stage.provider().proxy.requests(Endpoint::EndSession)[0];
        assert!(told.parameter("id_token_hint").is_some(), "{told:?}");
        browser.go_to(&first).await;
        browser.see_state("signed_out").await;
        browser.reload().await;
        browser.see_state("picker").await;
    });
}

#[test]
fn an_id_token_for_another_client_is_refused_by_better_auth() {
    elsewhere(async |stage, backend| {
        stage.excuse("/api/auth/sign-in/social");
        let spa = json!({ "origins": [stage.site.origin()], "client_id": "another" });
        backend.change(|options| options.more["spa"] = spa);
        stage.open_picker().await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_error("better_auth_id_token_refused").await;
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new(), "no session is kept");
        // With a provider that it is right about, the person is in.
        backend.change(|_| {});
        stage.open_picker().await;
        stage.browser.press("Acme ID").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn a_page_that_may_not_ask_is_told_that_better_auth_can_not_be_reached() {
    elsewhere(async |stage, backend| {
        stage.excuse(backend.auth.origin());
        // No CORS, as better-auth is by itself.
        backend.change(|options| options.spa = Vec::new());
        stage.open_picker().await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_error("better_auth_unreachable").await;
        backend.change(|_| {});
        stage.browser.press("Try again").await;
        stage.browser.see_backend("answered").await;
    });
}

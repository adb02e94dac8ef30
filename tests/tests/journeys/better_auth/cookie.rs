//! Portabase's way: better-auth has the page at its own origin, is the client of the provider, and keeps the session in a
//! cookie.

use portico_tests::proxy::{Endpoint, habits};
use portico_tests::stage::Kind;
use serde_json::Value;

use super::steps::{TITLE, account, fact, of, on_its_own_origin, places_of, session};

#[test]
fn a_person_signs_in_by_a_cookie_that_no_script_sees() {
    on_its_own_origin(async |stage, backend| {
        backend.sign_in(stage, "alice").await;
        let look = stage.browser.look().await;
        for text in ["Alice Archer", "alice@example.test", TITLE] {
            assert!(look.text.contains(text), "{text} is missing: {look}");
        }
        // Her group is "Admin".
        assert_eq!(fact(stage, "Role").await, "admin");
        let told = account(stage).await;
        assert_eq!((&told["role"], &told["provider"]), (&"admin".into(), &"pocketid".into()), "{told}");
        // An endpoint that wants the cookie.
        let answer = stage.browser.read_backend_answer().await;
        assert!(answer.contains("pocketid") && answer.contains("alice"), "{answer}");
        assert_eq!(stage.browser.url().await, backend.page());

        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        let token = session(stage).await["session"]["token"].as_str().unwrap_or_default().to_owned();
        assert_eq!(places_of(stage, &token).await, Vec::<String>::new());
        // better-auth is the client: the page itself asks the provider for nothing.
        let asked = stage.provider().proxy.log();
        let origin = backend.auth.origin();
        let by_page: Vec<_> =
            asked.iter().filter(|it| it.header("origin") == Some(origin.as_str())).collect();
        assert!(by_page.is_empty(), "{by_page:?}");
        assert_eq!((stage.provider().codes_posted(), backend.asked("sign-in/sso")), (1, 1));
    });
}

#[test]
fn a_reload_and_a_new_tab_are_signed_in_and_signing_out_is_seen_in_both() {
    on_its_own_origin(async |stage, backend| {
        let browser = &stage.browser;
        backend.sign_in(stage, "alice").await;
        browser.reload().await;
        browser.see_backend("answered").await;
        let first = browser.tab().await;
        browser.new_tab().await;
        browser.open(&backend.page()).await;
        browser.see_backend("answered").await;
        // A cookie does not say by which provider, so it is the backend.
        assert_eq!(fact(stage, "Signed in with").await, backend.auth.origin().trim_start_matches("http://"));
        assert_eq!(account(stage).await["provider"], Value::Null);
        assert_eq!(stage.provider().codes_posted(), 1, "one sign-in for all of it");

        browser.press("Sign out").await;
        browser.see_state("signed_out").await;
        assert_eq!((session(stage).await, backend.asked("sign-out")), (Value::Null, 1));
        browser.go_to(&first).await;
        browser.see_state("signed_out").await;
        browser.reload().await;
        browser.see_state("picker").await;
        assert_eq!(account(stage).await, Value::Null);
    });
}

#[test]
fn a_sign_in_in_one_tab_signs_the_picker_of_another_in() {
    on_its_own_origin(async |stage, backend| {
        backend.open_picker(stage).await;
        let first = stage.browser.tab().await;
        stage.browser.new_tab().await;
        backend.sign_in(stage, "alice").await;
        stage.browser.go_to(&first).await;
        let look = stage.browser.see_state("signed_in").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
    });
}

#[test]
fn a_session_that_was_ended_elsewhere_is_over_when_the_page_is_opened_again() {
    on_its_own_origin(async |stage, backend| {
        stage.excuse("/api/auth/list-accounts");
        backend.sign_in(stage, "alice").await;
        // By another page of the same origin.
        let end = "return fetch('/api/auth/sign-out',
            { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((it) => it.status)";
        assert_eq!(stage.browser.run(end).await, 200);
        stage.browser.reload().await;
        stage.browser.see_state("picker").await;
    });
}

/// Its issuer has a path and ends in a slash, and no e-mail address is verified.
#[test]
fn authentik_behind_better_auth_signs_in() {
    let kind = Kind { issuer_path: habits::AUTHENTIK_ISSUER_PATH, ..Kind::default() };
    of(vec![kind], async |stage, backend| {
        stage.provider().play(habits::authentik());
        backend.sign_in(stage, "alice").await;
        assert_eq!(fact(stage, "Role").await, "admin");
        let discovery = &stage.provider().proxy.requests(Endpoint::Discovery)[0];
        assert_eq!(discovery.path, "/.well-known/openid-configuration", "no doubled slash");
    });
}

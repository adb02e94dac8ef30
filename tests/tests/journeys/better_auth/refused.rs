//! Sign-ins that come to nothing: cancelled, made up, or by somebody who has no role.

use serde_json::Value;

use super::steps::{TITLE, account, fact, on_its_own_origin, session};

#[test]
fn a_person_who_cancels_at_the_provider_comes_back_and_may_try_again() {
    on_its_own_origin(async |stage, backend| {
        let browser = &stage.browser;
        backend.open_picker(stage).await;
        browser.press(TITLE).await;
        browser.press("Cancel").await;
        browser.see_error("access_denied").await;
        assert_eq!(browser.url().await, backend.page(), "the address is clean");
        assert_eq!(browser.transactions().await, Vec::<String>::new());
        assert_eq!(session(stage).await, Value::Null);
        browser.press("Try again").await;
        browser.sign_in_at_op("alice", "alice").await;
        browser.consent().await;
        browser.see_state("signed_in").await;
    });
}

#[test]
fn a_link_that_claims_a_failure_or_a_session_is_not_believed() {
    on_its_own_origin(async |stage, backend| {
        for (query, code) in [
            ("?error=banned&state=x", "state_unknown"),
            ("?error=banned", "state_missing"),
            ("?code=session&state=x", "state_unknown"),
        ] {
            stage.browser.open(&format!("{}{query}", backend.page())).await;
            let look = stage.browser.see_error(code).await;
            assert!(!look.text.contains("locked"), "{look}");
            assert_eq!(stage.browser.url().await, backend.page(), "{query}");
        }
        // Nor does it disturb who is signed in.
        backend.sign_in(stage, "alice").await;
        stage.browser.open(&format!("{}?error=banned&state=x", backend.page())).await;
        stage.browser.see_error("state_unknown").await;
        assert_eq!(session(stage).await["user"]["name"], "Alice Archer");
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("signed_in").await;
    });
}

/// better-auth has made his account by the time that Portabase refuses him, at an address of its own, and leaves it.
#[test]
fn somebody_without_a_role_sees_better_auths_own_refusal_and_is_pending_afterwards() {
    on_its_own_origin(async |stage, backend| {
        let browser = &stage.browser;
        // The first one has not come back.
        stage.a_sign_in_stays_open();
        backend.open_picker(stage).await;
        browser.sign_in_with(TITLE, "bob").await;
        let look = browser.see_text("Access Denied: No matching roles found (undefined)").await;
        assert_eq!(look.url, backend.api("sso/callback/pocketid"));
        // It has the code in its address, and no icon: not for this page to answer for.
        stage.excuse(format!("{}/favicon.ico", backend.auth.origin()));
        browser.console().await;

        // Nobody is signed in.
        backend.open_picker(stage).await;
        browser.press(TITLE).await;
        let look = browser.see_state("signed_in").await;
        assert!(look.text.contains("Bob Baker"), "{look}");
        assert_eq!(fact(stage, "Role").await, "pending");
        assert_eq!(account(stage).await["role"], "pending");
    });
}

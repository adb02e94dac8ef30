//! Pages and backends that do not fit together, and a backend that is down.

use serde_json::json;

use super::steps::{TITLE, on_its_own_origin, own_config};

#[test]
fn a_page_of_another_origin_is_told_that_it_can_have_no_cookie() {
    on_its_own_origin(async |stage, backend| {
        stage.site.configure(&own_config(&backend.auth.origin()));
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_error("backend_of_another_origin").await;
        assert_eq!(backend.auth.requests(), [], "nothing is asked");
    });
}

#[test]
fn a_provider_that_better_auth_does_not_trust_is_named_before_the_page_is_left() {
    on_its_own_origin(async |stage, backend| {
        stage.excuse("/api/auth/sign-in/sso");
        backend.change(|options| options.more["distrust_issuer"] = json!(true));
        backend.open_picker(stage).await;
        stage.browser.press(TITLE).await;
        stage.browser.see_error("better_auth_discovery_untrusted").await;
        assert_eq!(stage.browser.url().await, backend.page());
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        assert!(stage.provider().proxy.log().is_empty(), "nobody has asked the provider");
    });
}

#[test]
fn a_provider_that_better_auth_does_not_have_is_named() {
    on_its_own_origin(async |stage, backend| {
        stage.excuse("/api/auth/sign-in/");
        backend.open_picker(stage).await;
        // There is no social one on this stage.
        stage.browser.press("Acme Social").await;
        stage.browser.see_error("better_auth_provider_unknown").await;
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
    });
}

#[test]
fn a_better_auth_that_is_down_is_named_and_trying_again_works_when_it_is_back() {
    on_its_own_origin(async |stage, backend| {
        stage.excuse(backend.auth.origin());
        backend.open_picker(stage).await;
        backend.auth.stop().unwrap();
        stage.browser.press(TITLE).await;
        stage.browser.see_error("better_auth_unreachable").await;
        stage.browser.press("Try again").await;
        stage.browser.see_error("better_auth_unreachable").await;
        backend.change(|_| {});
        stage.browser.press("Try again").await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.consent().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn a_sign_out_that_does_not_reach_better_auth_is_no_sign_out() {
    on_its_own_origin(async |stage, backend| {
        stage.excuse(backend.auth.origin());
        backend.sign_in(stage, "alice").await;
        backend.auth.stop().unwrap();
        stage.browser.press("Sign out").await;
        let look = stage.browser.see_error("sign_out_failed").await;
        assert!(look.text.contains("You are still signed in"), "{look}");
        backend.change(|_| {});
        // The cookie is still good, and the page says so.
        stage.browser.reload().await;
        let look = stage.browser.see_state("signed_in").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
    });
}

//! Reload, back and forward: a code is used once, whatever the person does.

use portico_tests::browser::Look;
use portico_tests::stage::journey;

fn at_rest(look: &Look) -> bool {
    matches!(look.state.as_str(), "picker" | "signed_in")
}

#[test]
fn reloading_after_sign_in_posts_no_second_code() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.browser.reload().await;
        stage.browser.see("the picker or the account", at_rest).await;
        assert_eq!(stage.provider().codes_posted(), 1);
        assert_eq!(stage.provider().op.token_requests("authorization_code"), 1);
    });
}

#[test]
fn going_back_and_forward_after_sign_in_posts_no_second_code() {
    journey(async |stage| {
        // The provider's pages are for once.
        stage.excuse_endpoint("/interaction/");
        stage.sign_in().await;
        for _ in 0..3 {
            stage.browser.back().await;
        }
        for _ in 0..4 {
            stage.browser.forward().await;
        }
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see("the picker or the account", at_rest).await;
        assert_eq!(stage.provider().codes_posted(), 1);
    });
}

#[test]
fn going_back_to_the_page_shows_no_error() {
    journey(async |stage| {
        stage.excuse_endpoint("/interaction/");
        stage.sign_in().await;
        // Over the provider's pages to the picker that was left.
        let mut look = stage.browser.look().await;
        for _ in 0..6 {
            stage.browser.back().await;
            if stage.browser.url().await.starts_with(&stage.site.url()) {
                look = stage
                    .browser
                    .see("a page at rest", |it| it.state != "starting" && it.state != "leaving")
                    .await;
            }
        }
        assert_ne!(look.state, "failed", "{look}");
        assert_eq!(stage.provider().codes_posted(), 1);
    });
}

#[test]
fn a_person_who_comes_back_by_the_back_button_can_sign_in() {
    journey(async |stage| {
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        stage.browser.back().await;
        stage.browser.see_state("picker").await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_state("signed_in").await;
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn the_address_and_the_history_hold_nothing_of_the_response() {
    journey(async |stage| {
        stage.sign_in().await;
        let found = stage
            .browser
            .run("return [location.href, JSON.stringify(history.state), document.referrer].join(' ')")
            .await;
        let found = found.as_str().unwrap_or_default().to_owned();
        for part in ["code=", "state=", "iss="] {
            assert!(!found.contains(part), "{part} is in {found}");
        }
        let assets = "return performance.getEntriesByType('resource').map(it => it.name).join(' ')";
        let assets = stage.browser.run(assets).await;
        assert!(!assets.as_str().unwrap_or_default().contains("code="), "{assets}");
    });
}

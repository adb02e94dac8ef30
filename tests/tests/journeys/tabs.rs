//! Several tabs at once.

use std::time::Duration;

use portico_tests::browser::Look;
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::journey;

fn ended(look: &Look) -> bool {
    matches!(look.state.as_str(), "failed" | "signed_in" | "picker")
}

#[test]
fn the_same_callback_in_two_tabs_posts_its_code_once() {
    journey(async |stage| {
        let (browser, provider) = (&stage.browser, stage.provider());
        stage.open_picker().await;
        provider.play([on(Endpoint::Token).with(Fault::Delay(Duration::from_secs(1)))]);
        browser.sign_in_with("Demo", "alice").await;
        browser.see("the exchange", |it| it.state == "completing" || it.state == "signed_in").await;
        let first = browser.tab().await;
        let callback = provider.proxy.last_callback().unwrap();
        browser.new_tab().await;
        browser.open(&callback).await;
        let second = browser.see("an end", ended).await;
        assert!(second.state == "signed_in" || second.error == "state_used", "{second}");
        browser.go_to(&first).await;
        browser.see_state("signed_in").await;
    });
}

#[test]
fn a_callback_that_was_used_before_is_named_and_leads_on() {
    journey(async |stage| {
        stage.sign_in().await;
        let callback = stage.provider().proxy.last_callback().unwrap();
        stage.browser.open(&callback).await;
        stage.browser.see_error("state_used").await;
        assert_eq!(stage.provider().codes_posted(), 1);
        assert_eq!(stage.browser.url().await, stage.site.url());
    });
}

#[test]
fn two_tabs_sign_in_and_finish_in_reverse_order() {
    journey(async |stage| {
        let browser = &stage.browser;
        stage.open_picker().await;
        browser.press("Demo").await;
        browser.see_text("Password").await;
        let first = browser.tab().await;
        let second = browser.new_tab().await;
        stage.open_picker().await;
        browser.press("Demo").await;
        browser.sign_in_at_op("alice", "alice").await;
        browser.consent().await;
        browser.see_state("signed_in").await;
        browser.go_to(&first).await;
        browser.sign_in_at_op("alice", "alice").await;
        let look = browser.see("an end, or consent", |it| ended(it) || it.text.contains("Allow")).await;
        if look.text.contains("Allow") {
            browser.consent().await;
        }
        browser.see_state("signed_in").await;
        browser.go_to(&second).await;
        browser.see_state("signed_in").await;
        assert_eq!(stage.provider().codes_posted(), 2);
    });
}

#[test]
fn a_forged_callback_does_not_disturb_a_sign_in_under_way() {
    journey(async |stage| {
        let browser = &stage.browser;
        stage.open_picker().await;
        browser.press("Demo").await;
        browser.see_text("Password").await;
        let first = browser.tab().await;
        browser.new_tab().await;
        browser.open(&format!("{}?code=forged&state=forged&error=access_denied", stage.site.url())).await;
        browser.see_error("state_unknown").await;
        browser.go_to(&first).await;
        browser.sign_in_at_op("alice", "alice").await;
        browser.consent().await;
        browser.see_state("signed_in").await;
    });
}

#[test]
fn signing_in_in_one_tab_leaves_the_picker_of_another_usable() {
    journey(async |stage| {
        let browser = &stage.browser;
        stage.open_picker().await;
        let first = browser.tab().await;
        browser.new_tab().await;
        stage.sign_in().await;
        browser.go_to(&first).await;
        browser.see("a page at rest", ended).await;
        stage.open_picker().await;
        browser.press("Demo").await;
        browser.see_state("signed_in").await;
    });
}

//! Signing out, here and at the provider.

use portico_tests::proxy::{Answer, Endpoint, Fault, habits, on};
use portico_tests::stage::{Stage, journey};

#[test]
fn signing_out_ends_the_session_at_the_provider_and_lands_back() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        stage.browser.see_state("signed_out").await;
        assert_eq!(stage.browser.url().await, stage.site.url());
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        let request = &stage.provider().proxy.requests(Endpoint::EndSession)[0];
        for name in ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"] {
            assert!(request.parameter(name).is_some(), "{name} is missing");
        }
        // The provider asks for the password again, so its session is gone.
        stage.open_picker_again().await;
        stage.browser.press("Demo").await;
        stage.browser.sign_in_at_op("bob", "bob").await;
        stage.browser.consent().await;
        let look = stage.browser.see_state("signed_in").await;
        assert!(look.text.contains("Bob Baker"), "{look}");
    });
}

#[test]
fn signing_out_revokes_what_was_issued() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        stage.browser.see_state("signed_out").await;
        assert!(stage.provider().proxy.count(Endpoint::Revocation) >= 1);
    });
}

#[test]
fn a_provider_without_an_end_session_endpoint_is_signed_out_from_here_only() {
    journey(async |stage| {
        stage.provider().play(habits::no_end_session_endpoint());
        stage.sign_in().await;
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::EndSession), 0);
        assert_eq!(stage.browser.url().await, stage.site.url());
    });
}

#[test]
fn a_revocation_that_fails_does_not_keep_anybody_signed_in() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.excuse_endpoint("/token/revocation");
        stage.provider().play([on(Endpoint::Revocation).with(Fault::Answer(Answer::empty(503)))]);
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        stage.browser.see_state("signed_out").await;
    });
}

#[test]
fn a_revocation_that_hangs_does_not_keep_anybody_waiting() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.excuse_endpoint("/token/revocation");
        stage.provider().play([on(Endpoint::Revocation).with(Fault::Hang)]);
        let pressed = std::time::Instant::now();
        stage.browser.press("Sign out").await;
        stage.browser.see_text("Sign me out").await;
        assert!(pressed.elapsed().as_secs() < 6, "{:?}", pressed.elapsed());
    });
}

#[test]
fn coming_back_from_sign_out_with_any_state_is_calm() {
    journey(async |stage| {
        for query in ["", "?state=forged", "?state=", "?state=a&state=b"] {
            stage.browser.open(&format!("{}{query}", stage.site.url())).await;
            stage.browser.see("a calm page", |it| it.state == "picker" || it.state == "signed_out").await;
            assert_eq!(stage.browser.url().await, stage.site.url());
        }
    });
}

trait OpenAgain {
    async fn open_picker_again(&self);
}

impl OpenAgain for Stage {
    /// From the signed-out screen, by its own button.
    async fn open_picker_again(&self) {
        for button in self.browser.buttons().await {
            if button.contains("Sign in") || button.contains("Choose") {
                self.browser.press(&button).await;
                self.browser.see("the picker or the provider", |it| it.state != "signed_out").await;
                break;
            }
        }
        self.open_picker().await;
    }
}

//! Several tabs, one session.

use std::time::Duration;

use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::servers::PocketBaseOptions;
use portico_tests::stage::journey;
use portico_tests::wait;
use serde_json::json;

use super::{EMAIL, PASSWORD, base_with, configuration};
use crate::session::steps::{DUE, movable_clock, pass, wake};

#[test]
fn two_tabs_renew_once_and_are_signed_out_together() {
    journey(async |stage| {
        let users = json!({ "authToken": { "duration": 3_600 } });
        let options = PocketBaseOptions { users, ..Default::default() };
        let base = base_with(stage, &options, &json!({})).await;
        base.create_user(EMAIL, PASSWORD).await.unwrap();
        stage.backend.forward_to(base.port(), "");
        stage.site.configure(&configuration(&stage.backend.origin(), &json!({})));
        movable_clock(stage);
        stage.open_picker().await;
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        stage.browser.see_backend("answered").await;
        let first = stage.browser.tab().await;
        let second = stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_backend("answered").await;
        assert_eq!(stage.backend.count(Endpoint::AuthRefresh), 0, "the first tab gives its token away");

        // Slow enough for both to be after it at once.
        let slow = on(Endpoint::AuthRefresh).with(Fault::Delay(Duration::from_secs(2)));
        stage.backend.play([slow]);
        pass(stage, DUE).await;
        wake(stage).await;
        stage.browser.go_to(&first).await;
        wake(stage).await;
        let renewed = async || {
            let renewals = stage.backend.requests(Endpoint::AuthRefresh);
            renewals.iter().any(|it| it.status == Some(200)).then_some(())
        };
        wait::must("a renewal", renewed).await;
        // Both go on with what one of them got.
        let ask = format!(
            "return portico.session.fetch('{}/api/collections/things/records')
                .then((answer) => answer.json()).then((found) => found.totalItems)",
            stage.backend.origin()
        );
        for tab in [&first, &second] {
            stage.browser.go_to(tab).await;
            assert_eq!(stage.browser.run(&ask).await, 1);
        }
        assert_eq!(stage.backend.count(Endpoint::AuthRefresh), 1);

        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        stage.browser.go_to(&first).await;
        stage.browser.see_state("signed_out").await;
        assert!(stage.browser.has_button("Sign in again").await);
    });
}

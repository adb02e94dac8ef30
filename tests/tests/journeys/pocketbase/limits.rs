//! PocketBase asks for patience.

use portico_tests::servers::PocketBaseOptions;
use portico_tests::stage::journey;
use serde_json::json;

use super::{EMAIL, PASSWORD, assert_signed_in, base_with};

#[test]
fn who_tries_too_often_is_told_so_calmly_and_need_not_type_again() {
    journey(async |stage| {
        stage.excuse("/auth-with-password");
        let base = base_with(stage, &PocketBaseOptions::default(), &json!({})).await;
        base.create_user(EMAIL, PASSWORD).await.unwrap();
        base.limit(Some(("*:auth", 2, 60))).await.unwrap();
        stage.open_picker().await;
        for _ in 0..2 {
            stage.browser.sign_in_by_password(EMAIL, "another password").await;
            let complaint = stage.browser.read("#wrong").await;
            assert!(complaint.contains("does not fit"), "{complaint}");
        }
        stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
        let look = stage.browser.see_text("That was too often. Please wait a moment.").await;
        assert_eq!((look.state.as_str(), look.error.as_str()), ("picker", ""));
        // It may have been right.
        assert_eq!(stage.browser.count("[aria-invalid]").await, 0);
        let typed = stage.browser.run("return document.querySelector('[name=password]').value").await;
        assert_eq!(typed, PASSWORD);
        base.limit(None).await.unwrap();
        stage.browser.send("password").await;
        assert_signed_in(stage).await;
    });
}

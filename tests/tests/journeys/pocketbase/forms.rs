//! What is typed: a password, or a one-time password that comes by mail.

use portico_tests::servers::{PocketBase, PocketBaseOptions};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::{EMAIL, PASSWORD, acme, assert_signed_in, base_with};

async fn with_otp(stage: &Stage, password: bool) -> PocketBase {
    let options = PocketBaseOptions { password, otp: true, ..Default::default() };
    let base = base_with(stage, &options, &json!({})).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    stage.open_picker().await;
    base
}

/// What stands in a field, and whether it is marked as wrong.
async fn field(stage: &Stage, name: &str) -> (String, bool) {
    let script = format!(
        "const it = document.querySelector('input[name={name}]');
         return [it.value, it.getAttribute('aria-invalid') === 'true', it === document.activeElement]"
    );
    let found = stage.browser.run(&script).await;
    assert_eq!(found[2], true, "the field has the focus");
    (found[0].as_str().unwrap_or_default().to_owned(), found[1] == true)
}

#[test]
fn a_wrong_password_is_said_beside_the_form_and_can_be_typed_again() {
    journey(async |stage| {
        stage.excuse("/auth-with-password");
        let options = PocketBaseOptions { providers: vec![acme(stage)], ..Default::default() };
        let base = base_with(stage, &options, &json!({})).await;
        base.create_user(EMAIL, PASSWORD).await.unwrap();
        stage.open_picker().await;
        stage.browser.sign_in_by_password(EMAIL, "another password").await;
        let complaint = stage.browser.read("#wrong").await;
        assert!(complaint.contains("does not fit"), "{complaint}");
        assert_eq!(stage.browser.look().await.state, "picker");
        assert_eq!(field(stage, "password").await, (String::new(), true));
        // The name stays as it was typed, and so does the other way to sign in.
        let name = stage.browser.run("return document.querySelector('[name=username]').value").await;
        assert_eq!(name, EMAIL);
        assert!(stage.browser.has_button("Acme ID").await);

        stage.browser.type_into("password", PASSWORD).await;
        stage.browser.send("password").await;
        assert_signed_in(stage).await;
        stage.browser.reload().await;
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains(EMAIL), "{look}");
        // What was typed is kept nowhere.
        let kept = stage.browser.stored().await;
        assert!(kept.iter().all(|it| !it.text.contains(PASSWORD)), "{kept:?}");
    });
}

#[test]
fn a_code_that_comes_by_mail_signs_in() {
    journey(async |stage| {
        stage.excuse("/auth-with-otp");
        let base = with_otp(stage, false).await;
        stage.browser.type_into("email", EMAIL).await;
        stage.browser.send("address").await;
        let look = stage.browser.see_state("code").await;
        assert!(look.text.contains(EMAIL), "{look}");
        let code = base.one_time_password(EMAIL, 0).await.unwrap();

        stage.browser.type_into("code", "00000000").await;
        stage.browser.send("code").await;
        let complaint = stage.browser.read("#wrong").await;
        assert!(complaint.contains("wrong or too old"), "{complaint}");
        assert_eq!(field(stage, "code").await, (String::new(), true));
        stage.browser.type_into("code", &code).await;
        stage.browser.send("code").await;
        assert_signed_in(stage).await;
        assert_eq!(base.mails(EMAIL), 1);
    });
}

#[test]
fn where_the_name_is_an_address_one_form_takes_a_password_or_mails_a_code() {
    journey(async |stage| {
        let base = with_otp(stage, true).await;
        stage.browser.type_into("username", "mistyped@example.test").await;
        stage.browser.send("address").await;
        stage.browser.see_state("code").await;
        stage.browser.press("Use another address").await;
        stage.browser.see_state("picker").await;
        assert_eq!(base.mails("mistyped@example.test"), 0, "there is no account with it");
        stage.browser.type_into("username", EMAIL).await;
        stage.browser.send("address").await;
        stage.browser.see_state("code").await;
        let code = base.one_time_password(EMAIL, 0).await.unwrap();
        stage.browser.type_into("code", &code).await;
        stage.browser.send("code").await;
        assert_signed_in(stage).await;
    });
}

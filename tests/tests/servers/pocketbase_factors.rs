//! PocketBase: one-time passwords by mail, and two factors.

use portico_tests::http::Ask;
use portico_tests::servers::{PocketBase, PocketBaseOptions};
use serde_json::{Value, json};

const EMAIL: &str = "carol@example.test";
const PASSWORD: &str = "a long password";

async fn post(base: &PocketBase, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/collections/users/{path}", base.origin());
    let answer = Ask::post(url, &body).send().await.unwrap();
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_one_time_password_comes_by_mail_and_signs_in() {
    let base = PocketBase::start(&PocketBaseOptions { otp: true, ..Default::default() }).await.unwrap();
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    let (status, asked) = post(&base, "request-otp", json!({ "email": EMAIL })).await;
    assert_eq!(status, 200, "{asked}");
    let password = base.one_time_password(EMAIL, 0).await.unwrap();

    let wrong = json!({ "otpId": asked["otpId"], "password": "00000000" });
    let (status, answer) = post(&base, "auth-with-otp", wrong).await;
    assert_eq!((status, answer["message"].as_str()), (400, Some("Invalid or expired OTP.")));
    let right = json!({ "otpId": asked["otpId"], "password": password });
    let (status, session) = post(&base, "auth-with-otp", right).await;
    assert_eq!((status, &session["record"]["email"]), (200, &json!(EMAIL)));
}

#[tokio::test]
async fn with_two_factors_the_first_one_answers_only_an_id() {
    let options = PocketBaseOptions { otp: true, mfa: true, ..Default::default() };
    let base = PocketBase::start(&options).await.unwrap();
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    let by_password = json!({ "identity": EMAIL, "password": PASSWORD });
    let (status, first) = post(&base, "auth-with-password", by_password).await;
    let members: Vec<_> = first.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((status, members.as_slice()), (401, ["mfaId"].as_slice()));

    let seen = base.mails(EMAIL);
    let (_, asked) = post(&base, "request-otp", json!({ "email": EMAIL })).await;
    let password = base.one_time_password(EMAIL, seen).await.unwrap();
    let second = json!({ "otpId": asked["otpId"], "password": password, "mfaId": first["mfaId"] });
    let (status, session) = post(&base, "auth-with-otp", second).await;
    assert_eq!((status, &session["record"]["email"]), (200, &json!(EMAIL)));
}

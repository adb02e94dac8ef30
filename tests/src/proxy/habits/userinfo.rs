//! What the userinfo endpoint answers.

use serde_json::{Value, json};

use crate::proxy::jwt::Jwt;
use crate::proxy::{Answer, Endpoint, Fault, Rule, on};

/// A signed answer (`application/jwt`), with the issuer and audience that a client checks.
#[must_use]
pub fn userinfo_as_jwt(issuer: &str, client_id: &str) -> Vec<Rule> {
    let (issuer, client_id) = (issuer.to_owned(), client_id.to_owned());
    vec![
        on(Endpoint::Userinfo).with(Fault::bytes(move |body| {
            let Ok(mut claims) = serde_json::from_slice::<Value>(body) else { return };
            claims["iss"] = json!(issuer);
            claims["aud"] = json!(client_id);
            *body = Jwt::signed_over(&claims.to_string()).into_bytes();
        })),
        on(Endpoint::Userinfo).with(Fault::Header("content-type", Some("application/jwt"))),
    ]
}

/// `groups` is null.
#[must_use]
pub fn userinfo_groups_null() -> Vec<Rule> {
    vec![on(Endpoint::Userinfo).with(Fault::member("groups", Some(Value::Null)))]
}

/// A 401 that no page may read.
#[must_use]
pub fn userinfo_401_without_cors() -> Vec<Rule> {
    vec![on(Endpoint::Userinfo).with(Fault::Answer(Answer::empty(401).without_cors()))]
}

/// A 500, whatever was wrong.
#[must_use]
pub fn userinfo_500() -> Vec<Rule> {
    let body = json!({ "error": "Something went wrong" });
    vec![on(Endpoint::Userinfo).with(Fault::Answer(Answer::json(500, &body)))]
}

/// A token that it does not take is a 500.
#[must_use]
pub fn userinfo_500_for_bad_tokens() -> Vec<Rule> {
    let body = json!({ "error": "Something went wrong" });
    vec![
        on(Endpoint::Userinfo)
            .with(Fault::instead(move |status, _| (status >= 400).then(|| Answer::json(500, &body)))),
    ]
}

/// The e-mail address is there and not verified.
#[must_use]
pub fn email_not_verified() -> Vec<Rule> {
    vec![on(Endpoint::Userinfo).with(Fault::member("email_verified", Some(json!(false))))]
}

/// What the person belongs to comes with their profile, even if nobody has asked for `groups`.
#[must_use]
pub fn groups_in_profile() -> Vec<Rule> {
    vec![on(Endpoint::Userinfo).with(Fault::json(add_groups))]
}

/// The groups of somebody of whom the provider behind tells none.
pub(super) fn add_groups(claims: &mut Value) {
    if claims["sub"].is_string() && claims["groups"].is_null() {
        claims["groups"] = json!(["authentik Admins", "staff"]);
    }
}

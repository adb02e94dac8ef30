//! What the token endpoint answers.

use serde_json::{Value, json};

use crate::proxy::{Answer, Endpoint, Fault, Rule, on};

fn refuse(answer: Answer) -> Vec<Rule> {
    vec![on(Endpoint::Token).with(Fault::Answer(answer))]
}

fn member(name: &'static str, value: Option<Value>) -> Vec<Rule> {
    vec![on(Endpoint::Token).with(Fault::member(name, value))]
}

/// An error whose code is a sentence.
#[must_use]
pub fn error_in_words() -> Vec<Rule> {
    refuse(Answer::json(400, &json!({ "error": "Invalid authorization code" })))
}

/// An unknown client is a 404 with a sentence.
#[must_use]
pub fn error_404() -> Vec<Rule> {
    refuse(Answer::json(404, &json!({ "error": "Client not found" })))
}

/// A client that it does not know is a 404 with a sentence; what it refuses others stays what it was.
#[must_use]
pub fn unknown_client_404() -> Vec<Rule> {
    vec![on(Endpoint::Token).with(Fault::instead(|_, body| {
        (body["error"] == "invalid_client")
            .then(|| Answer::json(404, &json!({ "error": "Client not found" })))
    }))]
}

/// A 403 with a code that is registered for something else.
#[must_use]
pub fn error_403() -> Vec<Rule> {
    refuse(Answer::json(403, &json!({ "error": "access_denied", "error_description": "Policy denied" })))
}

/// A 400 without a body.
#[must_use]
pub fn error_empty() -> Vec<Rule> {
    refuse(Answer::empty(400))
}

/// A page for people, with status 400.
#[must_use]
pub fn error_as_html() -> Vec<Rule> {
    refuse(Answer::html(400))
}

/// A bad code is a 500.
#[must_use]
pub fn error_500() -> Vec<Rule> {
    refuse(Answer::json(500, &json!({ "error": "Something went wrong" })))
}

/// A 401 that no page may read.
#[must_use]
pub fn error_401_without_cors() -> Vec<Rule> {
    refuse(Answer::json(401, &json!({ "error": "invalid_client" })).without_cors())
}

/// Real errors, in words: what the provider refuses, it refuses without a protocol code.
#[must_use]
pub fn errors_in_words() -> Vec<Rule> {
    vec![on(Endpoint::Token).with(Fault::json(|body| {
        // A code has no spaces: what another habit has put into words stays.
        if body["error"].as_str().is_some_and(|error| !error.contains(' ')) {
            *body = json!({ "error": "Invalid authorization code" });
        }
    }))]
}

/// Nothing says how long the access token lives.
#[must_use]
pub fn no_expires_in() -> Vec<Rule> {
    member("expires_in", None)
}

/// `expires_in` is a string.
#[must_use]
pub fn expires_in_as_text() -> Vec<Rule> {
    member("expires_in", Some(json!("3600")))
}

/// `token_type` is in lower case.
#[must_use]
pub fn token_type_lower_case() -> Vec<Rule> {
    member("token_type", Some(json!("bearer")))
}

/// Nothing says what was granted.
#[must_use]
pub fn no_scope() -> Vec<Rule> {
    member("scope", None)
}

/// Members that no specification knows.
#[must_use]
pub fn foreign_members() -> Vec<Rule> {
    member("not_before_policy", Some(json!({ "deep": [null, { "er": 1.5 }] })))
}

/// No refresh token.
#[must_use]
pub fn no_refresh_token() -> Vec<Rule> {
    member("refresh_token", None)
}

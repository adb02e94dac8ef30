//! What stands in the discovery document, and what does not.

use serde_json::{Value, json};

use crate::proxy::{Endpoint, Fault, Rule, on};

fn member(name: &'static str, value: Option<Value>) -> Vec<Rule> {
    vec![on(Endpoint::Discovery).with(Fault::member(name, value))]
}

/// `none` is missing among the authentication methods, though public clients work.
#[must_use]
pub fn none_not_among_auth_methods() -> Vec<Rule> {
    member(
        "token_endpoint_auth_methods_supported",
        Some(json!(["client_secret_post", "client_secret_basic"])),
    )
}

/// Nothing is said about PKCE.
#[must_use]
pub fn no_code_challenge_methods() -> Vec<Rule> {
    member("code_challenge_methods_supported", None)
}

/// `plain` is offered beside `S256`.
#[must_use]
pub fn plain_challenges_offered() -> Vec<Rule> {
    member("code_challenge_methods_supported", Some(json!(["plain", "S256"])))
}

/// There is no end-session endpoint.
#[must_use]
pub fn no_end_session_endpoint() -> Vec<Rule> {
    member("end_session_endpoint", None)
}

/// There is no revocation endpoint.
#[must_use]
pub fn no_revocation_endpoint() -> Vec<Rule> {
    member("revocation_endpoint", None)
}

/// `none` is the first of the signing algorithms.
#[must_use]
pub fn alg_none_listed_first() -> Vec<Rule> {
    vec![on(Endpoint::Discovery).with(Fault::json(|body| {
        if let Some(list) = body["id_token_signing_alg_values_supported"].as_array_mut() {
            list.insert(0, json!("none"));
        }
    }))]
}

/// Token, userinfo and key endpoints carry a name that only other containers can resolve.
#[must_use]
pub fn internal_names() -> Vec<Rule> {
    vec![on(Endpoint::Discovery).with(Fault::json(|body| {
        for name in ["token_endpoint", "userinfo_endpoint", "jwks_uri"] {
            if let Some(path) =
                body[name].as_str().and_then(|url| url.splitn(4, '/').nth(3).map(str::to_owned))
            {
                body[name] = json!(format!("https://op.internal.invalid/{path}"));
            }
        }
    }))]
}

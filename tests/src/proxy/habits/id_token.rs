//! What stands in an ID token.

use serde_json::{Value, json};

use super::userinfo::add_groups;
use crate::proxy::{Endpoint, Fault, Rule, on};

fn claims(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Vec<Rule> {
    vec![on(Endpoint::Token).with(Fault::id_token(move |mut jwt| {
        edit(&mut jwt.claims);
        jwt.signed()
    }))]
}

/// `aud` is an array of one.
#[must_use]
pub fn aud_as_array() -> Vec<Rule> {
    claims(|claims| claims["aud"] = json!([claims["aud"]]))
}

/// Times have a fraction.
#[must_use]
pub fn float_times() -> Vec<Rule> {
    claims(|claims| {
        for name in ["exp", "iat", "auth_time"] {
            if let Some(time) = claims[name].as_f64() {
                claims[name] = json!(time + 0.25);
            }
        }
    })
}

/// `auth_time` is 0.
#[must_use]
pub fn auth_time_zero() -> Vec<Rule> {
    claims(|claims| claims["auth_time"] = json!(0))
}

/// `groups` is null.
#[must_use]
pub fn groups_null() -> Vec<Rule> {
    claims(|claims| claims["groups"] = Value::Null)
}

/// The e-mail address is not verified.
#[must_use]
pub fn email_not_verified_in_id_token() -> Vec<Rule> {
    claims(|claims| claims["email_verified"] = json!(false))
}

/// What the person belongs to comes with their profile, even if nobody has asked for `groups`.
#[must_use]
pub fn groups_in_id_token() -> Vec<Rule> {
    claims(add_groups)
}

/// Signed with HMAC, because the administrator chose no signing key.
#[must_use]
pub fn signed_with_hmac() -> Vec<Rule> {
    vec![
        on(Endpoint::Token).with(Fault::id_token(|jwt| jwt.hs256(b"the-secret-of-a-client-that-has-none"))),
        on(Endpoint::Discovery)
            .with(Fault::member("id_token_signing_alg_values_supported", Some(json!(["HS256"])))),
    ]
}

/// Encrypted: five parts that a public client cannot open.
#[must_use]
pub fn encrypted() -> Vec<Rule> {
    let header = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0";
    vec![on(Endpoint::Token).with(Fault::id_token(move |_| format!("{header}.Y2Vr.aXY.Y2lwaGVydGV4dA.dGFn")))]
}

/// Signed without a `kid`.
#[must_use]
pub fn no_kid_in_header() -> Vec<Rule> {
    vec![
        on(Endpoint::Token)
            .with(Fault::id_token(|jwt| jwt.signed_as(&json!({ "alg": "ES256", "typ": "JWT" })))),
    ]
}

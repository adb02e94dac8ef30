//! What stands in a JWKS.

use serde_json::{Value, json};

use crate::proxy::{Answer, Endpoint, Fault, Rule, on};

fn each_key(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Vec<Rule> {
    vec![on(Endpoint::Jwks).with(Fault::json(move |set| {
        set["keys"].as_array_mut().into_iter().flatten().for_each(&edit);
    }))]
}

/// `{}`: no signing key was chosen.
#[must_use]
pub fn empty_key_set() -> Vec<Rule> {
    vec![on(Endpoint::Jwks).with(Fault::Answer(Answer::json(200, &json!({}))))]
}

/// Keys for encryption, symmetric ones and unknown kinds stand before the others.
#[must_use]
pub fn encryption_keys_among_them() -> Vec<Rule> {
    vec![on(Endpoint::Jwks).with(Fault::json(|set| {
        let Some(keys) = set["keys"].as_array_mut() else { return };
        let mut encryption = keys[0].clone();
        encryption["use"] = json!("enc");
        encryption["alg"] = json!("RSA-OAEP-256");
        encryption["kid"] = json!("for-encryption");
        keys.insert(0, encryption);
        keys.insert(0, json!({ "kty": "oct", "k": "AAAA", "kid": "symmetric" }));
        keys.insert(
            0,
            json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "x-unknown": [1, { "a": null }] }),
        );
    }))]
}

/// Keys say nothing of their algorithm or use.
#[must_use]
pub fn keys_without_alg_and_use() -> Vec<Rule> {
    each_key(|key| {
        for name in ["alg", "use"] {
            key.as_object_mut().map(|key| key.remove(name));
        }
    })
}

/// Keys have no `kid`.
#[must_use]
pub fn keys_without_kid() -> Vec<Rule> {
    each_key(|key| {
        key.as_object_mut().map(|key| key.remove("kid"));
    })
}

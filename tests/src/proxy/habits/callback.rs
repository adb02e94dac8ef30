//! What comes back from the authorization endpoint.

use std::sync::{Arc, Mutex, PoisonError};

use crate::proxy::{Endpoint, Fault, Rule, on};

/// Error responses carry no `iss`, although the metadata advertises it.
#[must_use]
pub fn no_iss_on_errors() -> Vec<Rule> {
    vec![on(Endpoint::Authorize).with(Fault::callback(|pairs| {
        if pairs.iter().any(|(name, _)| name == "error") {
            pairs.retain(|(name, _)| name != "iss");
        }
    }))]
}

/// No response carries `iss`, and the metadata does not advertise it.
#[must_use]
pub fn no_iss_at_all() -> Vec<Rule> {
    vec![
        on(Endpoint::Discovery).with(Fault::member("authorization_response_iss_parameter_supported", None)),
        on(Endpoint::Authorize).with(Fault::callback(|pairs| pairs.retain(|(name, _)| name != "iss"))),
    ]
}

/// Every parameter of an error response comes twice, with the same value.
#[must_use]
pub fn errors_doubled() -> Vec<Rule> {
    vec![on(Endpoint::Authorize).with(Fault::callback(|pairs| {
        if pairs.iter().any(|(name, _)| name == "error") {
            pairs.extend(pairs.clone());
        }
    }))]
}

/// Parameters that no specification knows stand among the others.
#[must_use]
pub fn foreign_parameters() -> Vec<Rule> {
    vec![on(Endpoint::Authorize).with(Fault::callback(|pairs| {
        pairs.insert(0, ("session_state".into(), "5f0c8f3b.x".into()));
        pairs.push(("nonce".into(), "not-yours".into()));
        pairs.push(("scope".into(), "openid profile".into()));
    }))]
}

/// The nonce is kept per user and client: every later request gets the first one's.
#[must_use]
pub fn nonce_of_the_first_request() -> Vec<Rule> {
    let first = Arc::<Mutex<Option<String>>>::default();
    vec![on(Endpoint::Authorize).with(Fault::query(move |pairs| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, nonce) in pairs.iter_mut().filter(|(name, _)| name == "nonce") {
            nonce.clone_from(first.get_or_insert_with(|| nonce.clone()));
        }
    }))]
}

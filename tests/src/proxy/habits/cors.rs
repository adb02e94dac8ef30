//! Who may read what.

use crate::proxy::{Answer, Endpoint, Fault, Rule, on};

/// What a page may ask, everybody's page may, and no request header but `Authorization` is allowed.
#[must_use]
pub fn only_authorization_allowed() -> Vec<Rule> {
    let everyone = |endpoint| {
        on(endpoint)
            .with(Fault::Header("access-control-allow-origin", Some("*")))
            .with(Fault::Header("access-control-expose-headers", None))
    };
    let preflight = |endpoint| {
        on(endpoint)
            .preflight()
            .with(Fault::Replace(Answer::empty(204)))
            .with(Fault::Header("access-control-allow-origin", Some("*")))
            .with(Fault::Header("access-control-allow-headers", Some("Authorization")))
            .with(Fault::Header("access-control-allow-methods", Some("GET, POST")))
    };
    let endpoints = [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token, Endpoint::Userinfo];
    endpoints.into_iter().flat_map(|endpoint| [everyone(endpoint), preflight(endpoint)]).collect()
}

/// Refusals of userinfo are nobody's to read.
#[must_use]
pub fn userinfo_refusals_without_cors() -> Vec<Rule> {
    vec![on(Endpoint::Userinfo).with(Fault::instead(|status, _| {
        [401, 403].contains(&status).then(|| Answer::empty(status).without_cors())
    }))]
}

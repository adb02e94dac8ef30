//! Products, as far as a browser can tell them apart.

use serde_json::json;

use super::{
    aud_as_array, authentik_paths, email_not_verified, email_not_verified_in_id_token, errors_in_words,
    groups_in_id_token, groups_in_profile, no_end_session_endpoint, no_iss_at_all, no_iss_on_errors,
    no_revocation_endpoint, no_scope, none_not_among_auth_methods, only_authorization_allowed,
    plain_challenges_offered, pocket_id_paths, token_type_lower_case, unknown_client_404, userinfo_500,
    userinfo_500_for_bad_tokens, userinfo_refusals_without_cors,
};
use crate::proxy::{Endpoint, Fault, Rule, on};

/// The issuer of an authentik provider has a path, and ends in a slash.
pub const AUTHENTIK_ISSUER_PATH: &str = "/application/o/acme/";

/// Pocket ID 2.9.
#[must_use]
pub fn pocket_id_2_9() -> Vec<Rule> {
    let errors = [unknown_client_404(), errors_in_words(), userinfo_500_for_bad_tokens()].concat();
    [no_iss_on_errors(), errors, no_scope(), pocket_id()].concat()
}

/// Pocket ID 2.14.
#[must_use]
pub fn pocket_id_2_14() -> Vec<Rule> {
    [pocket_id(), token_type_lower_case()].concat()
}

fn pocket_id() -> Vec<Rule> {
    [
        aud_as_array(),
        no_revocation_endpoint(),
        plain_challenges_offered(),
        pocket_id_paths(),
        only_authorization_allowed(),
    ]
    .concat()
}

/// authentik; its provider must have been opened with [`AUTHENTIK_ISSUER_PATH`].
#[must_use]
pub fn authentik() -> Vec<Rule> {
    let person =
        [email_not_verified(), email_not_verified_in_id_token(), groups_in_profile(), groups_in_id_token()];
    let mut rules = [
        no_iss_at_all(),
        none_not_among_auth_methods(),
        plain_challenges_offered(),
        person.concat(),
        userinfo_refusals_without_cors(),
        authentik_paths(),
    ]
    .concat();
    rules.extend([
        on(Endpoint::Discovery).with(Fault::member("request_parameter_supported", Some(json!(false)))),
        on(Endpoint::Revocation).with(Fault::Header("access-control-allow-origin", None)),
        on(Endpoint::Jwks).with(Fault::Header("access-control-allow-origin", Some("*"))),
    ]);
    rules
}

/// A provider of which nothing optional works: no sign-out, no userinfo, unreadable refusals.
#[must_use]
pub fn bare_minimum() -> Vec<Rule> {
    [no_end_session_endpoint(), no_revocation_endpoint(), userinfo_500(), no_scope()].concat()
}

/// The endpoints have addresses that end in a slash, for clients that were told so and ask no discovery document.
#[must_use]
pub fn slash_endpoints() -> Vec<Rule> {
    let with_slash =
        |endpoint| on(endpoint).with(Fault::path(|path| path.truncate(path.trim_end_matches('/').len())));
    [Endpoint::Authorize, Endpoint::Token, Endpoint::Userinfo].map(with_slash).to_vec()
}

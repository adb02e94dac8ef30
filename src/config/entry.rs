//! Reading the picker: its entries, one by one.

use super::check::{
    WELL_KNOWN, address, algorithm, client_id, id, image, is_text, issuer, parameter, prompt, resources,
    scope, secure, visible, well_known, words,
};
use super::reader::{Reader, indexed};
use super::{Algorithm, Discovery, Entry, Icon, Overrides, Problem, Provider, RoleRule};
use crate::json::Value;
use crate::text::clean;
use crate::url::decimal;

/// Most entries of the picker.
const MAX_PROVIDERS: usize = 100;

/// Parameters of the authorization request that decide about its safety: never taken from `authorization_parameters`.
const RESERVED: [&str; 20] = [
    "response_type",
    "response_mode",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "request",
    "request_uri",
    "resource",
    "max_age",
    "prompt",
    "acr_values",
    "client_assertion",
    "client_assertion_type",
];

/// The picker. The errors of an entry stay with it, unless none is left to sign in with: then the page says
/// what is wrong instead of showing dead buttons.
pub(super) fn entries(file: &mut Reader<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let values = match file.take("providers") {
        None => {
            file.fail("providers", Problem::NoProviders);
            return entries;
        }
        Some(Value::Array(values)) if !values.is_empty() && values.len() <= MAX_PROVIDERS => values,
        Some(_) => {
            file.fail("providers", Problem::ProviderCount);
            return entries;
        }
    };
    let others = std::mem::take(&mut file.errors);
    for (index, value) in values.iter().enumerate() {
        let provider = provider(file, &indexed("providers", index), value, &entries);
        let errors = std::mem::take(&mut file.errors);
        entries.push(match provider {
            Some(provider) if errors.is_empty() => Entry::Provider(provider),
            _ => {
                let title = value.str("title").or(value.str("id"));
                let title = title.map_or_else(|| decimal(index as u64 + 1), |title| clean(title, 60));
                Entry::Unusable { title, errors }
            }
        });
    }
    file.errors = others;
    if entries.iter().all(|entry| entry.id().is_none()) {
        for entry in &mut entries {
            if let Entry::Unusable { errors, .. } = entry {
                file.errors.append(errors);
            }
        }
    }
    entries
}

/// The entry `value`, which stands at `path`. To be used only if there was no error.
fn provider<'a>(
    file: &mut Reader<'a>,
    path: &str,
    value: &'a Value,
    earlier: &[Entry],
) -> Option<Box<Provider>> {
    if !file.enter(path, value) {
        return None;
    }
    file.prefix = [path, "."].concat();
    let provider = Provider::read(file);
    let id = provider.as_ref().map(|provider| &provider.id);
    if id.is_some() && earlier.iter().any(|other| other.id() == id) {
        file.fail("id", Problem::RepeatedId);
    }
    file.prefix = String::new();
    provider
}

impl Provider {
    pub(super) fn read(entry: &mut Reader<'_>) -> Option<Box<Self>> {
        let discovery = discovery(entry).or_else(nowhere)?;
        // A server that has TLS must not get tokens without.
        let https = discovery.url.origin().is_https();
        let title = clean(entry.required("title", visible), 60);
        let icon = entry.ornament("icon", image);
        let algorithm = entry.str("id_token_signed_response_alg", algorithm);
        Some(Box::new(Self {
            id: entry.required("id", id).to_owned(),
            description: entry.label("description", 140),
            icon: icon.map_or_else(|| Icon::Initial(title.chars().take(1).collect()), Icon::Image),
            overrides: Overrides {
                authorization_endpoint: entry.url("authorization_endpoint", https),
                token_endpoint: entry.url("token_endpoint", https),
                userinfo_endpoint: entry.url("userinfo_endpoint", https),
                jwks_uri: entry.url("jwks_uri", https),
                end_session_endpoint: entry.url("end_session_endpoint", https),
                revocation_endpoint: entry.url("revocation_endpoint", https),
            },
            client_id: entry.required("client_id", client_id).to_owned(),
            scope: entry.str("scope", scope).unwrap_or("openid profile email").to_owned(),
            redirect_uri: entry.url("redirect_uri", false),
            post_logout_redirect_uri: entry.url("post_logout_redirect_uri", false),
            id_token_signed_response_alg: algorithm.and_then(Algorithm::parse),
            resources: words_of(entry.str("resource", resources)),
            prompt: entry.text("prompt", prompt),
            max_age: entry.number("max_age"),
            acr_values: entry.text("acr_values", words),
            authorization_parameters: parameters(entry),
            roles: RoleRule::read(entry),
            title,
            discovery,
        }))
    }
}

fn words_of(text: Option<&str>) -> Vec<String> {
    text.map_or_else(Vec::new, |text| text.split(' ').map(str::to_owned).collect())
}

/// Finds out where the metadata is. Read before all else: `None` only with an error.
fn discovery(entry: &mut Reader<'_>) -> Option<Discovery> {
    let given = entry.str("issuer", issuer);
    let expected = entry.str("expected_issuer", issuer);
    let address = entry.str("discovery_url", address);
    if !entry.errors.is_empty() {
        return None;
    }
    let url = match (address, given) {
        (Some(address), _) => address.to_owned(),
        (None, Some(issuer)) => well_known(issuer),
        (None, None) => {
            entry.fail("issuer", Problem::NoIssuer);
            return None;
        }
    };
    let issuers = if let Some(issuer) = expected.or(given) {
        vec![issuer.to_owned()]
    } else if let Some(issuer) = url.strip_suffix(WELL_KNOWN) {
        vec![issuer.to_owned(), [issuer, "/"].concat()]
    } else {
        entry.fail("expected_issuer", Problem::NoExpectedIssuer);
        return None;
    };
    Some(Discovery { url: secure(&url).ok()?, issuers })
}

/// In place of what a wrong entry does not tell, so that its other fields are checked all the same.
fn nowhere() -> Option<Discovery> {
    Some(Discovery { url: secure("http://localhost/").ok()?, issuers: Vec::new() })
}

fn parameters(entry: &mut Reader<'_>) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let given = match entry.take("authorization_parameters") {
        Some(Value::Object(given)) => given,
        Some(_) => {
            entry.fail("authorization_parameters", Problem::Type);
            return parameters;
        }
        None => return parameters,
    };
    for (name, value) in given {
        let field = ["authorization_parameters.", &clean(name, 40)].concat();
        if RESERVED.contains(&name.as_str()) {
            entry.fail(&field, Problem::ReservedParameter);
        }
        if !is_text(name, 64) {
            entry.fail(&field, Problem::Text);
        }
        if let Some(value) = entry.checked(&field, value, parameter) {
            parameters.push((name.clone(), value.to_owned()));
        }
    }
    parameters
}

//! Server metadata ([RFC 8414], [OIDC Discovery §3]): where the endpoints are and what the server can do.
//!
//! Only what protects is required. Real servers leave out or misstate much of the rest, so `none` among the
//! authentication methods, `scopes_supported` and their like are not looked at.
//!
//! [RFC 8414]: https://www.rfc-editor.org/rfc/rfc8414
//! [OIDC Discovery §3]: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata

use super::Error;
use super::http::{FetchError, Fetched, Request};
use crate::config::{Algorithm, Provider};
use crate::json::{self, Value};
use crate::url::Url;

/// Largest document that is read, in bytes. Keycloak's has 7 kB.
const MAX_SIZE: usize = 64 * 1024;

/// What is needed of a server, with the endpoints of the configuration already in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerMetadata {
    /// Issuer identifier, byte for byte.
    pub issuer: String,
    /// RFC 6749 §3.1
    pub authorization_endpoint: Url,
    /// RFC 6749 §3.2
    pub token_endpoint: Url,
    /// RFC 7517 §5
    pub jwks_uri: Url,
    /// OIDC Core §5.3
    pub userinfo_endpoint: Option<Url>,
    /// OIDC RP-Initiated Logout §2.1
    pub end_session_endpoint: Option<Url>,
    /// RFC 7009 §2
    pub revocation_endpoint: Option<Url>,
    /// Algorithms that an ID token of this server may have: never empty, but where it gives the page none.
    pub algorithms: Vec<Algorithm>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3)
    pub sends_iss: bool,
    /// Whose tokens a sign-in brings, if they are not the server's own.
    pub accounts: Option<AccountServer>,
}

/// A backend with accounts and tokens of its own: it takes what the authorization server says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountServer {
    /// It is the client of the authorization server, and exchanges the code.
    PocketBase(RecordServer),
    /// It takes the ID token, or is the client of the authorization server.
    BetterAuth(BetterAuthServer),
}

/// A better-auth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BetterAuthServer {
    /// What its endpoints are below.
    pub base: Url,
    /// Is it the client itself, and its session a cookie? Else the page is, and the session a bearer token.
    pub by_cookie: bool,
}

/// A PocketBase, for which the authorization server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordServer {
    /// Where it is.
    pub base: Url,
    /// Its auth collection.
    pub collection: String,
    /// Does it pass the `code_verifier` on?
    pub has_pkce: bool,
}

impl ServerMetadata {
    /// What is known of an authorization server that a backend is the client of; the issuer is empty if it is not.
    pub fn of_accounts(issuer: String, authorization_endpoint: Url, accounts: AccountServer) -> Self {
        let base = match &accounts {
            AccountServer::PocketBase(records) => &records.base,
            AccountServer::BetterAuth(server) => &server.base,
        };
        Self {
            // By the configuration; nobody tells whether it is sent always.
            issuer,
            authorization_endpoint,
            token_endpoint: base.clone(),
            jwks_uri: base.clone(),
            userinfo_endpoint: None,
            end_session_endpoint: None,
            revocation_endpoint: None,
            algorithms: Vec::new(),
            sends_iss: false,
            accounts: Some(accounts),
        }
    }
}

/// Asks for the metadata of a provider.
pub fn request(provider: &Provider) -> Request {
    Request::get(provider.discovery.url.clone(), MAX_SIZE)
}

/// Reads the answer.
///
/// # Security
/// `issuer` is compared byte for byte (RFC 8414 §3.3). Endpoints must be `https` (or loopback) and not less
/// protected than the issuer. A list of challenge methods without `S256` is refused.
pub fn response(provider: &Provider, fetched: Fetched) -> Result<ServerMetadata, Error> {
    let response = fetched.map_err(|error| match error {
        FetchError::TooLarge => Error::DiscoveryTooLarge,
        other => Error::DiscoveryUnreachable(other),
    })?;
    if response.status != 200 {
        return Err(Error::DiscoveryHttp(response.status));
    }
    let document = json::parse(response.body.expose()).map_err(|_| Error::DiscoveryMalformed("document"))?;
    let issuer = document.str("issuer").ok_or(Error::DiscoveryMalformed("issuer"))?;
    if !provider.discovery.issuers.iter().any(|expected| expected == issuer) {
        return Err(Error::DiscoveryIssuerMismatch {
            expected: provider.issuer().to_owned(),
            found: crate::text::clean(issuer, 200),
        });
    }
    if let Some(methods) = document.get("code_challenge_methods_supported")
        && !lists(methods, super::pkce::METHOD)
    {
        return Err(Error::PkceUnsupported);
    }
    if let Some(types) = document.get("response_types_supported")
        && !lists(types, "code")
    {
        return Err(Error::DiscoveryMalformed("response_types_supported"));
    }
    resolve(provider, issuer, &document)
}

/// What the configuration says of a provider whose metadata can't be had (some servers answer it without CORS):
/// `None` unless it names every endpoint that sign-in needs, and one issuer. Metadata that came and was refused
/// is not replaced.
pub fn configured(provider: &Provider, error: &Error) -> Option<ServerMetadata> {
    let absent = matches!(error, Error::DiscoveryUnreachable(_) | Error::DiscoveryHttp(_));
    if !absent || !provider.overrides.suffice() || provider.discovery.issuers.len() != 1 {
        return None;
    }
    resolve(provider, provider.issuer(), &Value::Object(Vec::new())).ok()
}

fn resolve(provider: &Provider, issuer: &str, document: &Value) -> Result<ServerMetadata, Error> {
    let required = |name: &'static str, given: &Option<Url>| match given {
        Some(url) => Ok(url.clone()),
        None => endpoint(document.str(name).ok_or(Error::DiscoveryMalformed(name))?, issuer)
            .ok_or(Error::EndpointInvalid(name)),
    };
    // What sign-in does not need is left out when it is wrong, and never used.
    let optional =
        |name: &str, given: &Option<Url>| given.clone().or_else(|| endpoint(document.str(name)?, issuer));
    let overrides = &provider.overrides;
    Ok(ServerMetadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: required("authorization_endpoint", &overrides.authorization_endpoint)?,
        token_endpoint: required("token_endpoint", &overrides.token_endpoint)?,
        jwks_uri: required("jwks_uri", &overrides.jwks_uri)?,
        userinfo_endpoint: optional("userinfo_endpoint", &overrides.userinfo_endpoint),
        end_session_endpoint: optional("end_session_endpoint", &overrides.end_session_endpoint),
        revocation_endpoint: optional("revocation_endpoint", &overrides.revocation_endpoint),
        algorithms: algorithms(provider, document)?,
        sends_iss: document.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
        accounts: None,
    })
}

/// An endpoint that may be used: `https`, or `http` to this machine where the issuer is `http` too.
pub fn endpoint(text: &str, issuer: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let downgrade = issuer.starts_with("https:") && !url.origin().is_https();
    (url.origin().is_secure() && !url.has_fragment() && !downgrade).then_some(url)
}

/// The algorithm of the configuration, else those of the metadata that a public client can verify, else
/// (the list is left out) all of them: a key of the server's JWKS must fit in any case.
fn algorithms(provider: &Provider, document: &Value) -> Result<Vec<Algorithm>, Error> {
    if let Some(algorithm) = provider.id_token_signed_response_alg {
        return Ok(vec![algorithm]);
    }
    let Some(listed) = document.get("id_token_signing_alg_values_supported").and_then(Value::as_array) else {
        return Ok(Algorithm::ALL.to_vec());
    };
    let known: Vec<Algorithm> =
        listed.iter().filter_map(Value::as_str).filter_map(Algorithm::parse).collect();
    if known.is_empty() { Err(Error::AlgorithmUnsupported) } else { Ok(known) }
}

fn lists(value: &Value, word: &str) -> bool {
    value.as_array().is_some_and(|words| words.iter().any(|listed| listed.as_str() == Some(word)))
}

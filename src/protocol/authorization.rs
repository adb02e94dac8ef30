//! The authorization request and its response ([RFC 6749 §4.1], [OIDC Core §3.1.2], [RFC 9207]).
//!
//! [RFC 6749 §4.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1
//! [OIDC Core §3.1.2]: https://openid.net/specs/openid-connect-core-1_0.html#AuthorizationEndpoint
//! [RFC 9207]: https://www.rfc-editor.org/rfc/rfc9207

use super::error::AuthorizationError;
use super::metadata::ServerMetadata;
use super::secret::{Code, CodeVerifier, Nonce, State};
use super::{Error, form, pkce};
use crate::config::Provider;
use crate::url::{Url, decimal};

/// The values that tie a request to its response.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// Comes back in the address.
    pub state: &'a State,
    /// Comes back in the ID token.
    pub nonce: &'a Nonce,
    /// Stays here; its hash goes out.
    pub code_verifier: &'a CodeVerifier,
    /// Where the response is sent.
    pub redirect_uri: &'a Url,
    /// Nobody is to see anything: `prompt=none`.
    pub is_silent: bool,
}

/// The address to go to.
pub fn request(provider: &Provider, server: &ServerMetadata, binding: Binding<'_>) -> String {
    let challenge = binding.code_verifier.challenge();
    let max_age = provider.max_age.map(decimal);
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", binding.redirect_uri.as_str()),
        ("scope", provider.scope.as_str()),
        ("state", binding.state.expose()),
        ("nonce", binding.nonce.expose()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", pkce::METHOD),
    ];
    let optional = [
        ("prompt", if binding.is_silent { Some("none") } else { provider.prompt.as_deref() }),
        ("max_age", max_age.as_deref()),
        ("acr_values", provider.acr_values.as_deref()),
    ];
    parameters.extend(optional.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
    parameters.extend(provider.resources.iter().map(|resource| ("resource", resource.as_str())));
    let further = provider.authorization_parameters.iter();
    parameters.extend(further.map(|(name, value)| (name.as_str(), value.as_str())));
    server.authorization_endpoint.with_query(&form::encode(parameters))
}

/// The parameters of a response that are read; no other one is looked at, as RFC 6749 §4.1.2 says.
const PARAMETERS: [&str; 4] = ["code", "state", "iss", "error"];

/// A response whose origin is not known yet. Nothing of it may be believed or shown.
#[derive(Debug)]
pub struct Response {
    state: State,
    iss: Option<String>,
    error: Option<AuthorizationError>,
    code: Option<Code>,
}

/// Finds an authorization response in the query (and refuses tokens in the fragment) of an address.
///
/// `None` if the address holds none: `state` without `iss` is what comes back from sign-out.
pub fn find(query: &str, fragment: &str) -> Result<Option<Response>, Error> {
    let parameters = form::decode(query);
    let has = |name: &str| parameters.iter().any(|(found, _)| found == name);
    if form::decode(fragment).iter().any(|(name, _)| name == "access_token" || name == "id_token") {
        return Err(Error::UnexpectedFrontChannelToken);
    }
    let is_response = has("code") || has("error") || (has("state") && has("iss"));
    is_response.then(|| parse(&parameters)).transpose()
}

fn parse(parameters: &[(String, String)]) -> Result<Response, Error> {
    let is_error = parameters.iter().any(|(name, _)| name == "error");
    let is_code = parameters.iter().any(|(name, _)| name == "code");
    let mut values = [None, None, None, None];
    for (value, wanted) in values.iter_mut().zip(PARAMETERS) {
        for (name, found) in parameters {
            // One product sends every parameter of an error response twice. With equal values that tells
            // nothing new; on a code response any repetition is fatal.
            match value {
                _ if name != wanted => {}
                None => *value = Some(found.as_str()),
                Some(first) if is_error && !is_code && first == found => {}
                Some(_) => return Err(Error::DuplicateParameter(wanted)),
            }
        }
    }
    let [code, state, iss, error] = values;
    Ok(Response {
        state: State::new(state.filter(|state| !state.is_empty()).ok_or(Error::StateMissing)?),
        iss: iss.map(str::to_owned),
        error: error.map(AuthorizationError::parse),
        code: code.filter(|code| !code.is_empty()).map(Code::new),
    })
}

impl Response {
    /// The key under which the transaction is looked up.
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// Reads a response that belongs to a transaction with this `state`, `issuer` and `sends_iss`.
///
/// # Errors
/// In the order of the checks: `state`, then `iss`, and only then `error`, then `code`. An error response may
/// lack an `iss` that was advertised (Pocket ID 2.9 does that): it ends the attempt either way.
pub fn response(response: Response, state: &State, issuer: &str, sends_iss: bool) -> Result<Code, Error> {
    if !state.is(response.state.expose()) {
        return Err(Error::StateMissing);
    }
    match &response.iss {
        Some(iss) if iss != issuer => return Err(Error::IssuerMismatch { expected: issuer.to_owned() }),
        None if sends_iss && response.error.is_none() => return Err(Error::IssuerMissing),
        _ => {}
    }
    response_of_unknown_issuer(response, state)
}

/// The same where nobody here knows the issuer: a backend that exchanges the code itself does not tell it.
///
/// # Security
/// Without `iss` nothing tells the responses of two providers apart but `state` (RFC 9207 §1).
pub fn response_of_unknown_issuer(response: Response, state: &State) -> Result<Code, Error> {
    if !state.is(response.state.expose()) {
        return Err(Error::StateMissing);
    }
    if let Some(error) = response.error {
        return Err(Error::Authorization(error));
    }
    response.code.ok_or(Error::CodeMissing)
}

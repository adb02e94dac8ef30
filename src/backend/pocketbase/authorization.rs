//! The authorization request that PocketBase has begun, made this page's own, and its response.

use super::{Error, Provider};
use crate::protocol::authorization::{self, Binding, Response};
use crate::protocol::secret::{Code, State};
use crate::protocol::{form, pkce};

/// Parameters that are never left as they came.
const OURS: [&str; 5] = ["redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method"];

/// The path of PocketBase's own page for responses.
const OAUTH2_REDIRECT: &str = "/api/oauth2-redirect";

/// The address to go to: PocketBase's, with our parameters in place of those that tie a response to its request.
///
/// Without PKCE at the provider's settings, PocketBase does not pass a `code_verifier` on: then no challenge is sent,
/// since the exchange would fail. A `nonce` is sent to OpenID Providers, though the ID token is PocketBase's to check.
///
/// # Errors
/// [`Error::FormPost`] for a response that a static page can't receive (Apple posts it), unless it goes to
/// PocketBase's own page.
pub fn request(provider: &Provider, binding: Binding<'_>) -> Result<String, Error> {
    let url = provider.auth_url.as_ref().ok_or(Error::AuthUrl)?.as_str();
    let (endpoint, query) = url.split_once('?').unwrap_or((url, ""));
    let given = form::decode(query);
    let has = |name: &str, word: &str| {
        given.iter().any(|(found, value)| found == name && value.split(' ').any(|found| found == word))
    };
    if has("response_mode", "form_post") && !binding.redirect_uri.path().ends_with(OAUTH2_REDIRECT) {
        return Err(Error::FormPost);
    }
    let challenge = binding.code_verifier.challenge();
    let mut ours = vec![("redirect_uri", binding.redirect_uri.as_str()), ("state", binding.state.expose())];
    if provider.has_pkce {
        ours.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", pkce::METHOD)]);
    }
    if has("scope", "openid") {
        ours.push(("nonce", binding.nonce.expose()));
    }
    if binding.is_silent {
        ours.push(("prompt", "none"));
    }
    let mut address = [endpoint, "?"].concat();
    for part in query.split('&') {
        let is_ours = |(name, _): &(String, String)| {
            OURS.contains(&name.as_str()) || (binding.is_silent && name == "prompt")
        };
        // What is left stays byte for byte: it is between PocketBase and the provider.
        if form::decode(part).iter().any(|parameter| !is_ours(parameter)) {
            address.push_str(part);
            address.push('&');
        }
    }
    address.push_str(&form::encode(ours));
    Ok(address)
}

/// Reads what [`authorization::find`] has found in the address, for the attempt with this `state`.
///
/// PocketBase does not tell the issuer, so `iss` can't be compared; where the configuration names it,
/// [`authorization::response`] is the one to call.
pub fn response(response: Response, state: &State) -> Result<Code, Error> {
    Ok(authorization::response_of_unknown_issuer(response, state)?)
}

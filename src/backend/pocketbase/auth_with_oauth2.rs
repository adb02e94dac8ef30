//! `auth-with-oauth2`: the code goes to PocketBase, which exchanges it with its client secret.

use super::address::post;
use super::record_auth::{self, FIELDS, RecordAuth, Step};
use super::{Error, MfaId, RecordToken};
use crate::json::quote;
use crate::protocol::http::{Fetched, Request};
use crate::protocol::secret::{Code, CodeVerifier};
use crate::url::Url;

/// Milliseconds. PocketBase gives the provider thirty seconds, and a code can't be sent twice.
const TIMEOUT: u32 = 35_000;

/// What a code is exchanged with.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// `name` of the provider.
    pub provider: &'a str,
    /// Of the authorization response.
    pub code: &'a Code,
    /// Of the authorization request; `None` if PKCE is off for this provider.
    pub code_verifier: Option<&'a CodeVerifier>,
    /// Of the authorization request, byte for byte.
    pub redirect_uri: &'a Url,
    /// Fields of a record that is made now; one that exists is not changed. PocketBase turns `true` and digits into
    /// what the field holds.
    pub create_data: &'a [(String, String)],
    /// Of the first factor, if this is the second one.
    pub mfa_id: Option<&'a MfaId>,
}

/// Signs in. Without a token: with one, PocketBase would link.
pub fn request(base: &Url, collection: &str, exchange: &Exchange<'_>) -> Result<Request, Error> {
    let payload = payload(exchange.create_data);
    let mut parameters = vec![
        ("provider", exchange.provider),
        ("code", exchange.code.expose()),
        ("redirectURL", exchange.redirect_uri.as_str()),
    ];
    parameters.extend(exchange.code_verifier.map(|verifier| ("codeVerifier", verifier.expose())));
    parameters.extend(exchange.mfa_id.map(|id| ("mfaId", id.expose())));
    // How PocketBase takes JSON in a form, which needs no preflight.
    parameters.extend(payload.as_deref().map(|payload| ("@jsonPayload", payload)));
    let request = post(base, [collection, "auth-with-oauth2"], FIELDS, parameters)?;
    Ok(Request { timeout: TIMEOUT, ..request })
}

fn payload(create_data: &[(String, String)]) -> Option<String> {
    let mut text = String::from("{\"createData\":{");
    for (index, (name, value)) in create_data.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&quote(name));
        text.push(':');
        text.push_str(&quote(value));
    }
    text.push_str("}}");
    (!create_data.is_empty()).then_some(text)
}

/// Reads the answer to [`request`].
pub fn response(fetched: Fetched) -> Result<Step, Error> {
    record_auth::response(fetched).map_err(|error| match error {
        // Nobody has typed anything: the sentence is about something else here.
        Error::Credentials => Error::SignInFailed,
        other => other,
    })
}

/// Links the identity to the record of the token.
///
/// # Errors
/// [`Error::TokenExpired`]: PocketBase would take a spent token for none, and sign in somebody else or make an
/// account. One that was revoked does that too, so it is to be renewed first; [`linked`] finds it out afterwards.
pub fn link(base: &Url, exchange: &Exchange<'_>, token: &RecordToken, now: i64) -> Result<Request, Error> {
    let bearer = token.fresh(now)?;
    // By the token's own collection: in another one PocketBase would not look at the token.
    Ok(request(base, token.collection_id(), exchange)?.with_bearer(bearer))
}

/// Reads the answer to [`link`]. `None`: the identity may be linked, and the collection wants a second factor of
/// whoever signs in with it, so the list is to be read again.
///
/// # Errors
/// [`Error::OtherRecord`]: an identity that is linked to another record is answered with that record and its token,
/// which are dropped here.
pub fn linked(fetched: Fetched, token: &RecordToken) -> Result<Option<Box<RecordAuth>>, Error> {
    match response(fetched)? {
        Step::SecondFactor(_) => Ok(None),
        Step::SignedIn(auth) if auth.token.is_of(token) => Ok(Some(auth)),
        Step::SignedIn(_) => Err(Error::OtherRecord),
    }
}

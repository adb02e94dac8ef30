//! The sign-in over server-sent events, for providers that know PocketBase's own page as the only `redirect_uri`.
//!
//! A page opens the events, hears its client id, subscribes to `@oauth2`, and opens the provider in a popup with the
//! client id as `state`. PocketBase passes the code on as an event. It passes on neither `iss` nor the description of
//! an error, and wants both connections to come from one IP address: the flow without it is to be preferred.

use super::address::address;
use super::{Error, refusal};
use crate::protocol::AuthorizationError;
use crate::protocol::http::{Fetched, Request};
use crate::protocol::secret::{Code, State};
use crate::protocol::{self, form};
use crate::url::Url;

/// The event that holds the client id.
pub const CONNECT: &str = "PB_CONNECT";

/// The event that holds an authorization response, and the subscription to it.
pub const OAUTH2: &str = "@oauth2";

/// Longest data of an event that are read, in bytes.
const MAX_SIZE: usize = 16 * 1024;

/// The address of the events.
pub fn events(base: &Url) -> Result<Url, Error> {
    address(base, &["realtime"], "")
}

/// PocketBase's own page for responses.
pub fn redirect_uri(base: &Url) -> Result<Url, Error> {
    address(base, &["oauth2-redirect"], "")
}

/// Reads the data of [`CONNECT`]: the client id, which is the `state` of the authorization request.
pub fn connected(data: &str) -> Result<State, Error> {
    let document = read(data)?;
    // 40 letters and digits; as `state` it must not be guessed.
    let id = document.str("clientId").filter(|id| (32..=255).contains(&id.len()));
    id.map(State::new).ok_or(Error::Malformed("clientId"))
}

/// Subscribes to [`OAUTH2`].
pub fn request(base: &Url, client_id: &State) -> Result<Request, Error> {
    let form = form::encode([("clientId", client_id.expose()), ("subscriptions", OAUTH2)]);
    Ok(Request::post(events(base)?, form, 4 * 1024))
}

/// Reads the answer.
///
/// # Errors
/// [`Error::RealtimeClient`]: the events were closed meanwhile.
pub fn response(fetched: Fetched) -> Result<(), Error> {
    match refusal::success(fetched) {
        Ok(_) => Ok(()),
        Err(Error::Http(404)) => Err(Error::RealtimeClient),
        Err(error) => Err(error),
    }
}

/// Reads the data of [`OAUTH2`]: `state` first, then `error`, then `code`.
pub fn event(data: &str, client_id: &State) -> Result<Code, Error> {
    let document = read(data)?;
    let text = |name| document.str(name).filter(|text| !text.is_empty());
    if !text("state").is_some_and(|state| client_id.is(state)) {
        return Err(protocol::Error::StateMissing.into());
    }
    if let Some(error) = text("error") {
        return Err(protocol::Error::Authorization(AuthorizationError::parse(error)).into());
    }
    Ok(Code::new(text("code").ok_or(protocol::Error::CodeMissing)?))
}

fn read(data: &str) -> Result<crate::json::Value, Error> {
    if data.len() > MAX_SIZE { Err(Error::TooLarge) } else { refusal::parse(data) }
}

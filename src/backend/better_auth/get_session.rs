//! `get-session`: who is signed in.

use super::address::{MAX_SIZE, address};
use super::{Credential, Error, User, refusal, timestamp, user};
use crate::json::{self, Value};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// A session of the backend.
///
/// # Security
/// The answer holds the session's token, which a script that reads the answer could use elsewhere, even where the
/// cookie is kept from scripts. It is not kept here, nor shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names the session. No secret.
    pub id: String,
    /// Seconds since 1970, by the clock of the server. Being asked for, a session moves its end now and then.
    pub expires_at: i64,
    /// Who it is.
    pub user: User,
}

/// Asks who is signed in.
pub fn request(base: &Url, credential: Credential<'_>) -> Result<Request, Error> {
    Ok(credential.on(Request::get(address(base, "get-session")?, MAX_SIZE)))
}

/// Reads the answer; `None`: nobody is signed in. That is also what a bearer token is answered with that is wrong, or
/// that better-auth does not look at, since the plugin `bearer()` is missing: always 200 and `null`.
pub fn response(fetched: Fetched) -> Result<Option<Session>, Error> {
    let response = match refusal::success_of_account(fetched) {
        // The session was ended while better-auth wrote its new end.
        Err(Error::NotSignedIn) => return Ok(None),
        other => other?,
    };
    let text = response.body.expose();
    if let Ok(Value::Null) = json::parse(text) {
        return Ok(None);
    }
    let document = refusal::parse(text)?;
    let session = document.get("session").ok_or(Error::Malformed("session"))?;
    let id = session.str("id").filter(|id| !id.is_empty() && id.len() <= 255);
    let expires_at = session.get("expiresAt").and_then(timestamp::read);
    Ok(Some(Session {
        id: id.ok_or(Error::Malformed("session.id"))?.to_owned(),
        expires_at: expires_at.ok_or(Error::Malformed("session.expiresAt"))?,
        user: user::parse(&document, text)?,
    }))
}

//! `auth-refresh`: a new token for a good one. The only request that tells a bad token by a 401.

use super::address::post;
use super::record_auth::{self, FIELDS, RecordAuth};
use super::{Error, RecordToken, refusal};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks whether the token is still good, and for a newer one. The old one stays good until its end: PocketBase has no
/// revocation but a changed password or e-mail address.
pub fn request(base: &Url, token: &RecordToken) -> Result<Request, Error> {
    let request = post(base, [token.collection_id(), "auth-refresh"], FIELDS, [])?;
    Ok(request.with_bearer(token.bearer()))
}

/// Reads the answer.
///
/// # Errors
/// [`Error::TokenRefused`] ends the session; [`Error::OtherRecord`] as well.
pub fn response(fetched: Fetched, token: &RecordToken) -> Result<RecordAuth, Error> {
    let auth = record_auth::parse(refusal::success(fetched)?.body.expose())?;
    if auth.token.is_of(token) { Ok(auth) } else { Err(Error::OtherRecord) }
}

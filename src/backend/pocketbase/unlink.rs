//! Unlinking an identity from its record.

use super::address::address;
use super::external_auths::COLLECTION;
use super::{Error, ExternalAuth, RecordToken, refusal};
use crate::protocol::http::{Fetched, Method, Request};
use crate::url::Url;

/// Deletes the link; whether it may go is for [`super::external_auths::may_unlink`] to say.
///
/// # Errors
/// [`Error::TokenExpired`]: a spent token would be answered with 404, as if the link were gone.
pub fn request(base: &Url, linked: &ExternalAuth, token: &RecordToken, now: i64) -> Result<Request, Error> {
    let bearer = token.fresh(now)?;
    let url = address(base, &["collections", COLLECTION, "records", &linked.id], "")?;
    Ok(Request { method: Method::Delete, ..Request::get(url, 4 * 1024) }.with_bearer(bearer))
}

/// Reads the answer.
///
/// # Errors
/// [`Error::LinkMissing`]: it was gone before, or the token is not honoured any more.
pub fn response(fetched: Fetched) -> Result<(), Error> {
    match refusal::success(fetched) {
        Ok(_) => Ok(()),
        Err(Error::Http(404)) => Err(Error::LinkMissing),
        Err(error) => Err(error),
    }
}

//! `auth-with-password`: a name and a password.

use super::address::post;
use super::record_auth::FIELDS;
use super::{Error, MfaId, Password};
use crate::protocol::http::Request;
use crate::url::Url;

pub use super::record_auth::response;

/// Signs in with what stands in one of the identity fields, and a password.
pub fn request(
    base: &Url,
    collection: &str,
    identity: &str,
    password: &Password,
    mfa_id: Option<&MfaId>,
) -> Result<Request, Error> {
    let parameters = [("identity", identity), ("password", password.expose())];
    let mfa_id = mfa_id.map(|id| ("mfaId", id.expose()));
    let parameters = parameters.into_iter().chain(mfa_id);
    post(base, [collection, "auth-with-password"], FIELDS, parameters)
}

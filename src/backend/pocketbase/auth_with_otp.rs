//! `auth-with-otp`: the one-time password of an e-mail.

use super::address::post;
use super::record_auth::FIELDS;
use super::{Error, MfaId, OtpId, Password};
use crate::protocol::http::Request;
use crate::url::Url;

pub use super::record_auth::response;

/// Signs in. Five wrong ones in three minutes, and PocketBase takes none of this person any more for a while.
pub fn request(
    base: &Url,
    collection: &str,
    otp_id: &OtpId,
    password: &Password,
    mfa_id: Option<&MfaId>,
) -> Result<Request, Error> {
    let parameters = [("otpId", otp_id.expose()), ("password", password.expose())];
    let mfa_id = mfa_id.map(|id| ("mfaId", id.expose()));
    let parameters = parameters.into_iter().chain(mfa_id);
    post(base, [collection, "auth-with-otp"], FIELDS, parameters)
}

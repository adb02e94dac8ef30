//! `request-otp`: an e-mail with a one-time password.

use super::address::post;
use super::{Error, OtpId, refusal};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks for the e-mail.
pub fn request(base: &Url, collection: &str, email: &str) -> Result<Request, Error> {
    post(base, [collection, "request-otp"], "fields=otpId", [("email", email)])
}

/// Reads the answer. It looks the same for an address that nobody has, so the page can't tell either.
pub fn response(fetched: Fetched) -> Result<OtpId, Error> {
    let document = refusal::document(fetched)?;
    let id = document.str("otpId").filter(|id| !id.is_empty() && id.len() <= 255);
    id.map(OtpId::new).ok_or(Error::Malformed("otpId"))
}

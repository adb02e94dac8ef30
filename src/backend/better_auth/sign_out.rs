//! `sign-out`: ends the session at the backend. The one at the provider stays.

use super::address::post;
use super::{Credential, Error, refusal};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks for it. A form would be refused; an empty object is what better-auth's own client sends.
pub fn request(base: &Url, credential: Credential<'_>) -> Result<Request, Error> {
    Ok(credential.on(post(base, "sign-out", &[])?))
}

/// Reads the answer. It is the same where nobody was signed in.
pub fn response(fetched: Fetched) -> Result<(), Error> {
    match refusal::success(fetched) {
        Ok(_) | Err(Error::NotSignedIn) => Ok(()),
        Err(error) => Err(error),
    }
}

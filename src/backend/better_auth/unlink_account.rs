//! `unlink-account`: takes an identity from the account.

use super::address::post;
use super::{Credential, Error, LinkedAccount, refusal};
use crate::json::quote;
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Asks for it. The member is called `accountId` and is the id of the link: neither the person's id at the provider nor
/// `providerId`, which better-auth before 1.7 wanted.
pub fn request(base: &Url, account: &LinkedAccount, credential: Credential<'_>) -> Result<Request, Error> {
    Ok(credential.on(post(base, "unlink-account", &[("accountId", quote(&account.id))])?))
}

/// Reads the answer.
///
/// # Errors
/// [`Error::LastAccount`]; [`Error::AccountMissing`]: it is gone already; [`Error::SessionNotFresh`]: the sign-in was
/// more than a day ago.
pub fn response(fetched: Fetched) -> Result<(), Error> {
    refusal::success(fetched).map(|_| ())
}

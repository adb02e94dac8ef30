//! `list-accounts`: the identities that somebody can sign in with.

use super::address::{MAX_SIZE, address};
use super::{Credential, Error, refusal};
use crate::json::{self, Value};
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// Most identities.
const MAX: usize = 100;

/// An identity that is linked to the account, or its password (`provider_id` is `credential` then).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAccount {
    /// Of the link, to unlink it by.
    pub id: String,
    /// What better-auth calls the provider.
    pub provider_id: String,
    /// The person's id at the provider: `sub`.
    pub account_id: String,
}

/// Asks for the identities of whoever is signed in.
pub fn request(base: &Url, credential: Credential<'_>) -> Result<Request, Error> {
    Ok(credential.on(Request::get(address(base, "list-accounts")?, MAX_SIZE)))
}

/// Reads the answer.
///
/// # Errors
/// [`Error::NotSignedIn`], unlike [`super::get_session`], which has an answer for that.
pub fn response(fetched: Fetched) -> Result<Vec<LinkedAccount>, Error> {
    let response = refusal::success(fetched)?;
    let Ok(Value::Array(accounts)) = json::parse(response.body.expose()) else {
        return Err(Error::Malformed("document"));
    };
    if accounts.len() > MAX {
        return Err(Error::TooMany("document"));
    }
    let text = |account: &Value, name: &'static str| {
        let text = account.str(name).filter(|text| !text.is_empty() && text.len() <= 255);
        text.map(str::to_owned).ok_or(Error::Malformed(name))
    };
    let read = |account| {
        Ok(LinkedAccount {
            id: text(account, "id")?,
            provider_id: text(account, "providerId")?,
            account_id: text(account, "accountId")?,
        })
    };
    accounts.iter().map(read).collect()
}

/// May the identity `id` be unlinked? better-auth keeps the last one, whichever it is, unless its option
/// `allowUnlinkingAll` is set, which nobody should want.
pub fn may_unlink(accounts: &[LinkedAccount], id: &str) -> bool {
    accounts.len() > 1 && accounts.iter().any(|account| account.id == id)
}

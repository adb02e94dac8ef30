//! `_externalAuths`: the identities that are linked to a record.

use super::address::address;
use super::{AuthMethods, Error, RecordToken, refusal};
use crate::json::Value;
use crate::protocol::form;
use crate::protocol::http::{Fetched, Request};
use crate::url::Url;

/// The collection.
pub(super) const COLLECTION: &str = "_externalAuths";

/// Most identities: PocketBase keeps one of each provider.
const MAX: usize = 100;

/// Largest answer that is read, in bytes.
const MAX_SIZE: usize = 64 * 1024;

/// An identity that is linked to the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalAuth {
    /// To unlink it by.
    pub id: String,
    /// `name` of the provider.
    pub provider: String,
}

/// Asks for the identities of the token's record. The filter is for superusers, who would see those of everybody.
///
/// # Errors
/// [`Error::TokenExpired`]: a spent token would be answered with an empty list.
pub fn request(base: &Url, token: &RecordToken, now: i64) -> Result<Request, Error> {
    let bearer = token.fresh(now)?;
    // Ids hold no quotes: `RecordToken::parse` has seen to that.
    let filter = ["recordRef=\"", token.id(), "\"&&collectionRef=\"", token.collection_id(), "\""].concat();
    let query = form::encode([("filter", filter.as_str()), ("perPage", "100"), ("fields", "id,provider")]);
    let url = address(base, &["collections", COLLECTION, "records"], &query)?;
    Ok(Request::get(url, MAX_SIZE).with_bearer(bearer))
}

/// Reads the answer. An empty list may also mean that PocketBase does not honour the token any more.
pub fn response(fetched: Fetched) -> Result<Vec<ExternalAuth>, Error> {
    let document = refusal::document(fetched)?;
    let items = document.get("items").and_then(Value::as_array).ok_or(Error::Malformed("items"))?;
    if items.len() > MAX {
        return Err(Error::TooMany("items"));
    }
    let text = |item: &Value, name: &'static str| {
        let text = item.str(name).filter(|text| !text.is_empty() && text.len() <= 255);
        text.map(str::to_owned).ok_or(Error::Malformed(name))
    };
    let read = |item| Ok(ExternalAuth { id: text(item, "id")?, provider: text(item, "provider")? });
    items.iter().map(read).collect()
}

/// What else a person can sign in with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// They have a password: accounts that were made by a provider have one that nobody knows, so this must have been
    /// seen, by a sign-in with it.
    pub has_password: bool,
    /// Their record has an e-mail address.
    pub has_email: bool,
}

/// May the identity `id` be unlinked: can the person still sign in then? PocketBase itself would let the last one go.
///
/// With two factors two different ones must be left; all providers are one.
pub fn may_unlink(linked: &[ExternalAuth], id: &str, methods: &AuthMethods, known: Known) -> bool {
    let is_offered = |linked: &ExternalAuth| methods.providers.iter().any(|it| it.name == linked.provider);
    let ways = [
        linked.iter().any(|other| other.id != id && is_offered(other)),
        methods.password.is_some() && known.has_password,
        methods.otp.is_some() && known.has_email,
    ];
    let needed = if methods.mfa.is_some() { 2 } else { 1 };
    ways.into_iter().filter(|way| *way).count() >= needed
}

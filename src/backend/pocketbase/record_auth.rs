//! What every way to sign in is answered with: a token and its record, or the wish for a second factor.

use super::{Error, MfaId, RecordToken, refusal};
use crate::json::{self, Value};
use crate::protocol::http::Fetched;

/// Of the answer, and nothing else: after a sign-in at a provider, `meta` would hold that provider's tokens.
pub(super) const FIELDS: &str = "fields=token,record";

/// A token and its record.
#[derive(Clone, Debug)]
pub struct RecordAuth {
    /// For the `Authorization` header of calls.
    pub token: RecordToken,
    /// The record, as the person may see it.
    pub record: Value,
    /// The record's JSON, as it came.
    pub record_text: String,
}

/// How far a sign-in has come.
#[derive(Clone, Debug)]
pub enum Step {
    /// Somebody is signed in.
    SignedIn(Box<RecordAuth>),
    /// The collection wants a second factor: another one of password, one-time password and provider.
    SecondFactor(MfaId),
}

/// Reads the answer. A 401 that holds nothing but `mfaId` is a step of the way.
pub fn response(fetched: Fetched) -> Result<Step, Error> {
    if let Ok(response) = &fetched
        && response.status == 401
        && let Ok(document) = json::parse(response.body.expose())
        && let Some(id) = document.str("mfaId").filter(|id| !id.is_empty() && id.len() <= 255)
    {
        return Ok(Step::SecondFactor(MfaId::new(id)));
    }
    let response = refusal::success(fetched)?;
    parse(response.body.expose()).map(|auth| Step::SignedIn(Box::new(auth)))
}

/// Reads `{"token":…,"record":…}`.
pub(super) fn parse(text: &str) -> Result<RecordAuth, Error> {
    let mut document = refusal::parse(text)?;
    let token = RecordToken::parse(document.str("token").ok_or(Error::Malformed("token"))?)?;
    let Value::Object(members) = &mut document else { return Err(Error::Malformed("document")) };
    // The older SDKs called it `model`.
    let is = |name: &str, (found, value): &(String, Value)| found == name && !matches!(value, Value::Null);
    let place =
        ["record", "model"].into_iter().find_map(|name| members.iter().position(|member| is(name, member)));
    let (name, record) = members.swap_remove(place.ok_or(Error::Malformed("record"))?);
    // The token would be sent as somebody, and the page would show somebody else.
    if record.str("id") != Some(token.id()) || record.str("collectionId") != Some(token.collection_id()) {
        return Err(Error::TokenMismatch);
    }
    let record_text = json::member(text, &name).ok_or(Error::Malformed("record"))?.to_owned();
    Ok(RecordAuth { token, record, record_text })
}

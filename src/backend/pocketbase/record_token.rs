//! PocketBase's token of a record: a JWT that only PocketBase can check.

use super::Error;
use crate::json::Value;
use crate::protocol::jws;
use crate::protocol::secret::AccessToken;

/// Longest token that is read, in bytes: what fits into a header everywhere.
const MAX_LENGTH: usize = 4096;

/// Seconds before its end from which a token is not sent any more.
const MARGIN: i64 = 10;

/// A token with what it says of itself.
///
/// # Security
/// Signed with HS256, that is with a secret of PocketBase, so nothing here is proof of anything: the claims say when
/// to renew and what to ask, never who somebody is. An end in the past matters all the same, because PocketBase
/// treats a spent token as no token: lists come back empty, records are not found, and a sign-in that was to link an
/// identity makes a new account.
#[derive(Clone, Debug)]
pub struct RecordToken {
    token: AccessToken,
    id: String,
    collection_id: String,
    expires_at: i64,
    is_refreshable: bool,
}

impl RecordToken {
    /// Reads the claims. Two sign-ins in one second give the same token: it has no `iat` and no `jti`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let mut parts = text.split('.');
        let (Some(_), Some(payload), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::TokenMalformed("parts"));
        };
        if text.len() > MAX_LENGTH || !text.bytes().all(is_plain) {
            return Err(Error::TokenMalformed("text"));
        }
        let claims = jws::object(payload).map_err(|_| Error::TokenMalformed("claims"))?;
        // Others are for files, for a new password or for an e-mail address.
        if claims.str("type") != Some("auth") {
            return Err(Error::TokenMalformed("type"));
        }
        let id = |name| claims.str(name).filter(|id| is_id(id)).ok_or(Error::TokenMalformed(name));
        Ok(Self {
            token: AccessToken::new(text),
            id: id("id")?.to_owned(),
            collection_id: id("collectionId")?.to_owned(),
            expires_at: expiry(&claims).ok_or(Error::TokenMalformed("exp"))?,
            is_refreshable: claims.get("refreshable") == Some(&Value::Bool(true)),
        })
    }

    /// The token itself, for the `Authorization` header.
    pub fn bearer(&self) -> &AccessToken {
        &self.token
    }

    /// The record: not empty, and without quotes and backslashes.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its collection, by the id that stays when the name changes.
    pub fn collection_id(&self) -> &str {
        &self.collection_id
    }

    /// Seconds since 1970, by the clock of the server.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// Can it be renewed? One for impersonation comes back as it is.
    pub fn is_refreshable(&self) -> bool {
        self.is_refreshable
    }

    /// Has it ended, or does it end before an answer could be there? `now` is the server's time, as far as it is known
    /// ([`ClockSkew`](crate::protocol::ClockSkew)).
    pub fn is_expired(&self, now: i64) -> bool {
        self.expires_at <= now.saturating_add(MARGIN)
    }

    /// The token, if it may be sent.
    pub(super) fn fresh(&self, now: i64) -> Result<&AccessToken, Error> {
        if self.is_expired(now) { Err(Error::TokenExpired) } else { Ok(&self.token) }
    }

    /// Are both for the same record?
    pub fn is_of(&self, other: &Self) -> bool {
        self.id == other.id && self.collection_id == other.collection_id
    }
}

/// Ids are free of what PocketBase forbids in them, whatever pattern a collection has, so they can stand in quotes.
fn is_id(id: &str) -> bool {
    let forbidden = |byte: u8| byte <= b' ' || b"./\\|\"'`<>:?*%$\x7f".contains(&byte);
    !id.is_empty() && id.len() <= 255 && !id.bytes().any(forbidden)
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be between 0 and 2^53")]
fn expiry(claims: &Value) -> Option<i64> {
    match claims.get("exp") {
        Some(Value::Number(seconds)) if (0.0..=9_007_199_254_740_992.0).contains(seconds) => {
            Some(*seconds as i64)
        }
        _ => None,
    }
}

//! The value of `pocketbase_auth` in localStorage, where PocketBase's JavaScript SDK looks for a sign-in.
//!
//! Every script of the origin can read it there. So it is written only where the configuration asks for it, for pages
//! that use the SDK.

use super::Error;
use super::record_auth::{self, RecordAuth};
use crate::json::quote;
use crate::protocol::secret::Body;

/// The SDK's key.
pub const KEY: &str = "pocketbase_auth";

/// Longest value that is read, in bytes.
const MAX_SIZE: usize = super::address::MAX_SIZE;

/// `{"token":…,"record":…}`, the record as PocketBase has sent it.
pub fn write(token: &str, record: &str) -> Body {
    Body::new(["{\"token\":", &quote(token), ",\"record\":", record, "}"].concat())
}

/// Reads what the SDK, or [`write()`], has stored. It may be old: the token is to be renewed before it is used.
pub fn read(text: &str) -> Result<RecordAuth, Error> {
    if text.len() > MAX_SIZE { Err(Error::TooLarge) } else { record_auth::parse(text) }
}

//! Addresses below the configured base URL, and the requests that are made there.

use super::Error;
use crate::json::quote;
use crate::protocol::http::Request;
use crate::url::Url;

/// Largest answer that is read, in bytes. A user may have members of the backend's own.
pub(super) const MAX_SIZE: usize = 64 * 1024;

/// `{base}/{path}`, whether the base ends with a slash or not; `path` is one of better-auth's own.
pub(super) fn address(base: &Url, path: &str) -> Result<Url, Error> {
    let folder = base.path();
    let slash = if folder.ends_with('/') { "" } else { "/" };
    base.join(&[folder, slash, path].concat()).map_err(|_| Error::Address)
}

/// A POST of a JSON object. The values are JSON already.
pub(super) fn post(base: &Url, path: &str, members: &[(&str, String)]) -> Result<Request, Error> {
    Ok(Request::post_json(address(base, path)?, object(members), MAX_SIZE))
}

/// A JSON object of members whose values are JSON already.
pub(super) fn object(members: &[(&str, String)]) -> String {
    let mut text = String::from("{");
    for (index, (name, value)) in members.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&quote(name));
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    text
}

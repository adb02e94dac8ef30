//! Addresses of the API, and the requests that are made there.

use super::Error;
use crate::protocol::form;
use crate::protocol::http::Request;
use crate::url::Url;

/// Largest answer about one record that is read, in bytes.
pub(super) const MAX_SIZE: usize = 256 * 1024;

/// `{base}/api/{segments}?{query}`. The base may lie in a folder; nothing in a segment can leave its place.
pub(super) fn address(base: &Url, segments: &[&str], query: &str) -> Result<Url, Error> {
    let mut path = base.path().to_owned();
    path.push_str(if path.ends_with('/') { "api" } else { "/api" });
    for text in segments {
        path.push('/');
        path.push_str(&form::segment(text).ok_or(Error::Address)?);
    }
    if !query.is_empty() {
        path.push('?');
        path.push_str(query);
    }
    base.join(&path).map_err(|_| Error::Address)
}

/// A form for an action of a collection.
pub(super) fn post<'a>(
    base: &Url,
    [collection, action]: [&str; 2],
    fields: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Request, Error> {
    let url = address(base, &["collections", collection, action], fields)?;
    Ok(Request::post(url, form::encode(parameters), MAX_SIZE))
}

//! Files of records: where they are.

use super::Error;
use super::address::address;
use crate::json::Value;
use crate::protocol::form;
use crate::url::Url;

/// The address of a file; of an image in another size if `thumb` says so (`100x100`, as far as the field allows it).
/// Protected files want a `token` of their own, which is not asked for here.
pub fn url(base: &Url, [collection, record, name]: [&str; 3], thumb: Option<&str>) -> Result<Url, Error> {
    let query = form::encode(thumb.map(|thumb| ("thumb", thumb)));
    address(base, &["files", collection, record, name], &query)
}

/// The address of the image in the file field `field` of a record, if there is one.
pub fn avatar(base: &Url, record: &Value, field: &str) -> Option<Url> {
    let name = match record.get(field)? {
        Value::Array(names) => names.first()?.as_str()?,
        name => name.as_str()?,
    };
    url(base, [record.str("collectionId")?, record.str("id")?, name], Some("100x100")).ok()
}

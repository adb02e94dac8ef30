//! The commands, one file each: its arguments, and `run`.
//!
//! What can be piped on goes to standard output; what is said about it to standard error.

pub mod check;
pub mod completions;
pub mod headers;
pub mod import_env;
pub mod init;
pub mod man;
pub mod serve;

use portico::url::Url;

/// The address of a page, as an argument; an origin alone is that of its root.
fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if url.path() != url.path_and_rest() {
        return Err("a query or a fragment is no part of the address of a page".to_owned());
    }
    Ok(url)
}

/// The same, where a page could sign anybody in.
fn page(text: &str) -> Result<String, String> {
    let url = address(text)?;
    if url.origin().is_secure() { Ok(url.as_str().to_owned()) } else { Err("not https".to_owned()) }
}

//! The page on somebody's web server: its headers and the rules of caching, in the words of that server.
//!
//! Whoever changes one of these files asks the server itself: the journeys in `web_server.rs` start nginx,
//! Caddy and Apache with the text as it is printed and compare each header with that of
//! [`serve`](crate::serve).

mod apache;
mod base_path;
mod caddy;
mod cloudflare;
mod lines;
pub mod media_types;
mod netlify;
mod nginx;

use portico::config::Config;

pub use base_path::BasePath;

use crate::{caching, headers, sharing};

/// A year, in seconds. Without `includeSubDomains`: the page does not speak for other hosts.
const HSTS: (&str, &str) = ("strict-transport-security", "max-age=31536000");

/// A web server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Server {
    /// For a `server` block
    Nginx,
    /// For a site block
    Caddy,
    /// For a Directory section or .htaccess
    Apache,
    /// The file _headers
    Netlify,
    /// The file _headers of Cloudflare Pages
    Cloudflare,
}

impl Server {
    /// Do its rules go by the path alone, so that a pattern would be for missing files as well? Then each
    /// file that is kept or shared is named.
    #[must_use]
    pub fn names_files(self) -> bool {
        matches!(self, Self::Netlify | Self::Cloudflare)
    }
}

/// Why no text can be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its value could end the quotes around it, or is more than one line.
    #[error(
        "the header {0} holds a character that web servers read as their own: check the URLs of config.json"
    )]
    Unquotable(&'static str),
    /// More than Cloudflare reads of a line.
    #[error(
        "the line of {name} has {length} characters, and Cloudflare Pages reads 2000: name fewer providers, \
         or serve the page elsewhere"
    )]
    LineTooLong {
        /// The header.
        name: String,
        /// Characters of the line.
        length: usize,
    },
    /// More than Cloudflare reads.
    #[error(
        "there are {0} rules, and Cloudflare Pages reads 100: remove files of older builds from the folder"
    )]
    TooManyRules(usize),
}

/// The page, as a web server must know it.
#[derive(Debug)]
pub struct Page {
    headers: Vec<(String, String)>,
    base: BasePath,
    files: Vec<String>,
}

impl Page {
    /// A page with this configuration under this path. `files` are the names of its files, for servers of
    /// which [`Server::names_files`] is true. `hsts` asks for `Strict-Transport-Security`, which plain http
    /// must not send (RFC 6797 §7.2).
    ///
    /// # Errors
    /// [`Error::Unquotable`].
    pub fn new(config: &Config, base: BasePath, hsts: bool, files: Vec<String>) -> Result<Self, Error> {
        let hsts = hsts.then(|| (HSTS.0, HSTS.1.to_owned()));
        let headers = headers::production(config).into_iter().chain(hsts);
        let headers = headers.map(|(name, value)| quotable(name, value)).collect::<Result<_, _>>()?;
        let mut files: Vec<String> = files.into_iter().filter(|name| has_rule(name)).collect();
        files.sort();
        Ok(Self { headers, base, files })
    }
}

/// The text for this server, with a comment on where it goes.
///
/// # Errors
/// What that server could not read.
pub fn config(server: Server, page: &Page) -> Result<String, Error> {
    Ok(match server {
        Server::Nginx => nginx::config(page),
        Server::Caddy => caddy::config(page),
        Server::Apache => apache::config(page),
        Server::Netlify => netlify::config(page),
        Server::Cloudflare => cloudflare::config(page)?,
    })
}

/// A header that stands as it is between double quotes.
fn quotable(name: &'static str, value: String) -> Result<(String, String), Error> {
    if value.bytes().all(is_plain) { Ok((capitalized(name), value)) } else { Err(Error::Unquotable(name)) }
}

/// A character that between double quotes is only itself, to every one of the servers: `$` (nginx), `{`
/// (Caddy) and `%` (Apache) begin a variable there.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !b"\"\\$%`{}<>#".contains(&byte)
}

/// The headers of a file that pages of other origins may load.
fn sharing() -> impl Iterator<Item = (String, &'static str)> {
    sharing::HEADERS.into_iter().map(|(name, value)| (capitalized(name), value))
}

/// A file that may be kept for ever or loaded by others, with a name that is a rule for itself only. Hosts that
/// go by names compress themselves.
fn has_rule(name: &str) -> bool {
    let is_compressed = [".br", ".gz"].iter().any(|end| name.ends_with(end));
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    (caching::is_content_hashed(name) || sharing::is_shared(name)) && is_plain && !is_compressed
}

/// `content-type` as people write it: `Content-Type`.
fn capitalized(name: &str) -> String {
    let part = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;

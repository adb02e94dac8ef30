//! What the page says and where it leads.

use super::file::{DestinationFile, LinksFile, PageFile};
use super::{DestinationPolicy, Issues, Problem};
use crate::text::clean;
use crate::url::Url;

/// Texts, links and the destination of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Heading of the picker and title of the window; `None` means the built-in one.
    pub title: Option<String>,
    /// Source of the image above the heading.
    pub logo: Option<String>,
    /// Links at the foot of the page.
    pub links: Links,
    /// E-mail address to ask for help.
    pub support_email: Option<String>,
    /// Page to ask for help.
    pub support_url: Option<String>,
    /// What to do with a destination.
    pub destination_policy: DestinationPolicy,
    /// Destination when the address of the page names none; unchecked, see `session::Destination`.
    pub default_destination: Option<String>,
}

/// Links at the foot of the page: https URLs, or paths relative to the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Links {
    pub help: Option<String>,
    pub privacy: Option<String>,
    pub terms: Option<String>,
}

/// What stands before a provider's title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Source for an `<img>`: an https URL, a path relative to the page, or a `data:image/…` URL.
    Image(String),
    /// The first letter of the title on a tile; the stylesheet makes it a capital.
    Initial(String),
}

impl Page {
    pub(super) fn parse(file: PageFile, issues: &mut Issues) -> Self {
        let PageFile { title, logo, links, support, destination } = file;
        let DestinationFile { policy, default } = destination;
        let LinksFile { help, privacy, terms } = links;
        Self {
            title: title.map(|title| clean(&title, 80)).filter(|title| !title.is_empty()),
            logo: issues.optional("page.logo", logo, image),
            links: Links {
                help: issues.optional("page.links.help", help, link),
                privacy: issues.optional("page.links.privacy", privacy, link),
                terms: issues.optional("page.links.terms", terms, link),
            },
            support_email: issues.optional("page.support.email", support.email, email),
            support_url: issues.optional("page.support.url", support.url, link),
            destination_policy: policy,
            default_destination: issues.optional("page.destination.default", default, path),
        }
    }
}

/// A path of this site; what it may lead to is decided where it is used.
fn path(text: String) -> Result<String, Problem> {
    if text.starts_with('/') && is_relative(&text) { Ok(text) } else { Err(Problem::Path) }
}

/// A link that a person may follow: https, http to this machine, or a path of this site.
pub(super) fn link(text: String) -> Result<String, Problem> {
    if is_relative(&text) {
        return Ok(text);
    }
    match Url::parse(&text) {
        Ok(url) if url.origin().is_secure() => Ok(text),
        _ => Err(Problem::Url),
    }
}

/// The source of an image. SVG is safe there: an `<img>` runs no script and loads nothing.
pub(super) fn image(text: String) -> Result<String, Problem> {
    let is_data = text.starts_with("data:image/")
        && text.len() <= 32 * 1024
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_data { Ok(text) } else { link(text) }
}

/// A relative reference that can neither name a scheme nor leave the origin.
fn is_relative(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or("");
    !text.is_empty()
        && text.len() <= 1024
        && !text.starts_with("//")
        && !first.contains(':')
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

fn email(text: String) -> Result<String, Problem> {
    let parts = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let plain = text.len() <= 254 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"@.+-_".contains(&b));
    if parts && plain { Ok(text) } else { Err(Problem::Text) }
}

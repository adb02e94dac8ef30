//! What the page says and where it leads.

use super::check::{email, image, link, path};
use super::reader::Reader;

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

/// What to do with the destination after sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(serde::Deserialize, schemars::JsonSchema),
    serde(rename_all = "snake_case")
)]
pub enum DestinationPolicy {
    /// Show the account and a "Continue" button.
    #[default]
    Offer,
    /// Go there at once after a sign-in. Who was signed in before sees the account: an application that sends
    /// people back here would make a loop.
    Go,
    /// Take no destination from the address of the page, and show no button.
    Ignore,
}

impl Page {
    pub(super) fn read(file: &mut Reader<'_>) -> Self {
        for object in &["page", "page.links", "page.support", "page.destination"] {
            file.object(object);
        }
        Self {
            title: file.label("page.title", 80),
            logo: file.ornament("page.logo", image),
            links: Links {
                help: file.ornament("page.links.help", link),
                privacy: file.ornament("page.links.privacy", link),
                terms: file.ornament("page.links.terms", link),
            },
            support_email: file.ornament("page.support.email", email),
            support_url: file.ornament("page.support.url", link),
            destination_policy: match file.word("page.destination.policy", &["offer", "go", "ignore"]) {
                1 => DestinationPolicy::Go,
                2 => DestinationPolicy::Ignore,
                _ => DestinationPolicy::Offer,
            },
            default_destination: file.ornament("page.destination.default", path),
        }
    }
}

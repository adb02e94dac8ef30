//! Links below the card, and whom to ask.

use super::el::{View, el, nothing, plain};
use super::text::Text;
use crate::config::Page;

/// Help, privacy, terms: those that the configuration has.
pub(super) fn foot(page: &Page) -> View {
    let links = [
        (&page.links.help, Text::Help),
        (&page.links.privacy, Text::Privacy),
        (&page.links.terms, Text::Terms),
    ];
    let links: Vec<View> =
        links.into_iter().filter_map(|(target, label)| Some(link("", target.as_deref()?, label))).collect();
    if links.is_empty() {
        nothing()
    } else {
        el("nav", "foot", links).attr("aria-label", Text::Links.english()).view()
    }
}

/// A link to whoever helps, if the configuration names one.
pub(super) fn support(page: Option<&Page>) -> Option<View> {
    let page = page?;
    let mail = page.support_email.as_ref().map(|email| String::from("mailto:") + email);
    let target = page.support_url.clone().or(mail)?;
    Some(el("p", "sub", vec![link("", &target, Text::AskSupport)]).view())
}

/// A link. The configuration was checked to hold none that runs a script.
pub(super) fn link(class: &'static str, target: &str, label: Text) -> View {
    el("a", class, vec![plain(label.english())]).attr("href", target).attr("rel", "noreferrer").view()
}

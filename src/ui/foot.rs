//! Links below the card, and whom to ask.

use leptos::html::a;
use leptos::prelude::*;

use super::el::{el, plain};
use super::text::Text;
use crate::config::Page;

/// Help, privacy, terms: those that the configuration has.
pub(super) fn foot(page: &Page) -> AnyView {
    let links = [
        (&page.links.help, Text::Help),
        (&page.links.privacy, Text::Privacy),
        (&page.links.terms, Text::Terms),
    ];
    let links: Vec<AnyView> =
        links.into_iter().filter_map(|(target, label)| Some(link("", target.clone()?, label))).collect();
    if links.is_empty() {
        ().into_any()
    } else {
        el("nav", "foot", links).attr("aria-label", Text::Links.english()).into_any()
    }
}

/// A link to whoever helps, if the configuration names one.
pub(super) fn support(page: Option<&Page>) -> Option<AnyView> {
    let page = page?;
    let mail = page.support_email.as_ref().map(|email| String::from("mailto:") + email);
    let target = page.support_url.clone().or(mail)?;
    Some(el("p", "sub", vec![link("", target, Text::AskSupport)]).into_any())
}

/// A link. The configuration was checked to hold none that runs a script.
pub(super) fn link(class: &'static str, target: String, label: Text) -> AnyView {
    a().class(class).href(target).rel("noreferrer").child(plain(label.english())).into_any()
}

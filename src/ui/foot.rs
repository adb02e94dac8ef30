//! Links below the card, and whom to ask.

use super::el::El;
use super::frame;
use super::text::Text;
use crate::config::Page;

/// Help, privacy, terms: those that the configuration has.
pub(super) fn foot(page: &Page) {
    let links = &page.links;
    if links.help.is_none() && links.privacy.is_none() && links.terms.is_none() {
        return;
    }
    let foot = frame::beside("nav.foot").attr("aria-label", Text::Links.english());
    for (target, label) in
        [(&links.help, Text::Help), (&links.privacy, Text::Privacy), (&links.terms, Text::Terms)]
    {
        if let Some(target) = target {
            link(&foot, "a", target, label);
        }
    }
}

/// A link to whoever helps, if the configuration names one.
pub(super) fn support(card: &El, page: &Page) {
    let mail = page.support_email.as_ref().map(|email| String::from("mailto:") + email);
    if let Some(target) = page.support_url.as_ref().or(mail.as_ref()) {
        link(&card.add("p.sub"), "a", target, Text::AskSupport);
    }
}

/// A link. The configuration was checked to hold none that runs a script.
pub(super) fn link(place: &El, what: &str, target: &str, label: Text) {
    place.add(what).attr("href", target).attr("rel", "noreferrer").say(label);
}

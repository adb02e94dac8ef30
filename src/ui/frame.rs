//! Around the screens: the document's state, its title, focus, and what is read aloud.

use super::el::{El, all, bearer, find};
use super::text::Text;
use crate::config::Page;
use crate::session::Screen;

/// The hooks that tests of other people rely on.
pub(super) fn mark(screen: &Screen) {
    let bearer = bearer();
    let error = if let Screen::Failed(failure) = screen { Some(failure.code()) } else { None };
    bearer.attr_if("data-portico-error", error);
    bearer.attr("data-portico-state", screen.name());
}

/// An empty card in the place of what was shown before.
pub(super) fn card(is_first: bool) -> El {
    if is_first {
        // What stands there is for the time before the program runs.
        let stage = find(".stage").set_text("");
        stage.attr_if("aria-busy", None);
        stage.add("p.unseen voice").attr("role", "status");
    }
    for old in all(".stage > :not(.voice)") {
        old.remove();
    }
    beside("section.card")
}

/// A new element after the card.
pub(super) fn beside(what: &str) -> El {
    find(".stage").insert(what, Some(&find(".voice")))
}

pub(super) fn focus_heading() {
    find("h1").focus();
}

/// The title of the window: what is shown, and what the page calls itself.
pub(super) fn set_title(words: &str, page: Option<&Page>) {
    let title = find("title").set_text(words);
    if let Some(page) = page.and_then(|page| page.title.as_ref()) {
        title.text(" · ").text(page);
    }
}

/// What the page calls itself.
pub(super) fn name_of(page: &Page) -> &str {
    page.title.as_deref().unwrap_or(Text::SignIn.english())
}

/// Says something to those who listen to the page. Screens that take focus say nothing here: they would be heard
/// twice.
pub(super) fn say(words: &str) {
    find(".voice").set_text(words);
}

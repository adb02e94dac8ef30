//! Pictures from elsewhere, with letters where they do not load.

use super::el::{El, target};
use super::shown::is_guest;
use crate::config::{Icon, Page};

/// The picture at `source`, else `letters`. Decoration: the name stands beside it.
pub(super) fn picture(place: &El, what: &str, source: Option<&str>, letters: String) {
    let place = place.add(what).unheard();
    let Some(source) = source else {
        place.name(&letters);
        return;
    };
    image(&place, "img", source).on("error", move |event| {
        target(&event).replace("bdi").text(&letters);
    });
}

/// What stands before a provider's title.
pub(super) fn icon(place: &El, icon: &Icon, title: &str) {
    match icon {
        Icon::Image(source) => picture(place, "span.tile", Some(source), title.chars().take(1).collect()),
        Icon::Initial(letter) => picture(place, "span.tile", None, letter.clone()),
    }
}

/// The logo of the page, or our own.
pub(super) fn logo(card: &El, page: &Page) {
    // Ours does not lie beside somebody else's page.
    let ours = if is_guest() { None } else { Some("./portico.svg") };
    let Some(source) = page.logo.as_deref().or(ours) else { return };
    image(card, "img.logo", source).on("error", |event| target(&event).remove());
}

fn image(place: &El, what: &str, source: &str) -> El {
    // Whoever serves the picture need not know which site shows it. Before `src`, which starts the request.
    place.add(what).attr("alt", "").attr("referrerpolicy", "no-referrer").attr("src", source)
}

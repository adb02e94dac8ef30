//! Pictures from elsewhere, with letters where they do not load.

use leptos::web_sys::Event;

use super::el::{El, View, el, target, text};
use crate::config::{Icon, Page};

/// The picture at `source`, else `letters`. Decoration: the name stands beside it.
pub(super) fn picture(class: &str, source: Option<&str>, letters: String) -> View {
    let inside = match source {
        Some(source) => image("", source)
            .on("error", move |event| {
                if let Some(image) = target(&event) {
                    let _ = image.replace_with_with_node_1(&text("bdi", "", &letters));
                }
            })
            .view(),
        None => text("bdi", "", &letters),
    };
    el("span", class, vec![inside]).attr("aria-hidden", "true").view()
}

/// What stands before a provider's title.
pub(super) fn icon(icon: &Icon, title: &str) -> View {
    match icon {
        Icon::Image(source) => picture("tile", Some(source), title.chars().take(1).collect()),
        Icon::Initial(letter) => picture("tile", None, letter.clone()),
    }
}

/// The logo of the page, or our own.
pub(super) fn logo(page: &Page) -> View {
    let gone = |event: Event| {
        if let Some(image) = target(&event) {
            image.remove();
        }
    };
    image("logo", page.logo.as_deref().unwrap_or("./portico.svg")).on("error", gone).view()
}

fn image(class: &str, source: &str) -> El {
    el("img", class, Vec::new())
        .attr("alt", "")
        // Whoever serves the picture need not know which site shows it. Before `src`, which starts the request.
        .attr("referrerpolicy", "no-referrer")
        .attr("src", source)
}

//! Pictures from elsewhere, with letters where they do not load.

use leptos::prelude::*;

use super::el::{View, el, live, nothing, text};
use crate::config::{Icon, Page};

/// The picture at `source`, else `letters`. Decoration: the name stands beside it.
pub(super) fn picture(class: &'static str, source: Option<String>, letters: String) -> View {
    let broken = RwSignal::new(source.is_none());
    let inside = live(move || {
        let source = source.clone().filter(|_| !broken.get());
        source.map_or_else(|| text("bdi", "", letters.clone()), |source| image("", source, broken))
    });
    el("span", class, vec![inside]).attr("aria-hidden", "true").view()
}

/// What stands before a provider's title.
pub(super) fn icon(icon: &Icon, title: &str) -> View {
    match icon {
        Icon::Image(source) => picture("tile", Some(source.clone()), title.chars().take(1).collect()),
        Icon::Initial(letter) => picture("tile", None, letter.clone()),
    }
}

/// The logo of the page, or our own.
pub(super) fn logo(page: &Page) -> View {
    let broken = RwSignal::new(false);
    let source = page.logo.clone().unwrap_or_else(|| "./portico.svg".into());
    live(move || if broken.get() { nothing() } else { image("logo", source.clone(), broken) })
}

fn image(class: &'static str, source: String, broken: RwSignal<bool>) -> View {
    el("img", class, Vec::new())
        .attr("alt", "")
        // Whoever serves the picture need not know which site shows it. Before `src`, which starts the request.
        .attr("referrerpolicy", "no-referrer")
        .attr("src", source)
        .on("error", move |_| broken.set(true))
        .view()
}

//! Pictures from elsewhere, with letters where they do not load.

use leptos::ev;
use leptos::prelude::*;

use super::el::{el, text};
use crate::config::{Icon, Page};

/// The picture at `source`, else `letters`. Decoration: the name stands beside it.
pub(super) fn picture(class: &'static str, source: Option<String>, letters: String) -> AnyView {
    let broken = RwSignal::new(source.is_none());
    let view = move || {
        if broken.get() {
            let letters = text("bdi", "", letters.clone());
            el("span", class, vec![letters]).attr("aria-hidden", "true").into_any()
        } else {
            image(class, source.clone().unwrap_or_default(), broken)
        }
    };
    view.into_any()
}

/// What stands before a provider's title.
pub(super) fn icon(icon: &Icon, title: &str) -> AnyView {
    let letter = title.chars().next().into_iter().flat_map(char::to_uppercase).collect();
    match icon {
        Icon::Image(source) => picture("tile", Some(source.clone()), letter),
        Icon::Initial(letter) => picture("tile", None, letter.clone()),
    }
}

/// The logo of the page, or our own.
pub(super) fn logo(page: &Page) -> AnyView {
    let broken = RwSignal::new(false);
    let source = page.logo.clone().unwrap_or_else(|| "./portico.svg".into());
    let view = move || if broken.get() { ().into_any() } else { image("logo", source.clone(), broken) };
    view.into_any()
}

fn image(class: &'static str, source: String, broken: RwSignal<bool>) -> AnyView {
    // Whoever serves the picture need not know which site shows it.
    let image = leptos::html::img().class(class).alt("").referrerpolicy("no-referrer").src(source);
    image.on(ev::error, move |_| broken.set(true)).into_any()
}

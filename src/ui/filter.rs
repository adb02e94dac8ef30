//! The box that searches a long list of providers.

use leptos::prelude::*;

use super::el::{View, el, live, nothing, plain};
use super::picker::Shared;
use super::text::Text;
use crate::session::screen::Choice;

pub(super) fn filter(shared: Shared) -> View {
    el("input", "filter", Vec::new())
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("placeholder", Text::Search.english())
        .attr("aria-label", Text::Search.english())
        .on("input", move |event| shared.wanted.set(lower_case(event_target_value(&event).trim())))
        .view()
}

/// Everything of a provider that somebody may type.
pub(super) fn searchable(choice: &Choice) -> String {
    let description = choice.description.as_deref().unwrap_or_default();
    lower_case(&[&choice.via.title, " ", description, " ", &choice.via.host].concat())
}

/// What is said when no provider is left.
pub(super) fn nothing_found(shared: Shared, texts: Vec<String>) -> View {
    let words = live(move || {
        let found = shared.wanted.with(|wanted| texts.iter().any(|text| text.contains(wanted.as_str())));
        if found { nothing() } else { plain(Text::NothingFound.english()) }
    });
    el("p", "sub", vec![words]).attr("role", "status").view()
}

/// The browser's own: the tables of Unicode are large.
fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_locale_lower_case(None).into()
}

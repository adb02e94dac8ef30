//! The box that searches a long list of providers.

use leptos::ev;
use leptos::html::input;
use leptos::prelude::*;

use super::el::{el, plain};
use super::picker::Shared;
use super::text::Text;
use crate::session::screen::Choice;

pub(super) fn filter(shared: Shared) -> AnyView {
    input()
        .class("filter")
        .r#type("search")
        .autocomplete("off")
        .attr("placeholder", Text::Search.english())
        .attr("aria-label", Text::Search.english())
        .on(ev::input, move |event| shared.wanted.set(lower_case(event_target_value(&event).trim())))
        .into_any()
}

/// Everything of a provider that somebody may type.
pub(super) fn searchable(choice: &Choice) -> String {
    let description = choice.description.as_deref().unwrap_or_default();
    lower_case(&[&choice.via.title, description, &choice.via.host].join(" "))
}

/// What is said when no provider is left.
pub(super) fn nothing_found(shared: Shared, texts: Vec<String>) -> AnyView {
    let words = move || {
        let found = shared.wanted.with(|wanted| texts.iter().any(|text| text.contains(wanted.as_str())));
        plain(if found { "" } else { Text::NothingFound.english() })
    };
    el("p", "sub", vec![words.into_any()]).attr("role", "status").into_any()
}

/// The browser's own: the tables of Unicode are not in the wasm a second time.
fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_locale_lower_case(None).into()
}

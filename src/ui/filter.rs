//! The box that searches a long list of providers.

use js_sys::JsString;
use leptos::prelude::*;
use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::Element;

use super::el::{View, el};
use super::text::Text;
use crate::session::screen::Choice;

/// The box, the list, and what is said when nothing of it is left.
pub(super) fn filter(list: View, choices: &[Choice]) -> [View; 3] {
    let texts: Vec<JsString> = choices.iter().map(searchable).collect();
    let search = el("input", "filter", Vec::new())
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("placeholder", Text::Search.english())
        .attr("aria-label", Text::Search.english())
        .on("input", move |event| show(&texts, event_target_value(&event).trim()));
    [search.view(), list, el("p", "sub none", Vec::new()).attr("role", "status").view()]
}

/// Everything of a provider that somebody may type.
fn searchable(choice: &Choice) -> JsString {
    let description = choice.description.as_deref().unwrap_or_default();
    lower_case(&[&choice.via.title, " ", description, " ", &choice.via.host].concat())
}

/// Shows the items whose text has in it what is wanted.
fn show(texts: &[JsString], wanted: &str) {
    let wanted = String::from(lower_case(wanted));
    let Ok(items) = document().query_selector_all(".providers > li") else { return };
    let mut found = false;
    for (index, text) in (0..).zip(texts) {
        let fits = text.includes(&wanted, 0);
        found |= fits;
        if let Some(item) = items.get(index).and_then(|item| item.dyn_into::<Element>().ok()) {
            let _ = item.toggle_attribute_with_force("hidden", !fits);
        }
    }
    if let Ok(Some(none)) = document().query_selector(".none") {
        none.set_text_content((!found).then_some(Text::NothingFound.english()));
    }
}

/// The browser's own: the tables of Unicode are large.
fn lower_case(text: &str) -> JsString {
    JsString::from(text).to_locale_lower_case(None)
}

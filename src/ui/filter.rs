//! The box that searches a long list of providers.

use js_sys::JsString;

use super::el::{El, all, find, target};
use super::shown::shown;
use super::text::Text;
use crate::session::Screen;

/// The box.
pub(super) fn filter(card: &El) {
    card.add("input.filter")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("placeholder", Text::Search.english())
        .attr("aria-label", Text::Search.english())
        .on("input", |event| show(&target(&event).value()));
}

/// Shows the items that have in them what is wanted.
fn show(wanted: &str) {
    let Some(shown) = shown() else { return };
    let Screen::Picker(picker) = &*shown.screen else { return };
    let wanted = String::from(lower_case(wanted.trim()));
    let mut found = false;
    for (item, choice) in all(".providers > li").zip(&picker.choices) {
        // Everything of a provider that somebody may type.
        let description = choice.description.as_deref().unwrap_or_default();
        let text = lower_case(&[&choice.via.title, " ", description, " ", &choice.via.host].concat());
        let fits = text.includes(&wanted, 0);
        found |= fits;
        item.attr_if("hidden", (!fits).then_some(""));
    }
    find(".none").set_text(if found { "" } else { Text::NothingFound.english() });
}

/// The browser's own: the tables of Unicode are large.
fn lower_case(text: &str) -> JsString {
    JsString::from(text).to_locale_lower_case(None)
}

//! Arrow keys in a list of buttons. Tab works as everywhere.

use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Event, HtmlElement, KeyboardEvent};

/// Up and Down go to the neighbour, Home and End to the ends, past what is filtered out.
pub(super) fn move_focus(event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else { return };
    let Ok(buttons) = document().query_selector_all("li:not([hidden]) > .provider") else { return };
    let focused = document().active_element();
    let here: Option<u32> =
        (0..buttons.length()).find(|index| buttons.get(*index).as_ref() == focused.as_deref());
    let Some(here) = here else { return };
    let last = buttons.length().saturating_sub(1);
    let next = match key.as_str() {
        "ArrowDown" => (here + 1).min(last),
        "ArrowUp" => here.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    // Or the page would scroll as well.
    event.prevent_default();
    if let Some(button) = buttons.get(next).and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // A button of the list can take focus.
        let _ = button.focus();
    }
}

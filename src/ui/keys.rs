//! Arrow keys in a list of buttons. Tab works as everywhere.

use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

use super::el::all;

/// Up and Down go to the neighbour, Home and End to the ends, past what is filtered out.
pub(super) fn move_focus(event: &Event) {
    // Only ever called with events of the keyboard.
    let key = event.unchecked_ref::<KeyboardEvent>().key();
    let (selector, is_last) = match key.as_str() {
        "ArrowDown" => ("li:focus-within ~ li:not([hidden]) > button", false),
        "ArrowUp" => ("li:not([hidden]):not(:focus-within):not(li:focus-within ~ li) > button", true),
        "Home" => ("li:not([hidden]) > button", false),
        "End" => ("li:not([hidden]) > button", true),
        _ => return,
    };
    // Or the page would scroll as well.
    event.prevent_default();
    let mut buttons = all(selector);
    if let Some(button) = if is_last { buttons.last() } else { buttons.next() } {
        button.focus();
    }
}

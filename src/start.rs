//! The one export of the page: boot.js calls it when the wasm and the configuration are there, and so does element.js.

use js_sys::{Array, Function, JsString};
use wasm_bindgen::JsValue;
#[cfg(not(feature = "app"))]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser::{Handle, program, session_account, session_fetch};
use crate::session::Guest;
use crate::{element, later, ui};

/// Starts the page. `page` is its address without query and fragment; `search` and `hash` are those of the address before boot.js stripped them; `config` is the
/// text of the configuration, `undefined` if it did not arrive; `boot` brings the other files of the program; `guest` says whose page this is in: 0 its
/// own, 1 that of an element's host, 2 that of a frame's host.
///
/// Answers what scripts may call: `fetch` with the bearer token, `account`, and what elements are driven by.
// Not of an application's wasm, which has its own.
#[cfg_attr(not(feature = "app"), wasm_bindgen)]
pub fn start(
    page: &JsString,
    search: &JsString,
    hash: &JsString,
    config: &JsValue,
    boot: Function,
    guest: u32,
) -> Array {
    program::comes_by(boot);
    let handle = Handle::default();
    let guest = match guest {
        1 => Guest::Element,
        2 => Guest::Frame,
        _ => Guest::No,
    };
    if guest == Guest::Element {
        program::leaves_later();
    }
    let drawn: fn() = || later::element(element::drawn);
    handle.show_with(ui::mount(handle.clone(), guest, drawn));
    // Values of the script, read here: as arguments of the export, each would bring what frees it, three times.
    let text = |value: &JsString| value.as_string().unwrap_or_default();
    handle.open(&text(page), text(search), text(hash), config.as_string(), guest);
    Array::of3(
        &session_fetch::function(&handle),
        &session_account::function(&handle),
        &element::function(&handle),
    )
}

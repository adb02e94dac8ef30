//! The window of a sign-in, which is opened in the click itself.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Window;

#[wasm_bindgen(module = "/public/window.js")]
extern "C" {
    #[wasm_bindgen(js_name = openWindow, catch)]
    fn open_window() -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = takeWindow)]
    fn take_window() -> JsValue;
}

/// Opens it, empty. Whether the browser has done so shows when it is taken.
pub(super) fn open() {
    let _ = open_window();
}

/// The one that was opened, once.
pub(super) fn take() -> JsValue {
    take_window()
}

/// Closes the one that nobody has taken.
pub(super) fn close() {
    let window = take();
    if window.is_object() {
        let _ = window.unchecked_ref::<Window>().close();
    }
}

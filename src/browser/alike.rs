//! What several web APIs call the same: one import of the program for all of them, where their own bindings would have one each.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

#[wasm_bindgen]
extern "C" {
    type Alike;
    // None of them throws, but for `close` of a dialog that is on no page: nobody waits for that.
    #[wasm_bindgen(method, catch, js_name = close)]
    fn close_it(this: &Alike) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = focus)]
    fn focus_it(this: &Alike) -> Result<(), JsValue>;
    #[wasm_bindgen(method, setter, js_name = onerror)]
    fn set_on_error(this: &Alike, listener: Option<&Function>);
    #[wasm_bindgen(method, catch, js_name = checkVisibility)]
    fn is_rendered(this: &Alike) -> Result<bool, JsValue>;
}

fn alike(it: &JsValue) -> &Alike {
    it.unchecked_ref()
}

/// Closes a window, a dialog, a channel, a database, a connection.
pub fn close(it: &JsValue) {
    let _ = alike(it).close_it();
}

/// Gives the focus to an element or a window.
pub fn focus(it: &JsValue) {
    // What can't take it leaves it where it is.
    let _ = alike(it).focus_it();
}

/// Is an element shown to anybody? In older browsers it is taken to be.
pub fn is_rendered(it: &JsValue) -> bool {
    alike(it).is_rendered().unwrap_or(true)
}

/// Sets the listener for the error of a request, a transaction, a connection.
pub fn on_error(it: &JsValue, listener: Option<&Function>) {
    alike(it).set_on_error(listener);
}

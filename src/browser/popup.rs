//! A window of its own.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::Window;

use crate::protocol::secret::SecretUrl;

/// So large that a provider's page fits, and small enough to be seen as a window.
const FEATURES: &str = "popup,width=480,height=720";

thread_local! {
    static WINDOW: RefCell<Option<Window>> = const { RefCell::new(None) };
}

/// Opens an empty one; `false` if the browser does not. To be called while a click counts.
pub fn open() -> bool {
    let opened = web_sys::window().and_then(|window| {
        window.open_with_url_and_target_and_features("about:blank", "portico-sign-in", FEATURES).ok()?
    });
    if let Some(window) = &opened {
        // What is going to be in it could send this page elsewhere.
        let _ = window.set_opener(&JsValue::NULL);
    }
    WINDOW.replace(opened);
    WINDOW.with_borrow(Option::is_some)
}

/// Closes it, unless it was sent somewhere.
pub fn close() {
    if let Some(window) = WINDOW.take() {
        let _ = window.close();
    }
}

/// Sends it to this address.
pub fn navigate(url: &SecretUrl) {
    if let Some(window) = WINDOW.take() {
        let _ = window.location().replace(url.expose());
    }
}

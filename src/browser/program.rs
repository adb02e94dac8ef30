//! The second file of the program (see [`later`](crate::later)): boot.js fetches it, once it is asked to.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
}

/// From now on, `fetch` is how the second file comes: a function that answers a promise, the same at every call, which
/// is rejected where the file can't be had: boot.js has then tried several times, and shows that the page is at its end.
/// Called with `true`, it only sees to it that the browser has the file when the person comes back.
pub fn comes_by(fetch: Function) {
    FETCH.set(Some(fetch));
}

/// Is it there?
pub fn is_there() -> bool {
    IS_THERE.get()
}

/// Can it not be had? Then the page shows that, and must not show anything else.
pub fn has_ended() -> bool {
    HAS_ENDED.get()
}

/// The page is left for a provider: what comes after that can come now.
pub fn prepare() {
    if !is_there() {
        // Nothing depends on it.
        let _ = call(&JsValue::TRUE);
    }
}

/// Waits until it is there; `false` if it can't be had.
pub async fn load() -> bool {
    if is_there() {
        return true;
    }
    let is_there = match call(&JsValue::FALSE) {
        Some(Ok(coming)) => JsFuture::from(coming.unchecked_into::<Promise>()).await.is_ok(),
        Some(Err(_)) => false,
        // Without a boot script, as in tests, the program is one file.
        None => true,
    };
    IS_THERE.set(is_there);
    HAS_ENDED.set(!is_there);
    is_there
}

fn call(argument: &JsValue) -> Option<Result<JsValue, JsValue>> {
    FETCH.with_borrow(|fetch| Some(fetch.as_ref()?.call1(&JsValue::UNDEFINED, argument)))
}

//! The second file of the program (see [`later`](crate::later)): boot.js fetches it, once it is asked to.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
}

/// From now on, `fetch` is how the second file comes: a function that answers a promise, the same at every call. The
/// promise is never rejected: where the file can't be had, boot.js says so, and the page is at its end.
pub fn comes_by(fetch: Function) {
    FETCH.set(Some(fetch));
}

/// Is it there?
pub fn is_there() -> bool {
    IS_THERE.get()
}

/// Waits until it is there.
pub async fn load() {
    if is_there() {
        return;
    }
    let coming = FETCH.with_borrow(|fetch| fetch.as_ref()?.call0(&JsValue::UNDEFINED).ok());
    // Without a boot script, as in tests, the program is one file.
    if let Some(coming) = coming {
        let _ = JsFuture::from(coming.unchecked_into::<Promise>()).await;
    }
    IS_THERE.set(true);
}

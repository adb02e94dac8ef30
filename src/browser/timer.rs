//! `setTimeout`.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// Waits. Without a window it does not wait at all.
pub async fn sleep(milliseconds: u32) {
    // A promise that is never rejected.
    let _ = JsFuture::from(timeout(milliseconds)).await;
}

/// A promise that is fulfilled with `undefined` after so many milliseconds.
pub(super) fn timeout(milliseconds: u32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        let set = web_sys::window().map(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
        });
        if !matches!(set, Some(Ok(_))) {
            // Without a timer there is nothing to wait for.
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
    })
}

//! The one export of the page: boot.js calls it when the wasm and the configuration are there.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser::{Handle, program, session_account, session_fetch};
use crate::ui;

/// Starts the page. `search` and `hash` are those of the address before boot.js stripped them; `config` is the
/// text of the configuration, `undefined` if it did not arrive; `boot` brings the second file of the program.
/// Answers what scripts of the page may call: `fetch` with the bearer token, and `account`.
#[wasm_bindgen]
pub fn start(search: String, hash: String, config: Option<String>, boot: Function) -> Array {
    program::comes_by(boot);
    let handle = Handle::default();
    handle.show_with(ui::mount(handle.clone()));
    handle.open(search, hash, config);
    Array::of2(&session_fetch::function(&handle), &session_account::function(&handle))
}

//! The one export of the page: boot.js calls it when the wasm is there.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::browser::Handle;
use crate::ui;

/// Starts the page. `search` and `hash` are those of the address before boot.js stripped them; `config` is a
/// promise for `{ status, text }` of the configuration.
#[wasm_bindgen]
pub async fn start(search: String, hash: String, config: Promise) {
    let handle = Handle::default();
    let sender = handle.clone();
    handle.show_with(ui::mount(move |input| sender.send(input)));
    handle.open(search, hash, text(config).await);
}

/// The text of the configuration; `None` if it did not arrive with status 200.
async fn text(config: Promise) -> Option<String> {
    let answer = JsFuture::from(config).await.ok()?;
    let status = Reflect::get(&answer, &"status".into()).ok()?.as_f64()?;
    let text = Reflect::get(&answer, &"text".into()).ok()?.as_string()?;
    #[expect(clippy::float_cmp, reason = "a status is a small whole number")]
    (status == 200.0).then_some(text)
}

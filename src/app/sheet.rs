//! The stylesheet of pickers: one for all of them, which no policy of the page has a say in.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::ShadowRoot;

const ELEMENT: &str = include_str!("../../style/element.css");
const BASE: &str = include_str!("../../style/base.css");
const PARTS: &str = include_str!("../../style/parts.css");
const LATER: &str = include_str!("../../style/later.css");

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type CSSStyleSheet;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<CSSStyleSheet, JsValue>;
    #[wasm_bindgen(method, js_name = replaceSync, catch)]
    fn replace(this: &CSSStyleSheet, text: &str) -> Result<(), JsValue>;

    type Root;
    #[wasm_bindgen(method, setter = adoptedStyleSheets)]
    fn adopt(this: &Root, sheets: Vec<CSSStyleSheet>);
}

thread_local! {
    // `None` in a browser that is too old; then pickers are plain.
    static SHEET: Option<CSSStyleSheet> = make().ok();
}

/// Lets the shadow root have it.
pub(super) fn adopt(root: &ShadowRoot) {
    let sheet = SHEET.with(Clone::clone);
    root.unchecked_ref::<Root>().adopt(sheet.into_iter().collect());
}

fn make() -> Result<CSSStyleSheet, JsValue> {
    let sheet = CSSStyleSheet::new()?;
    sheet.replace(&text())?;
    Ok(sheet)
}

/// All of it: a sheet that is made by a script imports none.
fn text() -> String {
    let layer = |name: &str, text: &str| ["@layer ", name, " {\n", text, "}"].concat();
    [
        &ELEMENT
            .replace("@import \"./base.css\" layer(base);", &layer("base", BASE))
            .replace("@import \"./parts.css\" layer(parts);", &layer("parts", PARTS)),
        LATER,
    ]
    .concat()
}

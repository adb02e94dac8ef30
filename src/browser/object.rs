//! Objects of the script.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Sets a member of an object that was just made, which takes every one.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

//! What drives the elements of a host page: element.js calls it, and is told of every change.
//!
//! The elements themselves are made there; here is what needs the machine.

mod snapshot;

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser::{Handle, program};
use crate::later;
use crate::session::Input;
use crate::ui;

/// Everything is drawn: says so.
pub(crate) fn drawn() {
    program::tell("drawn");
}

/// What element.js calls with the name of what it wants, and a list of what that needs:
///
/// | | |
/// |---|---|
/// | `add`, `remove` | the shadow root that is drawn into |
/// | `sign_in` | provider (its `id`; empty: the person chooses), what is asked for |
/// | `sign_out` | |
/// | `state` | answers what there is to know of the screen |
pub(crate) fn function(page: &Handle) -> JsValue {
    let page = page.clone();
    Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(move |what: JsValue, given: JsValue| {
        later::element(|| call(&page, &what, given.unchecked_ref()))
    })
    .into_js_value()
}

fn call(page: &Handle, what: &JsValue, given: &Array) -> JsValue {
    let text = |index| given.get(index).as_string().unwrap_or_default();
    match what.as_string().unwrap_or_default().as_str() {
        "add" => ui::add(given.get(0)),
        "remove" => ui::remove(&given.get(0)),
        "sign_in" => match text(0) {
            none if none.is_empty() => page.send(Input::PickerRequested),
            provider => sign_in(page, provider, given.get(1).unchecked_ref()),
        },
        "sign_out" => page.send(Input::SignOutRequested),
        "state" => return snapshot::of(page),
        _ => {}
    }
    JsValue::UNDEFINED
}

/// Begins a sign-in, as a press of the button would.
pub(crate) fn sign_in(page: &Handle, provider: String, asked: &Array) {
    page.send(Input::Asked(Box::new(ui::asked(asked))));
    page.send(Input::Picked { provider });
}

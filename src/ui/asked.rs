//! What an element of a host page asks for beyond the provider: element.js knows its attributes.

use js_sys::Array;
use wasm_bindgen::JsCast as _;

use super::el::bearer;
use super::shown::send;
use crate::browser::program;
use crate::session::{Asked, Input, Place};

/// Takes down what the element asks for of which a button was pressed. `false`: the host page does not want the sign-in.
pub(super) fn ask(provider: &str) -> bool {
    match program::ask(bearer().as_ref(), provider) {
        // Not with what an earlier one has asked for.
        None => false,
        Some(given) if given.is_null() => false,
        Some(given) if given.is_object() => {
            send(Input::Asked(Box::new(read(given.unchecked_ref()))));
            true
        }
        _ => true,
    }
}

/// `[popup, forgets, login_hint, ui_locales, prompt, destination, is_return]`
pub(crate) fn read(given: &Array) -> Asked {
    let text = |index| given.get(index).as_string().filter(|text| !text.is_empty());
    Asked {
        popup: given.get(0).is_truthy(),
        forgets: given.get(1).is_truthy(),
        login_hint: text(2),
        ui_locales: text(3),
        prompt: text(4),
        destination: text(5),
        place: if given.get(6).is_truthy() { Place::Here } else { Place::Elsewhere },
    }
}

//! Who is signed in, for the scripts of the page. Never a token, and never anything to decide by: whoever sits at a browser
//! can change what its scripts are told.

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::driver::Handle;
use super::object::set;
use crate::later;
use crate::session::Screen;
use crate::session::screen::SignedIn;

/// `account()` as scripts call it: `null` where nobody is signed in, else an object with `subject`, `name`, `username`,
/// `email`, `email_verified`, `picture`, `groups`, `role` and `provider`; what is not known is `null`. A `role` of `null`
/// also says that the person's groups give them none.
pub fn function(page: &Handle) -> JsValue {
    let page = page.clone();
    Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(move |_, _| match page.screen() {
        Screen::SignedIn(it) => later::run(|| account(&it)),
        _ => JsValue::NULL,
    })
    .into_js_value()
}

fn account(it: &SignedIn) -> JsValue {
    let object = Object::new();
    let account = &it.account;
    let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
    let groups: Array = account.groups.iter().map(|group| JsValue::from_str(group)).collect();
    for (name, value) in [
        ("subject", text(Some(&account.subject))),
        ("name", text(account.name.as_deref())),
        ("username", text(account.username.as_deref())),
        ("email", text(account.email.as_deref())),
        ("email_verified", account.email_verified.map_or(JsValue::NULL, JsValue::from_bool)),
        ("picture", text(account.picture.as_deref())),
        ("groups", groups.into()),
        ("role", text(it.role_name())),
        ("provider", text(it.provider())),
    ] {
        set(&object, name, &value);
    }
    object.into()
}

//! What element.js may know of the screen: no secret, as the screen holds none.

use std::sync::Arc;

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use crate::browser::{Handle, object};
use crate::failure::Retry;
use crate::session::Screen;
use crate::session::screen::Why;

/// `state` (of `data-portico-state`), `providers` (their ids), `mayBegin` (a sign-in), and as far as the screen has them: `failure` (names it), `code`, `oauthError`, `retry`; `isPopup`,
/// `wasClosed`; `at`, `why` of an end that comes by itself; `expiresAt`, `renewedAt`; `isEnding` of a sign-out under way, `isDoubtful` of one that the backend may
/// not do.
pub(super) fn of(page: &Handle) -> JsValue {
    let screen = &page.screen();
    let object = Object::new();
    let set = |name: &str, value: JsValue| object::set(&object, name, &value);
    set("state", screen.name().into());
    set("providers", page.providers().iter().map(|id| JsValue::from_str(id)).collect::<Array>().into());
    set("mayBegin", page.may_begin().into());
    match screen {
        Screen::Failed(failure) => {
            // The same one twice is told once; another one with the same code is another one.
            set("failure", u32::try_from(Arc::as_ptr(failure).addr()).unwrap_or_default().into());
            set("code", failure.code().into());
            set("oauthError", failure.error.oauth_code().map_or(JsValue::NULL, Into::into));
            set("retry", retry(failure.retry()).into());
        }
        Screen::Picker(picker) => {
            set("isPopup", picker.in_window.into());
            set("wasClosed", picker.was_closed.into());
        }
        Screen::SignedIn(signed_in) => {
            let seconds = |time: i64| u32::try_from(time).unwrap_or(u32::MAX).into();
            set("expiresAt", signed_in.expires_at.map_or(JsValue::NULL, seconds));
            set("renewedAt", seconds(signed_in.renewed_at));
            if let Some(ending) = signed_in.ending {
                set("at", seconds(ending.at));
                set("why", if ending.why == Why::Idle { "idle" } else { "expired" }.into());
            }
        }
        Screen::SignedOut(signed_out) => {
            set("isEnding", signed_out.leaving.into());
            set("isDoubtful", (signed_out.leaving && page.is_by_cookie()).into());
        }
        Screen::Starting | Screen::Completing(_) => {}
    }
    object.into()
}

fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::Now => "now",
        Retry::Later => "later",
        Retry::No => "no",
    }
}

//! The second file of the program (see [`later`](crate::later)): boot.js fetches it, once it is asked to.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static BOOT: RefCell<Option<Function>> = const { RefCell::new(None) };
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
    static HAS_WORDS: Cell<bool> = const { Cell::new(false) };
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
}

/// The second file can't be had.
#[derive(Clone, Copy, Debug)]
pub struct NotThere;

/// From now on, this function of boot.js does what it is called with: `load` answers a promise, which is rejected where
/// the file can't be had after several tries, and so does `failed` for what only a page needs on which something has failed; `prepare` lets the browser have it when the person comes back; `end` shows
/// that the page can't go on.
pub fn comes_by(boot: Function) {
    BOOT.set(Some(boot));
}

/// Is it there?
pub fn is_there() -> bool {
    IS_THERE.get()
}

/// Has the page come to its end for want of it? Then it shows that, and must not show anything else.
pub fn has_ended() -> bool {
    HAS_ENDED.get()
}

/// Is there what says why something has failed?
pub fn has_words() -> bool {
    HAS_WORDS.get()
}

/// Waits until it is there, or can't be had.
pub async fn load_words() -> Result<(), NotThere> {
    bring("failed").await?;
    HAS_WORDS.set(true);
    Ok(())
}

/// The page is left for a provider: what comes after that can come now.
pub fn prepare() {
    if !is_there() {
        // Nothing depends on it.
        let _ = call("prepare");
    }
}

/// Nothing works without it: the page is at its end.
pub fn end() {
    if !HAS_ENDED.replace(true) {
        let _ = call("end");
    }
}

/// Waits until it is there.
pub async fn load() -> Result<(), NotThere> {
    if is_there() {
        return Ok(());
    }
    bring("load").await?;
    IS_THERE.set(true);
    Ok(())
}

async fn bring(what: &str) -> Result<(), NotThere> {
    match call(what) {
        Some(Ok(coming)) => {
            JsFuture::from(coming.unchecked_into::<Promise>()).await.map_err(|_| NotThere)?;
            Ok(())
        }
        Some(Err(_)) => Err(NotThere),
        // Without a boot script, as in tests, the program is one file.
        None => Ok(()),
    }
}

/// What an element asks for whose button was pressed: `null`, if its host page does not want the sign-in.
pub fn ask(bearer: &JsValue, provider: &str) -> Option<JsValue> {
    BOOT.with_borrow(Clone::clone)?.call3(&JsValue::UNDEFINED, &"ask".into(), bearer, &provider.into()).ok()
}

/// Everything is drawn.
pub fn tell_drawn() {
    // Nothing depends on it.
    let _ = call("drawn");
}

fn call(what: &str) -> Option<Result<JsValue, JsValue>> {
    // Not while it is borrowed: what is called may call back.
    Some(BOOT.with_borrow(Clone::clone)?.call1(&JsValue::UNDEFINED, &what.into()))
}

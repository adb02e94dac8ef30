//! The second file of the program (see [`later`](crate::later)): boot.js fetches it, once it is asked to.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

thread_local! {
    static BOOT: RefCell<Option<Function>> = const { RefCell::new(None) };
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
    /// `Some(false)`: could not be had.
    static WORDS: Cell<Option<bool>> = const { Cell::new(None) };
    static HAS_LEAVE: Cell<bool> = const { Cell::new(true) };
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
}

/// The second file can't be had.
#[derive(Clone, Copy, Debug)]
pub struct NotThere;

/// From now on, this function of boot.js does what it is called with: `load`, `leave` and `failed` answer the promise of a [`Part`], which is rejected
/// where it can't be had after several tries; `prepare` lets the browser have the later ones when the person comes back; `end` shows that the
/// page can't go on; `drawn` hears that everything is drawn, `rest` that it is known whether somebody is signed in, `ask` what a button was pressed for, and `window` answers the window that was opened then.
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
    WORDS.get() == Some(true)
}

/// Is it to be asked for? Not again for the same failure.
pub fn lacks_words() -> bool {
    WORDS.get().is_none()
}

/// Something else is shown: for the next failure it is asked for again.
pub fn needs_no_words() {
    if !has_words() {
        WORDS.set(None);
    }
}

/// The page is left for a provider: what comes after that can come now.
pub fn prepare() {
    if !is_there() {
        tell("prepare");
    }
}

/// Nothing works without it: the page is at its end.
pub fn end() {
    if !HAS_ENDED.replace(true) {
        tell("end");
    }
}

/// What may not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What leaves for a provider.
    Leave,
    /// The second file, and those.
    Later,
    /// What says why something has failed.
    Words,
}

/// Waits until it is there.
pub async fn load(part: Part) -> Result<(), NotThere> {
    if is_there() && part == Part::Later {
        return Ok(());
    }
    let what = match part {
        Part::Leave => "leave",
        Part::Later => "load",
        Part::Words => "failed",
    };
    let is_there = match call(what) {
        Some(Ok(coming)) => JsFuture::from(coming.unchecked_into::<Promise>()).await.is_ok(),
        // Without a boot script, as in tests, the program is one file.
        it => it.is_none(),
    };
    if part == Part::Words {
        WORDS.set(Some(is_there));
    } else if is_there {
        HAS_LEAVE.set(true);
        if part == Part::Later {
            IS_THERE.set(true);
            // Whoever is signed in must be told what has failed, even if nothing can be loaded any more.
            WORDS.set(Some(true));
        }
    }
    if is_there { Ok(()) } else { Err(NotThere) }
}

/// Is there what leaves for a provider?
pub fn can_leave() -> bool {
    HAS_LEAVE.get()
}

/// It is not there yet.
pub fn leaves_later() {
    HAS_LEAVE.set(false);
}

/// What an element asks for whose button was pressed: `null`, if its host page does not want the sign-in. A frame has nothing to ask for.
pub fn ask(bearer: &JsValue, provider: &str) -> Option<JsValue> {
    BOOT.with_borrow(Clone::clone)?.call3(&JsValue::UNDEFINED, &"ask".into(), bearer, &provider.into()).ok()
}

/// The window that was opened for a sign-in, if one was.
pub fn window() -> Option<Window> {
    let opened = call("window")?.ok()?;
    opened.is_object().then(|| opened.unchecked_into())
}

/// Tells of something that nothing here depends on.
pub fn tell(what: &str) {
    let _ = call(what);
}

fn call(what: &str) -> Option<Result<JsValue, JsValue>> {
    // Not while it is borrowed: what is called may call back.
    Some(BOOT.with_borrow(Clone::clone)?.call1(&JsValue::UNDEFINED, &what.into()))
}

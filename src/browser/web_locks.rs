//! Web Locks: holding a name, alone or together with others, until it is given back.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use super::object::set;
use super::timer::timeout;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = query, catch)]
    fn query() -> Result<Promise, JsValue>;
}

/// A lock that is held, or asked for. Dropped, it is given back.
#[derive(Debug)]
pub struct Lock {
    release: Function,
    abort: AbortController,
}

impl Lock {
    /// Asks for a lock and calls `granted` when it is there; `None` if the browser has no locks.
    pub fn take(name: &str, shared: bool, granted: impl FnOnce() + 'static) -> Option<Self> {
        let mut release = None;
        // The lock is held until this promise is fulfilled.
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let abort = AbortController::new().ok()?;
        let callback = Closure::once_into_js(move || {
            granted();
            held
        });
        let options = Object::new();
        set(&options, "mode", &(if shared { "shared" } else { "exclusive" }).into());
        set(&options, "signal", &abort.signal());
        let done = request(name, &options, callback.unchecked_ref()).ok()?;
        // Rejected if it is given back before it was granted; nobody waits for either.
        spawn_local(async move {
            let _ = JsFuture::from(done).await;
        });
        Some(Self { release: release?, abort })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
        self.abort.abort();
    }
}

/// Milliseconds for which the browser may think about who holds what.
const PATIENCE: u32 = 3_000;

/// How many hold this lock now. A browser that does not say knows of none.
pub async fn count(name: &str) -> usize {
    let Ok(asked) = query() else { return 0 };
    let first = Promise::race(&Array::of2(&asked, &timeout(PATIENCE)));
    let Ok(answer) = JsFuture::from(first).await else { return 0 };
    let held = Reflect::get(&answer, &"held".into()).unwrap_or(JsValue::UNDEFINED);
    let held: Array = held.dyn_into().unwrap_or_default();
    held.iter().filter(|lock| Reflect::get(lock, &"name".into()).is_ok_and(|found| found == name)).count()
}

//! Where the application is: its address, what a response has put there, and what the browser lets it keep.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Url;

#[wasm_bindgen(module = "/public/response.js")]
extern "C" {
    #[wasm_bindgen(js_name = takeOurs)]
    fn take_ours() -> JsValue;
    #[wasm_bindgen(js_name = isForOpener)]
    fn is_for_opener(search: &str) -> bool;
}

#[wasm_bindgen(module = "/public/window.js")]
extern "C" {
    #[wasm_bindgen(js_name = handOver, catch)]
    async fn hand_over(search: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// What `takeOurs` answers.
    #[derive(Clone, Debug)]
    pub(super) type Address;
    /// The address of the page, without query and fragment.
    #[wasm_bindgen(method, getter)]
    pub(super) fn page(this: &Address) -> String;
    /// The query with a response in it; empty if there was none.
    #[wasm_bindgen(method, getter)]
    pub(super) fn search(this: &Address) -> String;
    /// The same of the fragment.
    #[wasm_bindgen(method, getter)]
    pub(super) fn hash(this: &Address) -> String;
}

/// Takes the response out of the address, if it is one to a request of ours.
pub(super) fn take() -> Address {
    take_ours().unchecked_into()
}

impl Address {
    /// Hands the response over to the page that has opened this window for it. `false`: nobody waits for it.
    pub(super) async fn is_handed_over(&self) -> bool {
        let search = self.search();
        is_for_opener(&search) && hand_over(&search).await.is_ok_and(|taken| taken.is_truthy())
    }
}

/// A path of this origin: of the address that is wanted, else of the current one. `None` for that of another origin.
pub(super) fn destination(wanted: Option<&str>) -> Option<String> {
    let window = web_sys::window()?;
    let current = window.location().href().ok()?;
    let base = window.document()?.base_uri().ok()??;
    let url = Url::new_with_base(wanted.unwrap_or(&current), &base).ok()?;
    let is_here = window.location().origin().is_ok_and(|origin| origin == url.origin());
    is_here.then(|| url.pathname() + &url.search() + &url.hash())
}

/// Is this page in a frame?
pub(super) fn is_framed() -> bool {
    web_sys::window().is_some_and(|window| window.top().ok().flatten().is_none_or(|top| top != window))
}

/// Can what a redirect needs be kept until it is back?
pub(super) fn can_store() -> bool {
    web_sys::window().is_some_and(|window| {
        matches!(window.session_storage(), Ok(Some(_))) && matches!(window.indexed_db(), Ok(Some(_)))
    })
}

//! `location`: where the page is, and leaving it.

use web_sys::{PopStateEvent, PopStateEventInit};

use crate::protocol::secret::SecretUrl;
use crate::url::{Url, without_index};

/// The address of the page, which is given without query and fragment; `None` if it is no `http(s)` address.
///
/// Without `index.html` too: the folder is what is registered as a redirect URI.
pub fn page(address: &str) -> Option<Url> {
    Url::parse(without_index(address)).ok()
}

/// Where the page is: path, query and fragment.
pub fn here() -> Option<String> {
    let href = web_sys::window()?.location().href().ok()?;
    let (path, _) = href.match_indices('/').nth(2)?;
    Some(href[path..].to_owned())
}

/// Leaves the page. What is refused by the browser leaves the page as it is.
pub fn navigate(url: &SecretUrl) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(url.expose());
    }
}

/// Lets the address of the page be this one. Routers hear of it as of a step in the history.
pub fn show(address: &str) {
    let Some(window) = web_sys::window() else { return };
    let replaced = window.history().and_then(|history| {
        let state = history.state()?;
        history.replace_state_with_url(&state, "", Some(address))?;
        let init = PopStateEventInit::new();
        init.set_state(&state);
        PopStateEvent::new_with_event_init_dict("popstate", &init)
    });
    if let Ok(event) = replaced {
        let _ = window.dispatch_event(&event);
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Is the page a secure context, so that the browser grants WebCrypto?
pub fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// `navigator.onLine`
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

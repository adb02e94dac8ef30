//! `location`: where the page is, and leaving it.

use crate::protocol::secret::SecretUrl;
use crate::url::Url;

/// The address of the page without query and fragment; `None` if it is no `http(s)` address.
///
/// `…/index.html` and `…/` are one page, and only one of them is registered as a redirect URI: the folder.
pub fn page() -> Option<Url> {
    let location = web_sys::window()?.location();
    let (origin, path) = (location.origin().ok()?, location.pathname().ok()?);
    let path = path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(&path);
    Url::parse(&[&origin, path].concat()).ok()
}

/// Leaves the page. What is refused by the browser leaves the page as it is.
pub fn navigate(url: &SecretUrl) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(url.expose());
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

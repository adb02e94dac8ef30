//! `localStorage` and `sessionStorage`: two ids of the configuration, nothing about a person. Where they are
//! denied the page does without.

use web_sys::Storage;

/// `localStorage`: the provider that was used last.
const LAST_USED: &str = "portico.last_used";

/// `sessionStorage`: the provider that this tab has left for to sign out.
const SIGNING_OUT: &str = "portico.signing_out";

/// The provider that was used last.
pub fn last_used() -> Option<String> {
    local()?.get_item(LAST_USED).ok()?
}

/// Remembers the provider that was used last.
pub fn remember_last_used(provider: &str) {
    if let Some(storage) = local() {
        let _ = storage.set_item(LAST_USED, provider);
    }
}

/// The provider that this tab was signing out from when it left; forgotten with this call.
pub fn take_signing_out() -> Option<String> {
    let storage = session()?;
    let provider = storage.get_item(SIGNING_OUT).ok()??;
    let _ = storage.remove_item(SIGNING_OUT);
    Some(provider)
}

/// Remembers that this tab leaves to sign out.
pub fn remember_signing_out(provider: &str) {
    if let Some(storage) = session() {
        let _ = storage.set_item(SIGNING_OUT, provider);
    }
}

/// `sessionStorage`: the name of the session that this tab shows. A name, not a secret.
const SHOWN: &str = "portico.session";

/// Did this tab show the session when it was left?
pub fn is_marked(session: &str) -> bool {
    self::session().and_then(|storage| storage.get_item(SHOWN).ok()?).is_some_and(|shown| shown == session)
}

/// Marks this tab as showing the session.
pub fn mark(session: &str) {
    if let Some(storage) = self::session() {
        let _ = storage.set_item(SHOWN, session);
    }
}

/// This tab shows no session any more.
pub fn unmark() {
    if let Some(storage) = session() {
        let _ = storage.remove_item(SHOWN);
    }
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

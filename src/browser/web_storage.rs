//! `localStorage` and `sessionStorage`: ids of the configuration, a time, and how a sign-out goes; nothing about a
//! person, unless the configuration asks for the entry of PocketBase's SDK. Where they are denied the page does without.

use web_sys::{Storage, StorageEvent};

use crate::backend::pocketbase::auth_store;
use crate::protocol::secret::{Body, State};
use crate::session::Lookup;
use crate::url::{decimal, digits};

/// `localStorage`: the provider that was used last.
const LAST_USED: &str = "portico.last_used";

/// `localStorage`: when somebody was there, in seconds since 1970.
const ACTIVE: &str = "portico.active";

/// `sessionStorage`: what this tab knew of its sign-out when it left for the provider.
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

/// When somebody was there.
pub fn active_at() -> Option<i64> {
    digits(&local()?.get_item(ACTIVE).ok()??)
}

/// Remembers when somebody was there.
pub fn remember_active(time: i64) {
    if let Some(storage) = local() {
        let _ = storage.set_item(ACTIVE, &decimal(u64::try_from(time).unwrap_or(0)));
    }
}

/// What this tab knew of its sign-out when it left; forgotten with this call.
pub fn take_signing_out() -> Option<String> {
    let storage = session()?;
    let mark = storage.get_item(SIGNING_OUT).ok()??;
    let _ = storage.remove_item(SIGNING_OUT);
    Some(mark)
}

/// Remembers that this tab leaves to sign out.
pub fn remember_signing_out(mark: &str) {
    if let Some(storage) = session() {
        let _ = storage.set_item(SIGNING_OUT, mark);
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

/// `sessionStorage`: `state` and record of the attempt of this tab, or the mark of one that was used.
const TRANSACTION: &str = "portico.transaction";

/// Keeps the transaction of this tab. `false`: storage is denied or full.
pub fn keep_transaction(state: &State, record: &Body) -> bool {
    let value = [state.expose(), "\n", record.expose()].concat();
    self::session().is_some_and(|storage| storage.set_item(TRANSACTION, &value).is_ok())
}

/// Takes it out; `None` if there is no such thing here. `mark` stands for its `state` from then on.
pub fn take_transaction(state: &State, mark: &str) -> Option<Lookup> {
    let storage = self::session()?;
    let kept = storage.get_item(TRANSACTION).ok()??;
    match kept.split_once('\n') {
        Some((known, record)) if state.is(known) => {
            // Only what is gone from the storage may be used.
            storage.set_item(TRANSACTION, mark).ok()?;
            Some(Lookup::Found(Body::new(record)))
        }
        None if kept == mark => Some(Lookup::Used),
        _ => None,
    }
}

/// What PocketBase's SDK has left.
pub fn sdk_entry() -> Option<Body> {
    local()?.get_item(auth_store::KEY).ok()?.map(Body::new)
}

/// Keeps an entry for PocketBase's SDK, or none.
pub fn keep_sdk_entry(entry: Option<&Body>) {
    if let Some(storage) = local() {
        let _ = match entry {
            Some(entry) => storage.set_item(auth_store::KEY, entry.expose()),
            None => storage.remove_item(auth_store::KEY),
        };
    }
}

/// What another page has made of it; `None` if that was about something else.
pub fn changed_sdk_entry(event: &StorageEvent) -> Option<Option<Body>> {
    match event.key() {
        Some(key) if key != auth_store::KEY => None,
        // Everything is gone, where there is no key.
        _ => Some(event.new_value().map(Body::new)),
    }
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

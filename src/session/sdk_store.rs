//! The entry of PocketBase's JavaScript SDK in localStorage, where the configuration asks for it: other pages of the
//! origin that use the SDK are signed in with this one, and this one with them.

use super::effect::{Effect, Effects};
use super::record::Kept;
use super::transaction::Transaction;
use super::{Error, Flow, Now, Outcome, Purpose, State, picker, pocketbase};
use crate::backend::pocketbase::{RecordToken, auth_refresh, auth_store};
use crate::later;
use crate::protocol::http::Fetched;
use crate::protocol::secret::Body;

/// In place of the `id` of a provider.
const BY_SDK: &str = "#sdk";

/// After every step: the entry is what this page has.
pub(super) fn look(state: &mut State) -> Effects {
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    if base.is_some_and(|base| base.sdk_auth_store) {
        later::pocketbase_later(|| keep(state))
    } else {
        Effects::new()
    }
}

fn keep(state: &mut State) -> Effects {
    let (entry, name) = match &state.flow {
        Flow::SignedIn(session) => {
            let (Some(access), Some(profile)) = (&session.access, &session.kept.profile) else {
                return Effects::new();
            };
            let name = session.kept.stamp();
            if state.sdk_entry.written.as_ref() == Some(&name) {
                return Effects::new();
            }
            let entry = auth_store::write(access.token.expose(), profile.expose());
            (Some(entry), Some(name))
        }
        // It goes with the session that it was written for; what another page has written is not ours to remove.
        Flow::SigningOut(_) | Flow::SignedOut(_) | Flow::Failed(_) if state.sdk_entry.written.is_some() => {
            if state.elsewhere {
                // The page that has ended it sees to the entry, which may be somebody else's already.
                state.sdk_entry.written = None;
                return Effects::new();
            }
            (None, None)
        }
        _ => return Effects::new(),
    };
    state.sdk_entry.written = name;
    vec![Effect::KeepSdkEntry(entry)]
}

/// Nobody is signed in here: goes on with what a page that uses the SDK has left, if PocketBase still honours it.
pub(super) fn adopt(state: &mut State) -> Effects {
    let found = state.sdk_entry.found.take().and_then(|entry| auth_store::read(entry.expose()).ok());
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    let request = found.zip(base).and_then(|(auth, base)| auth_refresh::request(&base.url, &auth.token).ok());
    let Some(request) = request else { return picker::show(state) };
    state.sdk_entry.token = request.bearer.as_ref().and_then(|token| RecordToken::parse(token.expose()).ok());
    let effect = state.fetch(Purpose::Adoption, request, 0);
    state.flow = Flow::Restoring(crate::protocol::http::RequestId(state.last_id));
    vec![effect]
}

/// PocketBase honours it, or not.
pub(super) fn adopted(state: &mut State, fetched: Fetched, now: &mut Now) -> Outcome {
    let (Some(token), Some(records), Some(page)) =
        (state.sdk_entry.token.take(), pocketbase::records(state), state.page.clone())
    else {
        return Ok(picker::show(state));
    };
    let skew = pocketbase::clock_skew(&fetched, now);
    match auth_refresh::response(fetched, &token) {
        Ok(auth) => {
            let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
            let transaction = Transaction::of_form(BY_SDK, records, page, entropy, now.time);
            Ok(pocketbase::start(state, transaction, &auth, skew, now))
        }
        Err(_) => Ok(picker::show(state)),
    }
}

/// A page that uses the SDK has removed the entry, or written another one: it has signed out, or somebody else in.
pub(super) fn changed(state: &mut State, entry: Option<&Body>) -> Effects {
    let Flow::SignedIn(session) = &state.flow else { return Effects::new() };
    if is_of(entry, &session.kept) {
        return Effects::new();
    }
    state.sdk_entry.written = None;
    let name = session.kept.id.clone();
    let effects = state.wipe(&name);
    state.abandon();
    state.elsewhere = true;
    state.flow = Flow::SignedOut(None);
    effects
}

/// The page is opened, and a session was kept. Has a page that uses the SDK ended it meanwhile?
pub(super) fn ended(state: &mut State, kept: &Kept) -> Option<Effects> {
    state.sdk_entry.is_opening = false;
    if is_of(state.sdk_entry.found.as_ref(), kept) {
        // Signed out here later on, nobody is to be signed in by it.
        state.sdk_entry.found = None;
        return None;
    }
    let mut effects = state.wipe(&kept.id);
    effects.extend(adopt(state));
    Some(effects)
}

/// Is the entry one of the person whom the session is of? What can't be read is not taken for somebody else's.
fn is_of(entry: Option<&Body>, kept: &Kept) -> bool {
    entry.is_some_and(|entry| {
        auth_store::read(entry.expose()).map_or(true, |auth| auth.token.id() == kept.subject)
    })
}

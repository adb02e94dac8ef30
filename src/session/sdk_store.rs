//! The entry of PocketBase's JavaScript SDK in localStorage, where the configuration asks for it: other pages of the
//! origin that use the SDK are signed in with this one, and this one with them.

use super::effect::{Effect, Effects};
use super::record::Kept;
use super::state::Left;
use super::transaction::Transaction;
use super::{Error, Flow, Now, Outcome, Purpose, State, picker, pocketbase};
use crate::backend::pocketbase::{RecordToken, auth_refresh, auth_store};
use crate::later;
use crate::protocol::ClockSkew;
use crate::protocol::http::{Fetched, RequestId};
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
        // It goes with the session that it was written for.
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

/// A session was kept, and the page is opened with an entry or without: is it of the same person? Else a page that uses
/// the SDK has signed out, or signed somebody else in, while no page of ours was open to hear it.
pub(super) fn agrees(state: &mut State, kept: &Kept) -> bool {
    let entry = match std::mem::take(&mut state.sdk_entry.opened_with) {
        Left::Settled => return true,
        Left::Nothing => return false,
        Left::Entry(entry) => entry,
    };
    match auth_store::read(entry.expose()) {
        Ok(auth) if is_of(&auth.token, kept) => {
            // It goes with the session, whether this page gets a token or not.
            state.sdk_entry.written = Some(String::new());
            true
        }
        Ok(_) => {
            state.sdk_entry.opened_with = Left::Entry(entry);
            false
        }
        // Nobody's: it is written anew.
        Err(_) => true,
    }
}

fn is_of(token: &RecordToken, kept: &Kept) -> bool {
    let own = kept.refresh_token.as_ref().and_then(|token| RecordToken::parse(token.expose()).ok());
    own.map_or(token.id() == kept.subject, |own| own.is_of(token))
}

/// Nobody is signed in here: goes on with what a page that uses the SDK has left, if PocketBase still honours it.
pub(super) fn adopt(state: &mut State) -> Effects {
    let found = match std::mem::take(&mut state.sdk_entry.opened_with) {
        Left::Entry(entry) => auth_store::read(entry.expose()).ok(),
        Left::Nothing | Left::Settled => None,
    };
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    let request = found.zip(base).and_then(|(auth, base)| auth_refresh::request(&base.url, &auth.token).ok());
    let Some(request) = request else { return picker::show(state) };
    state.provider = None;
    state.sdk_entry.token = request.bearer.as_ref().and_then(|token| RecordToken::parse(token.expose()).ok());
    let effect = state.fetch(Purpose::Adoption, request, 0);
    state.flow = Flow::Restoring(RequestId(state.last_id));
    vec![effect]
}

/// PocketBase honours it, or not.
pub(super) fn adopted(state: &mut State, fetched: Fetched, now: &mut Now) -> Outcome {
    let (Some(token), Some(records), Some(page)) =
        (state.sdk_entry.token.take(), pocketbase::records(state), state.page.clone())
    else {
        return Ok(picker::show(state));
    };
    let skew = ClockSkew::of(&fetched, now.time);
    match auth_refresh::response(fetched, &token) {
        Ok(auth) => {
            let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
            let transaction = Transaction::of_form(BY_SDK, records, page, entropy, now.time);
            Ok(pocketbase::start(state, transaction, &auth, skew, now))
        }
        Err(_) => Ok(picker::show(state)),
    }
}

/// A page that uses the SDK has changed the entry: it has signed out, or somebody else in.
pub(super) fn changed(state: &mut State, entry: Option<&Body>) -> Effects {
    let Flow::SignedIn(session) = &state.flow else { return Effects::new() };
    let auth = entry.map(|entry| auth_store::read(entry.expose()));
    match auth {
        Some(Ok(auth)) if is_of(&auth.token, &session.kept) => return Effects::new(),
        Some(Err(_)) => return Effects::new(),
        _ => {}
    }
    let name = session.kept.id.clone();
    // What is there is the other page's.
    state.sdk_entry.written = None;
    let effects = state.wipe(&name);
    state.abandon();
    state.elsewhere = true;
    state.flow = Flow::SignedOut(None);
    effects
}

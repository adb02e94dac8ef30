//! The picker: asking for metadata before it is needed, and leaving for a provider.

use super::effect::{Effect, Effects};
use super::screen::Status;
use super::transaction::Transaction;
use super::{Error, Flow, Now, Purpose, State};
use crate::config::Entry;
use crate::protocol::http::{FetchError, Fetched, RequestId};
use crate::protocol::metadata::{self, ServerMetadata};
use crate::protocol::{self, Entropy};

/// So many providers are asked for their metadata when the picker is shown; the others when they are hinted at.
const PREFETCHED: usize = 6;

/// A request for metadata is sent at most so many times in a row.
const TRIES: u8 = 3;

/// What is known of a provider's metadata. Lives as long as the page.
#[derive(Debug)]
pub(super) enum Knowledge {
    /// Asked for; not answered yet.
    Asked,
    /// Checked.
    Known(Box<ServerMetadata>),
    /// Refused, or no answer.
    Failed(protocol::Error),
}

/// Where the browser is on its way to a provider.
#[derive(Debug)]
pub(super) struct Leaving {
    /// `id` of the provider.
    pub(super) provider: String,
    restarts: u8,
    /// Being stored; the page is left when it is.
    storing: Option<(RequestId, Transaction)>,
}

/// Shows the picker and asks for the metadata of the first providers.
pub(super) fn show(state: &mut State) -> Effects {
    state.flow = Flow::Picker;
    let config = state.config.as_ref();
    let providers = config.iter().flat_map(|config| config.providers()).take(PREFETCHED);
    let ids: Vec<String> = providers.map(|provider| provider.id.clone()).collect();
    ids.iter().filter_map(|id| ask(state, id)).collect()
}

/// Asks for metadata, unless it is known or on its way. A failure is forgotten: this is the new try.
pub(super) fn ask(state: &mut State, id: &str) -> Option<Effect> {
    if let Some(Knowledge::Asked | Knowledge::Known(_)) = state.knowledge(id) {
        return None;
    }
    let provider = state.config.as_ref()?.provider(id)?;
    let request = metadata::request(provider);
    state.learn(id, Knowledge::Asked);
    Some(state.fetch(Purpose::Metadata { provider: id.to_owned(), tries: 1 }, request, 0))
}

/// A provider was chosen.
pub(super) fn pick(state: &mut State, id: &str, now: Now) -> Effects {
    if let Some(errors) = state.unusable(id) {
        return state.fail(Error::Config(errors), None, &now);
    }
    leave(state, id, 0, now)
}

/// Leaves for a provider as soon as its metadata is known.
pub(super) fn leave(state: &mut State, id: &str, restarts: u8, now: Now) -> Effects {
    if state.via(id).is_none() {
        return state.fail(Error::ProviderUnknown, None, &now);
    }
    state.flow = Flow::Leaving(Box::new(Leaving { provider: id.to_owned(), restarts, storing: None }));
    let mut effects: Effects = ask(state, id).into_iter().collect();
    effects.extend(proceed(state, now));
    effects
}

/// Makes the transaction, if everything that it needs is there.
fn proceed(state: &mut State, now: Now) -> Effects {
    let Flow::Leaving(leaving) = &state.flow else { return Effects::new() };
    let (id, restarts) = (leaving.provider.clone(), leaving.restarts);
    match state.knowledge(&id) {
        Some(Knowledge::Known(server)) => {
            let server = (**server).clone();
            // A server on this machine is reached without a network.
            if !now.online && !server.authorization_endpoint.origin().is_loopback() {
                return state.fail(Error::Offline, state.via(&id), &now);
            }
            begin(state, &id, server, restarts, now)
        }
        Some(Knowledge::Failed(error)) => {
            let error = match error {
                protocol::Error::DiscoveryUnreachable(FetchError::Offline) => Error::Offline,
                other => other.clone().into(),
            };
            state.fail(error, state.via(&id), &now)
        }
        _ => Effects::new(),
    }
}

fn begin(state: &mut State, id: &str, server: ServerMetadata, restarts: u8, now: Now) -> Effects {
    let storing = state.next_id();
    let provider = state.config.as_ref().and_then(|config| config.provider(id));
    let (Some(provider), Some(page)) = (provider, &state.page) else { return Effects::new() };
    let redirect_uri = provider.redirect_uri.clone().unwrap_or_else(|| page.clone());
    // The transaction is stored for this origin only: a response to another one would find nothing.
    if redirect_uri.origin() != page.origin() {
        return state.fail(Error::RedirectUriMismatch, state.via(id), &now);
    }
    let Some(entropy) = now.entropy else { return state.fail(Error::CryptoUnavailable, state.via(id), &now) };
    let mut transaction = Transaction::new(provider, server, redirect_uri, entropy, now.time);
    transaction.destination.clone_from(&state.destination);
    transaction.restarts = restarts;
    let store = Effect::StoreTransaction {
        id: storing,
        state: transaction.state.clone(),
        record: transaction.to_record(),
    };
    state.flow = Flow::Leaving(Box::new(Leaving {
        provider: id.to_owned(),
        restarts,
        storing: Some((storing, transaction)),
    }));
    vec![store]
}

/// The transaction is stored: leave. Or it is not: stay, for the response could not be checked.
pub(super) fn stored(state: &mut State, id: RequestId, stored: bool, now: &Now) -> Effects {
    let Flow::Leaving(leaving) = &mut state.flow else { return Effects::new() };
    // The answer for an earlier choice says nothing about this one.
    let Some((_, transaction)) = leaving.storing.take_if(|(storing, _)| *storing == id) else {
        return Effects::new();
    };
    let provider = leaving.provider.clone();
    if !stored {
        return state.fail(Error::StorageUnavailable, state.via(&provider), now);
    }
    let provider = state.config.as_ref().and_then(|config| config.provider(&provider));
    provider
        .map(|provider| Effect::Navigate(transaction.authorization_request(provider)))
        .into_iter()
        .collect()
}

/// Metadata has come, or not.
pub(super) fn metadata_came(state: &mut State, id: &str, tries: u8, fetched: Fetched, now: Now) -> Effects {
    let Some(provider) = state.config.as_ref().and_then(|config| config.provider(id)) else {
        return Effects::new();
    };
    let passing = may_pass(&fetched);
    if passing && tries < TRIES {
        let request = metadata::request(provider);
        let purpose = Purpose::Metadata { provider: id.to_owned(), tries: tries + 1 };
        return vec![state.fetch(purpose, request, backoff(tries, now.entropy.as_ref()))];
    }
    let knowledge = match metadata::response(provider, fetched) {
        Ok(server) => Knowledge::Known(Box::new(server)),
        Err(error) => match metadata::configured(provider, &error) {
            Some(server) => Knowledge::Known(Box::new(server)),
            None => Knowledge::Failed(error),
        },
    };
    state.learn(id, knowledge);
    match &state.flow {
        Flow::Leaving(leaving) if leaving.provider == id && leaving.storing.is_none() => proceed(state, now),
        _ => Effects::new(),
    }
}

/// Is it worth asking the same again at once? One that took its whole time is not: the person is waiting.
pub(super) fn may_pass(fetched: &Fetched) -> bool {
    match fetched {
        Ok(response) => response.is_transient(),
        Err(error) => *error == FetchError::Unreachable,
    }
}

/// Milliseconds to wait before the next try: 200, 600 and up to half as much again by chance.
pub(super) fn backoff(tries: u8, entropy: Option<&Entropy>) -> u32 {
    let base = if tries < 2 { 200 } else { 600 };
    base + base / 2 * u32::from(entropy.map_or(128, Entropy::jitter)) / 255
}

/// What the picker says of a provider.
pub(super) fn status(state: &State, id: &str) -> Status {
    match (&state.flow, state.knowledge(id)) {
        (Flow::Leaving(leaving), _) if leaving.provider == id => Status::Leaving,
        (
            _,
            Some(Knowledge::Failed(
                protocol::Error::DiscoveryUnreachable(_) | protocol::Error::DiscoveryHttp(_),
            )),
        ) => Status::Unreachable,
        (_, Some(Knowledge::Failed(error))) => Status::Unusable(error.code()),
        _ => Status::Ready,
    }
}

/// The entry of an unusable provider has no `id` that could be relied on: it is called by its number.
pub(super) fn unusable_id(index: usize) -> String {
    ["#", &crate::url::decimal(index as u64 + 1)].concat()
}

/// Entries with the `id` that the picker calls them by.
pub(super) fn entries(state: &State) -> impl Iterator<Item = (String, &Entry)> {
    let entries = state.config.iter().flat_map(|config| &config.entries).enumerate();
    entries.map(|(index, entry)| match entry {
        Entry::Provider(provider) => (provider.id.clone(), entry),
        Entry::Unusable { .. } => (unusable_id(index), entry),
    })
}

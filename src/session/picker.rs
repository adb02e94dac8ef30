//! The picker: asking for metadata before it is needed, and leaving for a provider.

use std::rc::Rc;

use super::effect::{Effect, Effects};
use super::popup::{self, Popup};
use super::realtime::Realtime;
use super::screen::Status;
use super::transaction::Transaction;
use super::{Error, Flow, Guest, Now, Outcome, Purpose, State, asked, better_auth, pocketbase, retry};
use crate::config::{Config, Entry};
use crate::later;
use crate::protocol;
use crate::protocol::http::{FetchError, Fetched, RequestId};
use crate::protocol::metadata::{self, AccountServer, ServerMetadata};
use crate::protocol::secret::SecretUrl;

/// So many providers are asked for their metadata when the picker is shown; the others when they are hinted at.
const PREFETCHED: usize = 6;

/// What is known of a provider's metadata. Lives as long as the page.
#[derive(Debug)]
pub(super) enum Knowledge {
    /// Asked for; not answered yet.
    Asked,
    /// Checked.
    Known(Rc<ServerMetadata>),
    /// Refused, or no answer.
    Failed(protocol::Error),
}

/// The browser is on its way to a provider.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    restarts: u8,
    /// See [`Transaction::subject`].
    subject: Option<String>,
    /// See [`Transaction::links_to`].
    links_to: Option<String>,
    /// Not the page is left, but a window of its own goes to the provider.
    pub(super) realtime: Option<Realtime>,
    /// The same where the response comes to this origin.
    pub(super) popup: Option<Popup>,
    /// Being stored; the page is left when it is. Before that, what a better-auth is asked for the address of.
    storing: Option<(RequestId, Box<Transaction>)>,
    /// Where a better-auth sends people.
    address: Option<SecretUrl>,
}

impl Leaving {
    /// Is an identity to be linked?
    pub(super) fn links(&self) -> bool {
        self.links_to.is_some()
    }

    /// Is it left with a session, to come back to it?
    pub(super) fn has_session(&self) -> bool {
        self.subject.is_some() || self.links_to.is_some()
    }
}

/// Shows the picker and asks for the metadata of the first providers.
pub(super) fn show(state: &mut State) -> Effects {
    state.flow = Flow::Picker;
    state.provider = None;
    state.links = false;
    let mut effects: Effects = pocketbase::ask(state, 1, 0).into_iter().collect();
    // Nobody may ever look at an element of somebody else's page.
    if state.guest != Guest::Element {
        effects.extend(later::leave(|| ask_first(state)));
    }
    effects
}

fn ask_first(state: &mut State) -> Effects {
    let providers = state.config.iter().flat_map(Config::providers).take(PREFETCHED);
    let ids: Vec<String> = providers.map(|provider| provider.id.clone()).collect();
    ids.iter().filter_map(|id| ask(state, id)).collect()
}

/// Asks for metadata, unless it is known or on its way. A failure is forgotten: this is the new try.
pub(super) fn ask(state: &mut State, id: &str) -> Option<Effect> {
    if let Some(Knowledge::Asked | Knowledge::Known(_)) = state.knowledge(id) {
        return None;
    }
    if state.is_by_cookie() {
        let server = later::better_auth(|| better_auth::server(state))?;
        state.learn(id, Knowledge::Known(Rc::new(server)));
        return None;
    }
    let provider = state.provider(id)?;
    let request = later::oidc_leave(|| metadata::request(provider));
    state.learn(id, Knowledge::Asked);
    Some(state.fetch(Purpose::Metadata { provider: id.to_owned(), tries: 1 }, request, 0))
}

/// A provider was chosen.
pub(super) fn pick(state: &mut State, id: String, now: &mut Now) -> Outcome {
    let entries = state.config.iter().flat_map(|config| &config.entries);
    for (index, entry) in entries.enumerate() {
        if let Entry::Unusable { errors, .. } = entry
            && id == unusable_id(index)
        {
            let error = Error::Config(errors.clone());
            state.provider = None;
            return Err(error);
        }
    }
    leave(state, id, 0, now)
}

/// Leaves for a provider as soon as its metadata is known.
pub(super) fn leave(state: &mut State, id: String, restarts: u8, now: &mut Now) -> Outcome {
    leave_as(state, id, Leaving { restarts, ..Leaving::default() }, now)
}

/// Leaves for a provider that is to answer at once, and for the same person.
pub(super) fn leave_silently(state: &mut State, id: String, subject: String, now: &mut Now) -> Outcome {
    if state.is_guest() {
        later::element_leave(|| asked::remain(state));
    }
    leave_as(state, id, Leaving { subject: Some(subject), ..Leaving::default() }, now)
}

/// Leaves for a provider to link an identity there to a session.
pub(super) fn leave_to_link(state: &mut State, id: String, session: String, now: &mut Now) -> Outcome {
    leave_as(state, id, Leaving { links_to: Some(session), ..Leaving::default() }, now)
}

fn leave_as(state: &mut State, id: String, leaving: Leaving, now: &mut Now) -> Outcome {
    // A window is used again.
    let closes = state.has_popup() && !state.asked.popup;
    let mut effects: Effects = closes.then_some(Effect::CloseWindow).into_iter().collect();
    state.window = None;
    effects.extend(ask(state, &id));
    state.provider = Some(id);
    state.elsewhere = false;
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    if base.is_some_and(|base| base.realtime) && !leaving.has_session() {
        let id = state.next_id();
        state.flow = Flow::Leaving(Leaving { realtime: Some(Realtime::new(id)), ..leaving });
        // While the person's click counts: a moment later, browsers open no window any more.
        effects.push(Effect::OpenWindow { id, speaks: false });
        return Ok(effects);
    }
    if state.asked.popup {
        let id = state.next_id();
        state.flow = Flow::Leaving(Leaving { popup: Some(Popup::new(id)), ..leaving });
        effects.push(Effect::OpenWindow { id, speaks: true });
        return Ok(effects);
    }
    state.flow = Flow::Leaving(leaving);
    effects.extend(proceed(state, now)?);
    Ok(effects)
}

/// Makes the transaction, if everything that it needs is there.
pub(super) fn proceed(state: &mut State, now: &mut Now) -> Outcome {
    if let Some(error) = failure(state) {
        return Err(match error {
            protocol::Error::DiscoveryUnreachable(FetchError::Offline) => Error::Offline,
            other => other.into(),
        });
    }
    let id = state.provider.as_deref().unwrap_or_default();
    let (Some(provider), Some(page)) = (state.provider(id), &state.page) else {
        return Err(Error::ProviderUnknown);
    };
    let Some(Knowledge::Known(server)) = state.knowledge(id) else { return Ok(Effects::new()) };
    // A server on this machine is reached without a network.
    if !now.online && !server.authorization_endpoint.origin().is_loopback() {
        return Err(Error::Offline);
    }
    let redirect_uri = provider.redirect_uri.as_ref().unwrap_or(page);
    // The transaction is stored for this origin only: a response to another one would find nothing.
    if redirect_uri.origin() != page.origin() {
        return Err(Error::RedirectUriMismatch);
    }
    let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
    let mut transaction = Transaction::new(provider, server.clone(), redirect_uri.clone(), entropy, now.time);
    transaction.destination.clone_from(&state.destination);
    if state.is_guest() {
        later::element_leave(|| asked::ask(state, &mut transaction));
    }
    let Flow::Leaving(leaving) = &state.flow else { return Ok(Effects::new()) };
    transaction.restarts = leaving.restarts;
    transaction.subject.clone_from(&leaving.subject);
    transaction.links_to.clone_from(&leaving.links_to);
    transaction.mfa_id = state.factors.first().filter(|_| !leaving.has_session()).cloned();
    let transaction = Box::new(transaction);
    if state.is_by_cookie() {
        return later::better_auth(|| ask_for_address(state, transaction));
    }
    store(state, transaction, None)
}

/// What comes back is checked against the transaction: it is stored before the page is left for the provider, or for the
/// address that a better-auth has told.
fn store(state: &mut State, transaction: Box<Transaction>, address: Option<SecretUrl>) -> Outcome {
    if state.has_popup() {
        let url = url(state, &transaction, address)?;
        return Ok(later::element_leave(|| popup::send(state, transaction, url)));
    }
    let id = state.next_id();
    let (key, record) = (transaction.state.clone(), transaction.to_record());
    if let Flow::Leaving(leaving) = &mut state.flow {
        leaving.storing = Some((id, transaction));
        leaving.address = address;
    }
    Ok(vec![Effect::StoreTransaction { id, state: key, record }])
}

/// Where to go.
fn url(state: &State, transaction: &Transaction, address: Option<SecretUrl>) -> Result<SecretUrl, Error> {
    if let Some(address) = address {
        return Ok(address);
    }
    let provider = state.provider(&transaction.provider).ok_or(Error::ProviderUnknown)?;
    if state.is_guest() {
        return later::element_leave(|| transaction.authorization_request(&state.asked.of(provider)));
    }
    transaction.authorization_request(provider)
}

/// A better-auth tells where to go.
fn ask_for_address(state: &mut State, transaction: Box<Transaction>) -> Outcome {
    let Some(AccountServer::BetterAuth(server)) = &transaction.server.accounts else {
        return Ok(Effects::new());
    };
    let request = better_auth::start(state, server, &transaction)?;
    let effect = state.fetch(Purpose::Address, request, 0);
    if let Flow::Leaving(leaving) = &mut state.flow {
        leaving.storing = Some((RequestId(state.last_id), transaction));
    }
    Ok(vec![effect])
}

/// It has told, or not: then there is nothing to come back with, and nothing is stored.
pub(super) fn address_came(state: &mut State, id: RequestId, fetched: Fetched) -> Outcome {
    let Flow::Leaving(leaving) = &mut state.flow else { return Ok(Effects::new()) };
    // The answer for an earlier choice says nothing about this one.
    let Some((_, transaction)) = leaving.storing.take_if(|(asked, _)| *asked == id) else {
        return Ok(Effects::new());
    };
    let address = better_auth::address(fetched)?;
    later::leave(|| store(state, transaction, Some(address)))
}

/// Why the provider's metadata can't be used. Not kept: the next try asks again.
fn failure(state: &mut State) -> Option<protocol::Error> {
    let id = state.provider.as_ref()?;
    let failed =
        |(known, knowledge): &(String, Knowledge)| known == id && matches!(knowledge, Knowledge::Failed(_));
    let index = state.knowledge.iter().position(failed)?;
    match state.knowledge.swap_remove(index).1 {
        Knowledge::Failed(error) => Some(error),
        _ => None,
    }
}

/// The transaction is stored: leave. Or it is not: stay, for the response could not be checked.
pub(super) fn stored(state: &mut State, id: RequestId, stored: bool) -> Outcome {
    let Flow::Leaving(leaving) = &mut state.flow else { return Ok(Effects::new()) };
    // The answer for an earlier choice says nothing about this one.
    let Some((_, transaction)) = leaving.storing.take_if(|(storing, _)| *storing == id) else {
        return Ok(Effects::new());
    };
    if !stored {
        return Err(Error::StorageUnavailable);
    }
    let address = leaving.address.take();
    Ok(vec![Effect::Navigate(url(state, &transaction, address)?)])
}

/// Metadata has come, or not.
pub(super) fn metadata_came(
    state: &mut State,
    id: &str,
    tries: u8,
    fetched: Fetched,
    now: &mut Now,
) -> Outcome {
    let Some(provider) = state.provider(id) else { return Ok(Effects::new()) };
    if let Some(delay) = retry::delay(tries, &fetched, now) {
        let request = metadata::request(provider);
        let purpose = Purpose::Metadata { provider: id.to_owned(), tries: tries + 1 };
        return Ok(vec![state.fetch(purpose, request, delay)]);
    }
    let known = metadata::response(provider, fetched)
        .or_else(|error| metadata::configured(provider, &error).ok_or(error));
    let knowledge = match known {
        Ok(server) if state.config.as_ref().is_some_and(|config| config.better_auth().is_some()) => {
            Knowledge::Known(Rc::new(better_auth::behind(state, server)))
        }
        Ok(server) => Knowledge::Known(Rc::new(server)),
        Err(error) => Knowledge::Failed(error),
    };
    state.learn(id, knowledge);
    match &state.flow {
        Flow::Leaving(Leaving { storing: None, .. }) if state.provider.as_deref() == Some(id) => {
            later::leave(|| proceed(state, now))
        }
        _ => Ok(Effects::new()),
    }
}

/// What the picker says of a provider.
pub(super) fn status(state: &State, id: &str) -> Status {
    if matches!(state.flow, Flow::Leaving(_)) && state.provider.as_deref() == Some(id) {
        return Status::Leaving;
    }
    let Some(Knowledge::Failed(error)) = state.knowledge(id) else { return Status::Ready };
    match error {
        protocol::Error::DiscoveryUnreachable(_) | protocol::Error::DiscoveryHttp(_) => Status::Unreachable,
        _ => Status::Unusable(error.code()),
    }
}

/// The entry of an unusable provider has no `id` that could be relied on: it is called by its number.
pub(super) fn unusable_id(index: usize) -> String {
    ["#", &crate::url::decimal(index as u64 + 1)].concat()
}

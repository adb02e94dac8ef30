//! Signing in over PocketBase's own page, for providers that know no other `redirect_uri`: in a window of its own, while
//! PocketBase tells this page by events what came of it.

use super::completing;
use super::effect::{Effect, Effects};
use super::transaction::Transaction;
use super::{Error, Flow, Now, Outcome, Purpose, State};
use crate::backend::pocketbase::{self, realtime};
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::metadata::AccountServer;
use crate::protocol::secret::SecretUrl;
use crate::url::Url;

/// How far it has come.
#[derive(Debug)]
pub(super) struct Realtime {
    /// Names the window and the events: what is told of earlier ones changes nothing.
    id: RequestId,
    transaction: Option<Box<Transaction>>,
}

impl Realtime {
    pub(super) fn new(id: RequestId) -> Self {
        Self { id, transaction: None }
    }
}

/// The one that is under way.
fn current(state: &mut State, id: RequestId) -> Option<&mut Realtime> {
    match &mut state.flow {
        Flow::Leaving(leaving) => leaving.realtime.as_mut().filter(|it| it.id == id),
        _ => None,
    }
}

/// The window is there, or the browser does not let the page open one.
pub(super) fn opened(state: &mut State, id: RequestId, opened: bool) -> Outcome {
    if current(state, id).is_none() {
        return Ok(Effects::new());
    }
    if !opened {
        return Err(Error::PopupBlocked);
    }
    let base = base(state)?;
    Ok(vec![Effect::OpenEvents { id, url: realtime::events(&base)? }])
}

/// An event has come.
pub(super) fn event(state: &mut State, id: RequestId, name: &str, data: &str, now: &mut Now) -> Outcome {
    let has_begun = match current(state, id) {
        Some(realtime) => realtime.transaction.is_some(),
        None => return Ok(Effects::new()),
    };
    match (name, has_begun) {
        (realtime::CONNECT, false) => connected(state, id, data, now),
        // A connection of another name: the code would go to the one that is gone.
        (realtime::CONNECT, true) => Err(pocketbase::Error::RealtimeClient.into()),
        (realtime::OAUTH2, true) => answered(state, id, data),
        _ => Ok(Effects::new()),
    }
}

/// The events break off.
pub(super) fn closed(state: &mut State, id: RequestId) -> Outcome {
    match current(state, id) {
        Some(_) => Err(pocketbase::Error::RealtimeClient.into()),
        None => Ok(Effects::new()),
    }
}

/// PocketBase has told what it calls the connection, which is the `state` of the request: subscribes.
fn connected(state: &mut State, id: RequestId, data: &str, now: &mut Now) -> Outcome {
    let base = base(state)?;
    let client_id = realtime::connected(data)?;
    let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
    let provider = state.provider.as_deref().and_then(|id| state.provider(id));
    let provider = provider.ok_or(Error::ProviderUnknown)?;
    let server = state.known(&provider.id).ok_or(Error::ProviderUnknown)?;
    let redirect_uri = realtime::redirect_uri(&base)?;
    let mut transaction = Transaction::new(provider, server, redirect_uri, entropy, now.time);
    transaction.state = client_id;
    transaction.mfa_id = state.factors.first().cloned();
    let request = realtime::request(&base, &transaction.state)?;
    if let Some(realtime) = current(state, id) {
        realtime.transaction = Some(Box::new(transaction));
    }
    Ok(vec![state.fetch(Purpose::Subscription(id), request, 0)])
}

/// PocketBase will tell this page: the window may go to the provider.
pub(super) fn subscribed(state: &mut State, id: RequestId, fetched: Fetched) -> Outcome {
    let Some(Realtime { transaction: Some(transaction), .. }) = current(state, id) else {
        return Ok(Effects::new());
    };
    realtime::response(fetched)?;
    let transaction = &**transaction;
    let Some(AccountServer::PocketBase(records)) = &transaction.server.accounts else {
        return Ok(Effects::new());
    };
    let url = transaction.of_records(records)?;
    Ok(vec![Effect::NavigateWindow(SecretUrl::new(url))])
}

/// The provider has answered, by way of PocketBase.
fn answered(state: &mut State, id: RequestId, data: &str) -> Outcome {
    let Some(transaction) = current(state, id).and_then(|realtime| realtime.transaction.take()) else {
        return Ok(Effects::new());
    };
    let code = realtime::event(data, &transaction.state)?;
    let mut effects = vec![Effect::CloseEvents];
    effects.extend(completing::start(state, *transaction, &code)?);
    Ok(effects)
}

fn base(state: &State) -> Result<Url, Error> {
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    Ok(base.ok_or(Error::ProviderUnknown)?.url.clone())
}

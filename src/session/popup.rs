//! The provider's page in a window of its own: this page stays, keeps the transaction in memory, and is told the response by whoever
//! is at the redirect URI there.

use super::effect::{Effect, Effects};
use super::opening;
use super::picker;
use super::transaction::{LIFETIME, Transaction};
use super::{Error, Flow, Guest, Now, Outcome, State};
use crate::protocol::http::RequestId;
use crate::protocol::secret::{Body, SecretUrl};
use crate::protocol::{self, authorization, form};

/// A window that is open for a sign-in.
#[derive(Debug)]
pub(super) struct Popup {
    /// Names it: what is told of earlier ones changes nothing.
    pub(super) id: RequestId,
    /// `None` until the window goes to the provider.
    transaction: Option<Box<Transaction>>,
}

/// Why nothing comes from it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is closed.
    Closed,
    /// A response would come too late.
    TimedOut,
}

impl Popup {
    pub(super) fn new(id: RequestId) -> Self {
        Self { id, transaction: None }
    }
}

/// The one that is under way.
fn current(state: &mut State, id: RequestId) -> Option<&mut Popup> {
    match &mut state.flow {
        Flow::Leaving(leaving) => leaving.popup.as_mut().filter(|it| it.id == id),
        _ => None,
    }
}

/// The window is there, or the browser does not let the page open one. Then it is offered to leave this one.
pub(super) fn opened(state: &mut State, id: RequestId, opened: bool, now: &mut Now) -> Outcome {
    if current(state, id).is_none() {
        return Ok(Effects::new());
    }
    if !opened {
        // A frame is not left for a provider, which would not be shown there.
        state.asked.popup = state.guest == Guest::Frame;
        return Err(Error::PopupBlocked);
    }
    picker::proceed(state, now)
}

/// The window goes to the provider.
pub(super) fn send(state: &mut State, transaction: Box<Transaction>, url: SecretUrl) -> Effects {
    let Flow::Leaving(picker::Leaving { popup: Some(popup), .. }) = &mut state.flow else {
        return Effects::new();
    };
    let (state, until) = (transaction.state.clone(), transaction.created_at + LIFETIME);
    let watch = Effect::WatchWindow { id: popup.id, url, state, until };
    popup.transaction = Some(transaction);
    vec![watch]
}

/// A response has come from it: the query of the redirect URI. What is for another `state` is not for this window.
pub(super) fn answered(state: &mut State, id: RequestId, query: Body, now: &mut Now) -> Outcome {
    let Some(Popup { transaction, .. }) = current(state, id) else { return Ok(Effects::new()) };
    let is_for = |transaction: &Transaction| {
        let mut parameters = form::decode(query.expose()).into_iter();
        parameters.any(|(name, value)| name == "state" && transaction.state.is(&value))
    };
    let Some(transaction) = transaction.take_if(|it| is_for(it)) else { return Ok(Effects::new()) };
    let response = authorization::find(query.expose(), "")?.ok_or(protocol::Error::CodeMissing)?;
    if state.is_by_cookie() {
        state.callback = Some(query);
    }
    opening::respond(state, *transaction, response, now)
}

/// Nothing will come from it any more.
pub(super) fn ended(state: &mut State, id: RequestId, why: Ended) -> Outcome {
    match (current(state, id), why) {
        (None, _) => Ok(Effects::new()),
        (_, Ended::Closed) => {
            let effects = state.choose();
            state.window = Some(why);
            Ok(effects)
        }
        (_, Ended::TimedOut) => Err(Error::PopupTimeout),
    }
}

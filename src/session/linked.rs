//! The identities that a person signs in with at a backend with accounts: the list, linking, unlinking.

use super::effect::{Effect, Effects};
use super::screen::{Change, Choice, Linked, LinkedAccount, Status};
use super::signed_in::{self, Session};
use super::transaction::Transaction;
use super::{Flow, Input, Now, Outcome, Purpose, State, accounts, picker, renewal, show};
use crate::config::{Icon, Linking};
use crate::protocol::http::{Fetched, Request};
use crate::protocol::secret::Code;

/// What is known of them in this page.
#[derive(Debug, Default)]
pub(super) struct List {
    /// `None` until somebody wants to see them.
    identities: Option<Vec<Identity>>,
    confirming: Option<String>,
    outcome: Option<Result<Change, &'static str>>,
    /// The provider of an identity of which the list is to say whether it was linked.
    unsure: Option<String>,
    /// Waits for a token.
    wanted: Option<Wanted>,
    /// What the request under way is.
    asked: Option<Wanted>,
}

impl List {
    /// What was to be done could not be.
    pub(super) fn refuse(&mut self, code: &'static str) {
        self.outcome = Some(Err(code));
    }
}

/// An identity that is linked.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Of the backend.
    pub(super) id: String,
    /// `id` of the provider.
    pub(super) provider: String,
    /// The person can sign in without it.
    pub(super) may_unlink: bool,
}

/// A request about them.
#[derive(Debug)]
pub(super) enum Wanted {
    List,
    Unlink(String),
    Link(Box<(Transaction, Code)>),
}

/// What a request has come to.
pub(super) enum Answer {
    List(Vec<Identity>),
    Done(Change),
    /// The identity may have been linked, and may be somebody else's.
    Unsure,
    /// An error code.
    Refused(&'static str),
}

/// The identity is linked to another account.
const OTHER_ACCOUNT: &str = "pocketbase_other_record";

/// What a person sees of them; `None` where there is nothing to be seen.
pub(super) fn screen(state: &State, session: &Session) -> Option<Linked> {
    let backend = state.config.as_ref()?.backend.as_ref()?;
    session.kept.server.accounts.as_ref().filter(|_| backend.linking != Linking::default())?;
    let list = &session.linked;
    let choices = show::choices(state, state.config.as_ref()?);
    let title_of = |id: &str| choices.iter().find(|choice| choice.via.id == id);
    let account = |it: &Identity| {
        let known = title_of(&it.provider);
        let title = known.map_or(&it.provider, |choice| &choice.via.title).clone();
        let icon = known.map(|choice| choice.icon.clone());
        LinkedAccount {
            id: it.id.clone(),
            icon: icon.unwrap_or_else(|| Icon::Initial(title.chars().take(1).collect())),
            title,
            may_unlink: it.may_unlink && backend.linking.allow_unlinking,
        }
    };
    let identities = list.identities.as_ref();
    // One of each provider; and what is linked must find its session again.
    let is_free = |choice: &Choice| {
        matches!(choice.status, Status::Ready)
            && identities.is_some_and(|them| them.iter().all(|it| it.provider != choice.via.id))
            && accounts::may_link(state, session, &choice.via.id)
    };
    let may_link = backend.linking.allow_linking;
    Some(Linked {
        accounts: identities.map(|them| them.iter().map(account).collect()),
        choices: choices.iter().filter(|choice| may_link && is_free(choice)).cloned().collect(),
        confirming: list.confirming.clone(),
        is_busy: list.wanted.is_some() || list.asked.is_some(),
        outcome: list.outcome,
    })
}

/// Somebody wants something of them.
pub(super) fn asked(state: &mut State, input: Input, now: &mut Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let list = &mut session.linked;
    let backend = state.config.as_ref().and_then(|config| config.backend.as_ref());
    let may = backend.map(|backend| backend.linking).unwrap_or_default();
    match input {
        _ if list.wanted.is_some() || list.asked.is_some() => {}
        Input::LinkedRequested => list.wanted = Some(Wanted::List),
        Input::UnlinkRequested { account }
            if may.allow_unlinking
                && list.identities.iter().flatten().any(|it| it.id == account && it.may_unlink) =>
        {
            list.outcome = None;
            list.confirming = Some(account);
        }
        Input::UnlinkAnswered { confirmed } => {
            list.wanted = list.confirming.take().filter(|_| confirmed).map(Wanted::Unlink);
        }
        Input::LinkRequested { provider } if may.allow_linking => {
            let name = session.kept.id.clone();
            let Flow::SignedIn(session) = &state.flow else { return Ok(Effects::new()) };
            if accounts::may_link(state, session, &provider) && state.provider(&provider).is_some() {
                state.abandon();
                // Of a renewal under way.
                let mut effects = vec![Effect::Unlock];
                effects.extend(picker::leave_to_link(state, provider, name, now)?);
                return Ok(effects);
            }
        }
        _ => {}
    }
    Ok(Effects::new())
}

/// Back from a provider whose identity is to be linked: the session comes first.
pub(super) fn came_back(state: &mut State, transaction: Transaction, code: Code) -> Effects {
    state.linking = Some(Box::new((transaction, code)));
    signed_in::look(state)
}

/// After every step: asks what waits for a token, as soon as there is one.
pub(super) fn go_on(state: &mut State, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    if let Some(linking) =
        state.linking.take_if(|linking| linking.0.links_to.as_ref() == Some(&session.kept.id))
    {
        session.linked.wanted = Some(Wanted::Link(linking));
    }
    let Some(wanted) = &session.linked.wanted else { return Effects::new() };
    // A backend that does not honour a token any more may take it for none, and link to a new account: so a new one is
    // had for that.
    let is_linking = matches!(wanted, Wanted::Link(_));
    let access = session.access.as_ref().filter(|access| {
        access.expires_at.is_none_or(|expires_at| expires_at > now.time) && (access.is_new || !is_linking)
    });
    let request: Result<Request, &'static str> = match access {
        Some(access) => accounts::linked_request(&session.kept, access, wanted, now),
        None if !session.renewal.is_idle() || state.storing.is_some() => return Effects::new(),
        None if session.renewal.is_waiting(now.time) => Err("renewal_failed"),
        None => return renewal::begin(state, None, now),
    };
    let wanted = session.linked.wanted.take();
    match request {
        Ok(request) => {
            session.linked.asked = wanted;
            vec![state.fetch(Purpose::Linked, request, 0)]
        }
        Err(code) => {
            session.linked.outcome = Some(Err(code));
            Effects::new()
        }
    }
}

/// The backend has answered, or not.
pub(super) fn came(state: &mut State, fetched: Fetched) -> Effects {
    let methods = state.methods.take();
    if let Flow::SignedIn(session) = &mut state.flow
        && let Some(asked) = session.linked.asked.take()
    {
        let answer = accounts::linked_response(
            &session.kept,
            session.access.as_ref(),
            methods.as_ref(),
            &asked,
            fetched,
        );
        let list = &mut session.linked;
        match answer {
            Answer::List(identities) => {
                if let Some(provider) = list.unsure.take() {
                    let is_linked = identities.iter().any(|it| it.provider == provider);
                    list.outcome = Some(if is_linked { Ok(Change::Linked) } else { Err(OTHER_ACCOUNT) });
                }
                list.identities = Some(identities);
            }
            Answer::Unsure => {
                if let Wanted::Link(linking) = asked {
                    list.unsure = Some(linking.0.provider);
                }
                list.wanted = Some(Wanted::List);
            }
            Answer::Done(change) => {
                list.outcome = Some(Ok(change));
                list.wanted = Some(Wanted::List);
            }
            Answer::Refused(code) => {
                list.unsure = None;
                list.outcome = Some(Err(code));
                // What is shown may be old.
                list.wanted = (!matches!(asked, Wanted::List)).then_some(Wanted::List);
            }
        }
    }
    state.methods = methods;
    Effects::new()
}

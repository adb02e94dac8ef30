//! What the other tabs ask for and tell.

use super::Phase;
use super::due::{begin, schedule};
use super::turn::look_again;
use crate::protocol::http::RequestId;
use crate::session::effect::{Effect, Effects, Timer};
use crate::session::message::Message;
use crate::session::signed_in::{self, Access, Session};
use crate::session::{Error, Flow, Now, State};

/// Milliseconds that other tabs get to hand over their access token.
const ANSWER: u32 = 300;

/// Asks the other tabs for the access token before renewing for it: a page that was just opened.
pub(in crate::session) fn ask(state: &mut State) -> Effects {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    session.renewal.phase = Phase::Asking(id);
    let (session, generation) = (session.kept.id.clone(), session.kept.generation);
    vec![
        Effect::Tell(Message::Wanted { session, generation }),
        Effect::SetTimer { timer: Timer::Answer(id), after: ANSWER },
    ]
}

/// Nobody has answered.
pub(in crate::session) fn unanswered(state: &mut State, id: RequestId, now: &Now) -> Effects {
    match &mut state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Asking(asked) if asked == id) => {
            let resource = session.renewal.rest();
            if session.kept.refresh_token.is_none() && session.access.is_none() {
                // Another tab may have it and sleep; and the provider may still know the person.
                let silently = (session.kept.provider.clone(), session.kept.subject.clone());
                state.fail_here(Error::SessionEnded, now.time);
                state.silently = Some(silently);
                return Effects::new();
            }
            begin(state, resource, now)
        }
        _ => Effects::new(),
    }
}

pub(super) fn announcement(session: &Session) -> Option<Effect> {
    let access = session.access.as_ref().filter(|access| access.generation == session.kept.generation)?;
    Some(Effect::Tell(Message::Renewed {
        session: session.kept.id.clone(),
        generation: session.kept.generation,
        access_token: access.token.clone(),
        expires_at: access.expires_at,
    }))
}

/// Another tab speaks.
pub(in crate::session) fn heard(state: &mut State, message: Message, now: &Now) -> Effects {
    let is_shared = state.is_shared();
    let (Flow::SignedIn(own), true) = (&mut state.flow, is_shared) else { return Effects::new() };
    match message {
        Message::SignedOut { session } if session == own.kept.id => ended_elsewhere(state),
        // Not believed, if it is of a time to come: nobody would be signed out then.
        Message::Active { session, at } if session == own.kept.id && at <= now.time => {
            own.active_at = own.active_at.max(at);
            Effects::new()
        }
        Message::Paused { session, from, until } if session == own.kept.id && until - from <= 3_600 => {
            own.renewal.pause = (from, until);
            Effects::new()
        }
        Message::Wanted { session, generation }
            if session == own.kept.id && generation == own.kept.generation =>
        {
            announcement(own).into_iter().collect()
        }
        Message::Renewed { session, generation, access_token, expires_at }
            if session == own.kept.id
                && !own.renewal.is_committed()
                && generation >= own.kept.generation
                && own.access.as_ref().is_none_or(|access| access.generation < generation) =>
        {
            let mut effects = if own.renewal.is_busy() { vec![Effect::Unlock] } else { Effects::new() };
            let is_newer = generation > own.kept.generation;
            own.kept.generation = generation;
            own.renewal.rest();
            own.kept.renewed_at = now.time;
            own.access = Some(Access {
                generation,
                token: access_token,
                received_at: now.time,
                is_new: false,
                expires_at,
            });
            effects.extend(schedule(own, now));
            effects.extend(signed_in::has_access(state));
            if is_newer {
                // For its refresh token, which signing out must revoke.
                effects.extend(look_again(state, now));
            }
            effects
        }
        _ => Effects::new(),
    }
}

/// The session is over in another tab: nothing of it stays here.
pub(super) fn ended_elsewhere(state: &mut State) -> Effects {
    // What is being stored can't be any more: the write finds another stamp, or nothing.
    let mut effects = match &state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Writing(..)) => {
            signed_in::revoke(state)
        }
        _ => Effects::new(),
    };
    state.abandon();
    state.elsewhere = true;
    state.flow = Flow::SignedOut(None);
    effects.push(Effect::Unlock);
    effects
}

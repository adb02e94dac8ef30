//! Whose turn it is: the lock, the record that is read under it, the claim, the result that is written over it.

use super::due::{arm, pause, woke};
use super::others::{announcement, ask, ended_elsewhere};
use super::post::post;
use super::proof::prove;
use super::{Phase, Renewal};
use crate::protocol::http::RequestId;
use crate::session::effect::{Effect, Effects, Found, Timer, Written};
use crate::session::record::Kept;
use crate::session::{Error, Flow, Now, Outcome, Persistence, State};

/// Seconds for which a claim is respected: its request can't be under way any longer.
const CLAIM: i64 = 20;

/// Milliseconds for which the lock is waited for, at least: whoever holds it needs less than that.
const LOCKED: u32 = 60_000;

/// After so many failures in a row, what is stored is used, even if another tab has said that it is used up.
const DESPAIR: u8 = 8;

/// One timer for all waits: renewals may follow each other faster than it fires.
pub(super) fn watch_lock(renewal: &mut Renewal, id: RequestId) -> Option<Effect> {
    let is_watched = std::mem::replace(&mut renewal.is_lock_watched, true);
    (!is_watched).then_some(Effect::SetTimer { timer: Timer::Lock(id), after: LOCKED })
}

/// The lock has been watched for long: whoever holds it all that time does not come back.
pub(in crate::session) fn lock_watched(state: &mut State, id: RequestId, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    session.renewal.is_lock_watched = false;
    match session.renewal.phase {
        Phase::Locking(asked) if asked == id => pause(state, None, now),
        Phase::Locking(asked) => watch_lock(&mut session.renewal, asked).into_iter().collect(),
        _ => Effects::new(),
    }
}

/// The page was away and heard nothing: reads the record, which may be gone.
pub(in crate::session) fn look_again(state: &mut State, now: &Now) -> Effects {
    let id = state.next_id();
    let shared = state.persistence != Persistence::Memory;
    match &mut state.flow {
        Flow::SignedIn(session) if shared && !session.renewal.is_busy() => {
            session.renewal.rest();
            session.renewal.phase = Phase::LookingAgain(id);
            vec![Effect::ReadSession { id }]
        }
        _ => woke(state, now),
    }
}

/// The lock is ours.
pub(in crate::session) fn locked(state: &mut State, id: RequestId) -> Effects {
    let reading = state.next_id();
    match &mut state.flow {
        Flow::SignedIn(session) if matches!(session.renewal.phase, Phase::Locking(asked) if asked == id) => {
            session.renewal.phase = Phase::Reading(reading);
            vec![Effect::ReadSession { id: reading }]
        }
        // By an earlier request: the driver has given that one back for this.
        Flow::SignedIn(session) if session.renewal.is_busy() => Effects::new(),
        // Nobody wants it any more.
        _ => vec![Effect::Unlock],
    }
}

/// The record as it is now.
pub(in crate::session) fn read(state: &mut State, id: RequestId, found: Found, now: &Now) -> Outcome {
    let next = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let (last_look, is_locked) = match session.renewal.phase {
        Phase::Reading(asked) if asked == id => (false, true),
        Phase::Rereading(asked) if asked == id => (true, true),
        Phase::LookingAgain(asked) if asked == id => (false, false),
        _ => return Ok(Effects::new()),
    };
    let record = match found {
        Found::Unavailable => return Ok(pause(state, None, now)),
        Found::Nothing => None,
        Found::Record(record) => Kept::from_record(&record),
    };
    // Ended, or replaced by another one, in a tab whose message did not arrive.
    let Some(mut kept) = record.filter(|kept| kept.id == session.kept.id) else {
        return Ok(ended_elsewhere(state));
    };
    if kept.generation > session.kept.generation {
        session.adopt(kept);
        let mut effects = vec![Effect::Unlock];
        effects.extend(ask(state));
        return Ok(effects);
    }
    if last_look {
        return Err(Error::SessionEnded);
    }
    let over = kept.stamp();
    if kept.generation == session.kept.generation {
        // What this page has renewed itself it knows best: the last write may have failed.
        if session.token_of == kept.generation {
            kept.id_token = session.kept.id_token.clone().or(kept.id_token);
            kept.clock_skew = session.kept.clock_skew;
        }
    } else if session.token_of == session.kept.generation {
        // The last result could not be stored.
        kept = session.kept.clone();
    } else if is_locked && session.renewal.failures < DESPAIR {
        // Another tab has it, and what is stored was used up.
        return Ok(pause(state, None, now));
    }
    if !is_locked {
        if kept.generation == session.kept.generation {
            // Another tab has renewed and told of it: here is its refresh token.
            session.adopt(kept);
        }
        session.renewal.rest();
        return Ok(woke(state, now));
    }
    // Whoever claimed it holds the lock no more, so they are gone; but their request may still arrive.
    if let Some(claimed_at) = kept.claimed_at
        && session.renewal.answered != kept.claimed_at
        && (0..CLAIM).contains(&(now.time - claimed_at))
    {
        session.renewal.rest();
        session.renewal.due_at = Some(claimed_at + CLAIM);
        let mut effects = vec![Effect::Unlock];
        effects.extend(arm(session, now.time));
        return Ok(effects);
    }
    kept.claimed_at = Some(now.time);
    let (stamp, record) = (kept.stamp(), kept.to_record());
    session.adopt(kept);
    session.renewal.phase = Phase::Claiming(next);
    Ok(vec![Effect::WriteSession { id: next, over: Some(over), stamp, record }])
}

/// A write has come to an end.
pub(in crate::session) fn written(state: &mut State, id: RequestId, written: Written, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match std::mem::take(&mut session.renewal.phase) {
        Phase::Claiming(asked) if asked == id => match written {
            Written::Done => Ok(post(state, now)),
            Written::Overtaken => Ok(ended_elsewhere(state)),
            Written::Unavailable => Ok(pause(state, None, now)),
        },
        Phase::Writing(asked, tokens) if asked == id => match written {
            // The session was ended while this was under way.
            Written::Overtaken => {
                session.renewal.phase = Phase::Writing(id, tokens);
                Ok(ended_elsewhere(state))
            }
            // Unavailable: this tab goes on with what it has in memory, and tells the others.
            Written::Done | Written::Unavailable => prove(state, *tokens, now),
        },
        // Nothing is lost if it could not be done. What falls due meanwhile has waited for it.
        Phase::Keeping(asked) if asked == id => {
            let mut effects: Effects = announcement(session).into_iter().collect();
            effects.push(Effect::Unlock);
            effects.extend(woke(state, now));
            Ok(effects)
        }
        phase => {
            session.renewal.phase = phase;
            Ok(Effects::new())
        }
    }
}

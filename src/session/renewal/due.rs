//! When the next renewal is due, and that it is begun then.

use super::Phase;
use super::post::post;
use super::turn::watch_lock;
use crate::session::effect::{Effect, Effects, Timer};
use crate::session::message::Message;
use crate::session::signed_in::Session;
use crate::session::{Flow, Now, Persistence, State};

/// Seconds between two renewals, at least.
const MIN_INTERVAL: i64 = 10;

/// Longest pause after failures, in seconds.
const MAX_PAUSE: i64 = 300;

/// Longest `setTimeout`, in seconds: its milliseconds are 32 bits.
pub(in crate::session) const LONGEST_TIMER: i64 = 2_000_000;

/// After new tokens: when the next renewal is due. Two thirds of the life at the earliest; by chance a little
/// later, so that tabs and devices do not all ask in the same second.
pub(in crate::session) fn schedule(session: &mut Session, now: &Now) -> Effects {
    session.renewal.failures = 0;
    session.renewal.due_at = match &session.access {
        Some(access) => access.expires_at.map(|expires_at| {
            let life = expires_at - access.received_at;
            let jitter = now.entropy.as_ref().map_or(0, |entropy| i64::from(entropy.jitter()));
            access.received_at + (life * 2 / 3 + life / 6 * jitter / 255).max(MIN_INTERVAL)
        }),
        // The tokens were for another resource than the sign-in's own.
        None => Some(now.time),
    };
    arm(session, now.time)
}

/// Sets the timer for what is due. Without a refresh token nothing ever is.
pub(super) fn arm(session: &Session, now: i64) -> Effects {
    let (Some(due_at), true) = (session.renewal.due_at, session.kept.refresh_token.is_some()) else {
        return Effects::new();
    };
    let wait = (due_at.max(session.renewal.earliest(now)) - now).clamp(0, LONGEST_TIMER);
    let after = u32::try_from(wait * 1000).unwrap_or(u32::MAX);
    vec![Effect::SetTimer { timer: Timer::Renewal { generation: session.kept.generation, due_at }, after }]
}

/// The timer has fired. It counts by itself, so it is believed even if the clock was set back meanwhile.
pub(in crate::session) fn timer_fired(state: &mut State, generation: u32, due_at: i64, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    if session.kept.generation != generation || session.renewal.due_at != Some(due_at) {
        return Effects::new();
    }
    if due_at - now.time > LONGEST_TIMER / 2 {
        return arm(session, now.time);
    }
    begin(state, None, now)
}

/// Something happened after which timers may be late: the tab is visible again, the network is back.
pub(in crate::session) fn woke(state: &mut State, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let renewal = &session.renewal;
    let has_nothing = session.access.is_none() && renewal.is_idle();
    let due = renewal.due_at.is_some_and(|due_at| due_at <= now.time) || renewal.failures > 0 || has_nothing;
    if due { begin(state, None, now) } else { Effects::new() }
}

/// Renews, unless that is under way already, or can't be; for a resource, if it is another than the sign-in's own.
pub(in crate::session) fn begin(state: &mut State, resource: Option<String>, now: &Now) -> Effects {
    let id = state.next_id();
    let (persistence, is_storing) = (state.persistence, state.is_storing());
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    // While the record is written for the first time, others would find none.
    if session.renewal.is_busy() || session.kept.refresh_token.is_none() || is_storing {
        return Effects::new();
    }
    session.renewal.rest();
    let earliest = session.renewal.earliest(now.time);
    if !now.online || earliest > now.time {
        // As soon as the network is back.
        session.renewal.failures = session.renewal.failures.max(1);
        let due_at = Some(earliest.max(now.time + MIN_INTERVAL));
        if std::mem::replace(&mut session.renewal.due_at, due_at) == due_at {
            return Effects::new();
        }
        return arm(session, now.time);
    }
    session.renewal.resource = resource;
    if persistence == Persistence::Memory {
        return post(state, now);
    }
    session.renewal.phase = Phase::Locking(id);
    let mut effects = vec![Effect::Lock { id }];
    effects.extend(watch_lock(&mut session.renewal, id));
    effects
}

/// Trouble that may pass: the session stays, and is renewed later.
pub(super) fn pause(state: &mut State, retry_after: Option<u32>, now: &Now) -> Effects {
    let shared = state.persistence != Persistence::Memory;
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let renewal = &mut session.renewal;
    renewal.rest();
    renewal.failures = renewal.failures.saturating_add(1);
    let jitter = now.entropy.as_ref().map_or(128, |entropy| i64::from(entropy.jitter()));
    let pause = (2_i64 << renewal.failures.min(8)).min(MAX_PAUSE);
    renewal.due_at = Some(now.time + pause / 2 + pause / 2 * jitter / 255);
    let mut told = None;
    if let Some(seconds) = retry_after {
        let (from, until) = (now.time, now.time + i64::from(seconds.min(3_600)));
        renewal.pause = (from, until);
        told = Some(Effect::Tell(Message::Paused { session: session.kept.id.clone(), from, until }));
    }
    let mut effects = arm(session, now.time);
    if shared {
        effects.extend(told);
        effects.push(Effect::Unlock);
    }
    effects
}

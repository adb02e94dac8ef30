//! An end that comes by itself: nobody is there any more, or the access token expires and there is no refresh
//! token. People are warned before, and can stay ([WCAG 2.2.1]).
//!
//! [WCAG 2.2.1]: https://www.w3.org/TR/WCAG22/#timing-adjustable

use super::effect::{Effect, Effects, Timer};
use super::message::Message;
use super::renewal::LONGEST_TIMER;
use super::screen::{Ending, Why};
use super::signed_in::Session;
use super::{Error, Flow, Now, Outcome, State, picker, sign_out};

/// Seconds for which people are warned: 60 at the least, and a little for a timer that is late.
const WARNING: i64 = 90;

/// Seconds between two signs of life that are told to the other tabs.
const SIGNS: i64 = 15;

/// After every step: ends what is due, shows the warning or takes it away, sees to it that a timer is set.
pub(super) fn look(state: &mut State, now: &mut Now) -> Outcome {
    let idle_timeout = idle_timeout(state);
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    // Not believed, if it is of a time to come.
    let elsewhere = now.active_at.filter(|at| *at <= now.time);
    session.active_at = elsewhere.map_or(session.active_at, |at| session.active_at.max(at));
    let Some((mut ending, warning)) = next(session, idle_timeout) else {
        session.ending = None;
        return Ok(Effects::new());
    };
    if now.time >= ending.at {
        match ending.why {
            Why::Idle => return Ok(sign_out::start(state, true, now)),
            Why::Expired if session.ending.is_some() => return Err(Error::SessionEnded),
            // The device has slept, or its clock has jumped: nobody could be warned.
            Why::Expired => {
                ending.at = now.time + WARNING;
                session.grace_until = ending.at;
            }
        }
    }
    session.ending = (now.time >= ending.at - warning).then_some(ending);
    let due_at = if session.ending.is_some() { ending.at } else { ending.at - warning };
    if session.ending_timer.is_some_and(|at| at <= due_at) {
        return Ok(Effects::new());
    }
    session.ending_timer = Some(due_at);
    let after = u32::try_from((due_at - now.time).min(LONGEST_TIMER) * 1000).unwrap_or(u32::MAX);
    Ok(vec![Effect::SetTimer { timer: Timer::Ending, after }])
}

/// What comes first, and how many seconds before it the warning.
fn next(session: &Session, idle_timeout: Option<i64>) -> Option<(Ending, i64)> {
    let idle = idle_timeout.map(|timeout| Ending { at: session.active_at + timeout, why: Why::Idle });
    let access = session.access.as_ref().filter(|_| session.kept.refresh_token.is_none());
    let expired = access.and_then(|access| {
        let at = access.expires_at?.max(session.grace_until);
        // A token that lives for less than three minutes can't be warned of for half of that time.
        Some((Ending { at, why: Why::Expired }, WARNING.min((at - access.received_at) / 2)))
    });
    let idle = idle.map(|ending| (ending, WARNING));
    [idle, expired].into_iter().flatten().min_by_key(|(ending, _)| ending.at)
}

fn idle_timeout(state: &State) -> Option<i64> {
    state.config.as_ref()?.session.idle_timeout.map(i64::from)
}

/// The timer has fired; [`look`] sets the next one.
pub(super) fn timer_fired(state: &mut State) {
    if let Flow::SignedIn(session) = &mut state.flow {
        session.ending_timer = None;
    }
}

/// Somebody is here. Once the warning is shown, only its button counts: a key that is meant for the other one must
/// not take it away.
pub(super) fn active(state: &mut State, now: &Now) -> Effects {
    match &state.flow {
        Flow::SignedIn(session)
            if session.ending.is_none() && !(0..SIGNS).contains(&(now.time - session.active_at)) =>
        {
            somebody_is_here(state, now)
        }
        _ => Effects::new(),
    }
}

/// Tells the other tabs, and the pages that come after this one, if anybody counts.
pub(super) fn somebody_is_here(state: &mut State, now: &Now) -> Effects {
    let (shared, counts) = (state.is_shared(), idle_timeout(state).is_some());
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    if !counts {
        return Effects::new();
    }
    session.active_at = now.time;
    let mut effects = vec![Effect::RememberActive(now.time)];
    if shared {
        let session = session.kept.id.clone();
        effects.push(Effect::Tell(Message::Active { session, at: now.time }));
    }
    effects
}

/// "Stay signed in."
pub(super) fn stay(state: &mut State, now: &mut Now) -> Outcome {
    let Flow::SignedIn(session) = &state.flow else { return Ok(Effects::new()) };
    match &session.ending {
        Some(Ending { why: Why::Idle, .. }) => Ok(somebody_is_here(state, now)),
        Some(Ending { why: Why::Expired, .. }) => {
            let (provider, subject) = (session.kept.provider.clone(), session.kept.subject.clone());
            // Not known yet, or not any more: the session goes on for as long as it can.
            if state.provider(&provider).is_none() {
                return Ok(Effects::new());
            }
            state.abandon();
            picker::leave_silently(state, provider, subject, now)
        }
        None => Ok(Effects::new()),
    }
}

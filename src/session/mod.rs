//! The state machine of a page: [`step`] is the only place that decides.
//!
//! ```text
//!            ┌──────────────── Picker ◄─────────────┬──────────────┐
//!            │ picked             ▲                 │              │
//!            ▼                    │ choose another  │              │
//! Opened ─► Leaving ─► (provider) │                 │              │
//!   │        │  ▲                 │                 │              │
//!   │        │  └ expired, once ┐ │                 │              │
//!   ▼        ▼                  │ │                 │              │
//! LookingUp ─┴─► Completing ────┼─┴► Failed         │              │
//!                    │          │                   │              │
//!                    └─► SignedIn ─► SigningOut ─► (provider) ─► SignedOut
//! ```

mod account;
mod backend;
mod call;
mod completing;
mod destination;
pub mod effect;
mod ending;
mod error;
mod failure;
mod input;
pub mod message;
mod opening;
mod picker;
mod record;
mod renewal;
mod retry;
pub mod screen;
mod server_lines;
mod show;
mod sign_out;
mod signed_in;
mod state;
mod transaction;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use call::Grant;
pub use destination::Destination;
pub use effect::{Effect, Effects};
pub use error::Error;
pub use failure::Failure;
pub use input::{Input, Now};
pub use message::Message;
pub use opening::Opening;
pub use screen::Screen;
pub use state::State;
pub use transaction::Lookup;

use crate::config::Persistence;
use state::{Flow, Purpose};

/// What a part of the machine answers: what to do, or why the flow ends on the failed screen.
type Outcome = Result<Effects, Error>;

/// Takes in what happened and says what to do. Never panics; what fits nothing changes nothing.
pub fn step(state: &mut State, input: Input, mut now: Now) -> Effects {
    state.is_offline = !now.online;
    let mut effects = take_in(state, input, &mut now).unwrap_or_else(|error| state.fail(error, now.time));
    effects.extend(ending::look(state, &mut now).unwrap_or_else(|error| state.fail(error, now.time)));
    effects.extend(call::answer(state, &now));
    effects
}

fn take_in(state: &mut State, input: Input, now: &mut Now) -> Outcome {
    match input {
        Input::Opened(opening) => opening::open(state, *opening, now),
        Input::Restored => Ok(restored(state, now)),
        Input::Picked { provider } if state.may_pick() => picker::pick(state, provider, now),
        Input::Hinted { provider } if matches!(state.flow, Flow::Picker) => {
            Ok(picker::ask(state, &provider).into_iter().collect())
        }
        Input::RetryRequested => retry(state, now),
        Input::PickerRequested if state.may_pick() || state.is_completing() => Ok(state.choose()),
        Input::ContinueRequested => Ok(signed_in::go_on(state)),
        Input::StayRequested => ending::stay(state, now),
        Input::Active => {
            // Read, by now.
            state.elsewhere = false;
            Ok(ending::active(state, now))
        }
        Input::SignOutRequested => Ok(sign_out::start(state, false, now)),
        Input::Fetched { id, result } => match state.answered(id) {
            Some(Purpose::Metadata { provider, tries }) => {
                picker::metadata_came(state, &provider, tries, result, now)
            }
            Some(Purpose::Token) => completing::token_came(state, result),
            Some(Purpose::Keys { tries }) => completing::keys_came(state, tries, result, now),
            Some(Purpose::Userinfo) => signed_in::userinfo_came(state, result),
            Some(Purpose::Backend { grant, is_second }) => {
                Ok(backend::came(state, result, &grant, is_second))
            }
            Some(Purpose::Revocation) => Ok(sign_out::revoked(state, id, &result)),
            Some(Purpose::Renewal) => renewal::posted(state, result, now),
            Some(Purpose::RenewalKeys) => renewal::keys_came(state, result, now),
            Some(Purpose::Orphan { revocation_endpoint, client_id }) => {
                Ok(sign_out::revoke_orphan(state, &revocation_endpoint, &client_id, result))
            }
            None => Ok(Effects::new()),
        },
        Input::Verified { id, verdict } => completing::verified(state, id, verdict, now),
        Input::SessionRead { id, found } => match state.flow {
            Flow::Restoring(asked) if asked == id => Ok(signed_in::restored(state, found, now)),
            _ => renewal::read(state, id, found, now),
        },
        Input::SessionWiped { id } => Ok(sign_out::wiped(state, id)),
        Input::SessionWritten { id, written } => match signed_in::stored(state, id, written, now) {
            Some(effects) => Ok(effects),
            None => renewal::written(state, id, written, now),
        },
        Input::Locked { id } => Ok(renewal::locked(state, id)),
        Input::Heard(message) => Ok(heard(state, message, now)),
        Input::Woke => Ok(renewal::woke(state, now)),
        Input::TokenWanted { id, url, refused } => Ok(call::wanted(state, Some(id), &url, refused)),
        Input::Stored { id, stored } => picker::stored(state, id, stored),
        Input::Taken { lookup } => opening::taken(state, lookup, now),
        Input::TimerFired(effect::Timer::Renewal { generation, due_at }) => {
            Ok(renewal::timer_fired(state, generation, due_at, now))
        }
        Input::TimerFired(effect::Timer::Answer(id)) => Ok(renewal::unanswered(state, id, now)),
        Input::TimerFired(effect::Timer::Lock(id)) => Ok(renewal::lock_watched(state, id, now)),
        Input::TimerFired(effect::Timer::Ending) => {
            ending::timer_fired(state);
            Ok(Effects::new())
        }
        Input::TimerFired(effect::Timer::SignOut) => Ok(sign_out::finish(state)),
        Input::TimerFired(effect::Timer::Stalled) => Ok(sign_out::stalled(state)),
        Input::Picked { .. } | Input::Hinted { .. } | Input::PickerRequested => Ok(Effects::new()),
    }
}

/// Out of the back/forward cache: what was leaving has not left, so its button must work again.
fn restored(state: &mut State, now: &Now) -> Effects {
    match &mut state.flow {
        // The session is still kept, unless this page was its only place.
        Flow::Leaving(leaving) if leaving.is_silent() => return signed_in::look(state),
        Flow::Leaving(_) => return state.choose(),
        Flow::SigningOut(_) => sign_out::came_back(state),
        Flow::SignedIn(session) => {
            session.continuing = false;
            return renewal::look_again(state, now);
        }
        _ => {}
    }
    Effects::new()
}

/// Another tab has spoken. A page that is at rest follows a new sign-in.
fn heard(state: &mut State, message: Message, now: &Now) -> Effects {
    match (&state.flow, &message) {
        (_, Message::SignedIn { .. }) if state.persistence == Persistence::Memory => Effects::new(),
        (Flow::SignedIn(own), Message::SignedIn { session }) if own.kept.id != *session => {
            state.elsewhere = true;
            signed_in::look(state)
        }
        (Flow::Picker | Flow::Failed(_) | Flow::SignedOut(_), Message::SignedIn { .. }) => {
            state.elsewhere = true;
            signed_in::look(state)
        }
        _ => renewal::heard(state, message, now),
    }
}

/// "Try again": with the same provider, or by loading the page anew if there is no configuration.
fn retry(state: &mut State, now: &mut Now) -> Outcome {
    let silently = state.silently.take();
    match &state.flow {
        Flow::Failed(failure) if failure.can_retry => match &failure.via {
            Some(_) if let Some((provider, subject)) = silently => {
                picker::leave_silently(state, provider, subject, now)
            }
            Some(via) => picker::leave(state, via.id.clone(), 0, now),
            None => Ok(vec![Effect::Reload]),
        },
        _ => Ok(Effects::new()),
    }
}

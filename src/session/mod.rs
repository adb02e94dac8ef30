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
mod accounts;
mod asked;
mod backend;
mod better_auth;
mod call;
mod completing;
mod destination;
pub mod effect;
mod ending;
mod error;
mod factors;
mod failure;
mod first;
mod input;
mod linked;
pub mod message;
mod opening;
mod picker;
mod pocketbase;
mod popup;
mod realtime;
mod record;
mod renewal;
mod retry;
pub mod screen;
mod sdk_store;
mod server_lines;
mod show;
mod sign_out;
mod signed_in;
mod state;
mod transaction;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use asked::{Asked, Guest, Place};
pub use call::Grant;
pub use destination::Destination;
pub use effect::{Effect, Effects};
pub use error::Error;
pub use failure::Failure;
pub use input::{Input, Now};
pub use message::Message;
pub use opening::Opening;
pub use popup::Ended;
pub use screen::Screen;
pub use state::State;
pub use transaction::Lookup;

use crate::config::Persistence;
use crate::later;
use state::{Flow, Purpose};

/// What a part of the machine answers: what to do, or why the flow ends on the failed screen.
type Outcome = Result<Effects, Error>;

/// Takes in what happened and says what to do. Never panics; what fits nothing changes nothing.
pub fn step(state: &mut State, input: Input, mut now: Now) -> Effects {
    state.is_offline = !now.online;
    if state.needs_later(&input) {
        later::run(|| any(state, input, now))
    } else {
        later::without(|| {
            let done = first::take_in(state, input, &mut now);
            let mut effects = done.unwrap_or_else(|error| state.fail(error, now.time));
            effects.extend(first::refuse_calls(state));
            effects
        })
    }
}

/// A step of any kind.
fn any(state: &mut State, input: Input, mut now: Now) -> Effects {
    let mut effects = take_in(state, input, &mut now).unwrap_or_else(|error| state.fail(error, now.time));
    effects.extend(ending::look(state, &mut now).unwrap_or_else(|error| state.fail(error, now.time)));
    effects.extend(call::answer(state, &now));
    if state.has_accounts() {
        effects.extend(later::accounts(|| linked::go_on(state, &now)));
        effects.extend(sdk_store::look(state));
    }
    effects
}

fn take_in(state: &mut State, input: Input, now: &mut Now) -> Outcome {
    match input {
        Input::Restored if let Some(effects) = restored(state, now) => Ok(effects),
        Input::ContinueRequested => Ok(signed_in::go_on(state)),
        Input::StayRequested => ending::stay(state, now),
        Input::Active => {
            let effects = ending::active(state, now);
            first::take_in(state, Input::Active, now)?;
            Ok(effects)
        }
        Input::SignOutRequested => Ok(sign_out::start(state, false, now)),
        Input::PasswordEntered { .. } | Input::CodeRequested { .. } | Input::CodeEntered { .. }
            if matches!(state.flow, Flow::Picker) =>
        {
            later::pocketbase_later(|| factors::entered(state, input))
        }
        Input::LinkedRequested
        | Input::LinkRequested { .. }
        | Input::UnlinkRequested { .. }
        | Input::UnlinkAnswered { .. }
            if state.has_accounts() =>
        {
            later::accounts(|| linked::asked(state, input, now))
        }
        Input::Fetched { id, result } if !state.is_for_picker(id) => match state.answered(id) {
            Some(Purpose::Token) => completing::token_came(state, result, now),
            Some(Purpose::Keys { tries }) => completing::keys_came(state, tries, result, now),
            Some(Purpose::Userinfo) => signed_in::userinfo_came(state, result),
            Some(Purpose::Backend { grant, is_second }) => {
                Ok(backend::came(state, result, &grant, is_second))
            }
            Some(Purpose::Revocation) => sign_out::revoked(state, id, result),
            Some(Purpose::Factor(form)) => factors::came(state, form, result, now),
            Some(Purpose::Subscription(id)) => {
                later::pocketbase_later(|| realtime::subscribed(state, id, result))
            }
            Some(Purpose::Adoption) if matches!(state.flow, Flow::Restoring(asked) if asked == id) => {
                later::pocketbase_later(|| sdk_store::adopted(state, result, now))
            }
            Some(Purpose::Linked) => Ok(later::accounts(|| linked::came(state, result))),
            Some(Purpose::Renewal) => renewal::posted(state, result, now),
            Some(Purpose::RenewalKeys) => Ok(renewal::keys_came(state, result, now)),
            Some(Purpose::Orphan { revocation_endpoint, client_id }) => {
                Ok(sign_out::revoke_orphan(state, &revocation_endpoint, &client_id, result))
            }
            Some(Purpose::Exchange) => completing::exchanged(state, result, now),
            Some(
                Purpose::Metadata { .. }
                | Purpose::AuthMethods { .. }
                | Purpose::Address
                | Purpose::Adoption
                | Purpose::Session { .. },
            )
            | None => Ok(Effects::new()),
        },
        Input::Verified { id, verdict } => completing::verified(state, id, verdict, now),
        Input::SessionRead { id, found } if !matches!(state.flow, Flow::Restoring(_)) => {
            renewal::read(state, id, found, now)
        }
        Input::SessionWiped { id } => Ok(sign_out::wiped(state, id)),
        Input::SessionWritten { id, written } => match signed_in::stored(state, id, written, now) {
            Some(effects) => Ok(effects),
            None => renewal::written(state, id, written, now),
        },
        Input::Locked { id } => Ok(renewal::locked(state, id)),
        Input::WindowOpened { id, opened } if !state.has_popup() => {
            later::pocketbase_later(|| realtime::opened(state, id, opened))
        }
        Input::PopupAnswered { id, query } => popup::answered(state, id, query, now),
        Input::Event { id, name, data } => {
            later::pocketbase_later(|| realtime::event(state, id, &name, data.expose(), now))
        }
        Input::EventsClosed { id } => later::pocketbase_later(|| realtime::closed(state, id)),
        Input::SdkEntryChanged(entry) if state.has_accounts() => {
            Ok(later::pocketbase_later(|| sdk_store::changed(state, entry.as_ref())))
        }
        Input::TokenWanted { id, url, refused } => Ok(call::wanted(state, Some(id), &url, refused)),
        Input::Heard(message) => Ok(heard(state, message, now)),
        Input::Woke => Ok(renewal::woke(state, now)),
        Input::Taken { lookup } => {
            let mut effects = opening::taken(state, lookup, now)?;
            // What it needs is loaded now; a first visit has nothing to sweep.
            effects.push(Effect::SweepTransactions);
            Ok(effects)
        }
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
        other => first::take_in(state, other, now),
    }
}

/// Out of the back/forward cache, with a session or on the way out of one.
fn restored(state: &mut State, now: &Now) -> Option<Effects> {
    match &mut state.flow {
        Flow::SigningOut(_) => {
            sign_out::came_back(state);
            Some(Effects::new())
        }
        Flow::SignedIn(session) => {
            session.continuing = false;
            Some(renewal::look_again(state, now))
        }
        _ => None,
    }
}

/// Another tab has spoken.
fn heard(state: &mut State, message: Message, now: &Now) -> Effects {
    match (&state.flow, &message) {
        (Flow::SignedIn(own), Message::SignedIn { session })
            if own.kept.id != *session && state.is_shared() =>
        {
            state.elsewhere = true;
            signed_in::look(state)
        }
        (Flow::SignedIn(_), _) => renewal::heard(state, message, now),
        _ => first::heard(state, &message),
    }
}

//! The steps of a first visit: the picker, and leaving for a provider. What they need is in the first file of the
//! program; [`later`] says what else there is.

use super::effect::{Effect, Effects, Found};
use super::state::Left;
use super::{
    Error, Flow, Input, Message, Now, Outcome, Purpose, State, asked, better_auth, call, opening, picker,
    pocketbase, popup, signed_in,
};
use crate::later;
use crate::protocol::http::{Fetched, RequestId};

impl State {
    /// Whether the second file of the program must be there before this input is taken in.
    pub fn needs_later(&self, input: &Input) -> bool {
        let is_first_flow = match &self.flow {
            Flow::Starting | Flow::Restoring(_) | Flow::Picker | Flow::Leaving(_) | Flow::Failed(_) => true,
            // Somebody does not want to wait for it.
            Flow::LookingUp(_) => matches!(input, Input::PickerRequested | Input::Active | Input::Woke),
            _ => false,
        };
        let is_first_input = match input {
            Input::Opened(opening) => opening.signing_out.is_none(),
            Input::Fetched { id, result } => self.is_for_picker(*id) && !self.is_session(*id, result),
            Input::SessionRead { found, .. } => {
                !matches!(found, Found::Record(_)) && !matches!(self.sdk_entry.opened_with, Left::Entry(_))
            }
            Input::WindowOpened { .. } => self.has_popup(),
            Input::Restored
            | Input::PopupEnded { .. }
            | Input::Asked(_)
            | Input::Picked { .. }
            | Input::Hinted { .. }
            | Input::FormHinted
            | Input::RetryRequested
            | Input::Remains { .. }
            | Input::PickerRequested
            | Input::Active
            | Input::Stored { .. }
            | Input::SessionWiped { .. }
            | Input::Heard(_)
            | Input::SdkEntryChanged(_)
            | Input::Woke => true,
            _ => false,
        };
        !(is_first_flow && is_first_input)
    }

    /// Whether what leaves for a provider must be there before this input is taken in: all others come when it is.
    pub fn needs_leave(&self, input: &Input) -> bool {
        matches!(input, Input::Asked(_) | Input::Picked { .. } | Input::Hinted { .. } | Input::RetryRequested)
    }

    /// Is it known whether somebody is signed in?
    pub fn is_at_rest(&self) -> bool {
        !matches!(self.flow, Flow::Starting | Flow::Restoring(_) | Flow::LookingUp(_) | Flow::Completing(_))
    }

    /// Is somebody?
    pub fn is_signed_in(&self) -> bool {
        matches!(self.flow, Flow::SignedIn(_))
    }

    /// Whether the page can go on without the second file.
    pub fn does_without_later(&self) -> bool {
        matches!(self.flow, Flow::Picker | Flow::Leaving(_) | Flow::Failed(_))
    }

    /// Does a backend answer that somebody is signed in? Then there is more to do than to show a picker.
    fn is_session(&self, id: RequestId, result: &Fetched) -> bool {
        let is_asked = |(pending, purpose): &(RequestId, Purpose)| {
            *pending == id && matches!(purpose, Purpose::Session { .. })
        };
        self.pending.iter().any(is_asked)
            && result.as_ref().is_ok_and(|answer| !better_auth::is_nobody(answer))
    }

    /// Is this the answer to a request that the picker has made?
    pub(super) fn is_for_picker(&self, id: RequestId) -> bool {
        self.pending.iter().any(|(pending, purpose)| *pending == id && purpose.is_for_picker())
    }
}

/// Takes in what a first visit can meet. What fits nothing changes nothing.
pub(super) fn take_in(state: &mut State, input: Input, now: &mut Now) -> Outcome {
    Ok(match input {
        Input::Opened(opening) => return opening::open(state, *opening, now),
        Input::Restored => restored(state),
        Input::Picked { provider } if state.may_pick() => {
            return later::leave(|| picker::pick(state, provider, now));
        }
        Input::Asked(asked) if state.may_pick() => {
            later::element_leave(|| asked::begin(state, *asked));
            Effects::new()
        }
        Input::Remains { address } => {
            state.asked.destination = Some(address);
            Effects::new()
        }
        Input::WindowOpened { id, opened } => {
            return later::element_leave(|| popup::opened(state, id, opened, now));
        }
        Input::PopupEnded { id, why } => return later::element_leave(|| popup::ended(state, id, why)),
        Input::Hinted { provider } if matches!(state.flow, Flow::Picker) => {
            later::leave(|| picker::ask(state, &provider)).into_iter().collect()
        }
        // Whoever types has a session soon.
        Input::FormHinted => vec![Effect::Prepare],
        Input::RetryRequested => return later::leave(|| retry(state, now)),
        Input::PickerRequested if state.may_pick() || state.is_completing() => state.choose(),
        Input::Active => {
            // Read, by now.
            state.elsewhere = false;
            Effects::new()
        }
        Input::Fetched { id, result } => match state.answered(id) {
            Some(Purpose::Metadata { provider, tries }) => {
                return later::oidc_leave(|| picker::metadata_came(state, &provider, tries, result, now));
            }
            Some(Purpose::Address) => {
                return later::better_auth(|| picker::address_came(state, id, result));
            }
            Some(Purpose::Session { tries }) if matches!(state.flow, Flow::Restoring(asked) if asked == id) =>
            {
                return later::better_auth(|| better_auth::found(state, tries, result, now));
            }
            Some(Purpose::AuthMethods { tries }) => {
                return pocketbase::methods_came(state, tries, result, now);
            }
            _ => Effects::new(),
        },
        Input::SessionRead { id, found } if matches!(state.flow, Flow::Restoring(asked) if asked == id) => {
            return found_session(state, found, now);
        }
        Input::Stored { id, stored } => return later::leave(|| picker::stored(state, id, stored)),
        Input::Heard(message) => heard(state, &message),
        _ => Effects::new(),
    })
}

/// Out of the back/forward cache: what was leaving has not left, so its button must work again.
fn restored(state: &mut State) -> Effects {
    match &state.flow {
        // The session is still kept, unless this page was its only place.
        Flow::Leaving(leaving) if leaving.has_session() => signed_in::look(state),
        // And somebody may have signed in on another page, which this one did not hear.
        Flow::Leaving(_) | Flow::Picker if state.is_shared() && state.factors.takes_providers() => {
            let mut effects = state.close_events();
            effects.extend(signed_in::look(state));
            effects
        }
        Flow::Leaving(_) => state.choose(),
        _ => Effects::new(),
    }
}

/// The session that was kept is there, or not.
fn found_session(state: &mut State, found: Found, now: &Now) -> Outcome {
    match found {
        Found::Record(record) => later::run(|| signed_in::resume(state, &record, now)),
        Found::Nothing => signed_in::nobody(state),
        Found::Unavailable => {
            state.fall_back();
            signed_in::nobody(state)
        }
    }
}

/// Nobody is signed in any more: no call that has waited gets a token.
pub(super) fn refuse_calls(state: &mut State) -> Effects {
    if matches!(state.flow, Flow::Picker | Flow::Leaving(_) | Flow::Failed(_)) {
        let calls = std::mem::take(&mut state.calls);
        calls.iter().filter_map(call::refusal).collect()
    } else {
        Effects::new()
    }
}

/// "Try again": with the same provider, or by loading the page anew if there is no configuration.
fn retry(state: &mut State, now: &mut Now) -> Outcome {
    let silently = state.silently.take();
    match &state.flow {
        // Not to the provider: the person is still signed in.
        Flow::Failed(failure) if failure.error == Error::SignOutFailed => Ok(vec![Effect::Reload]),
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

/// Another tab has spoken. A page that is at rest follows a new sign-in.
pub(super) fn heard(state: &mut State, message: &Message) -> Effects {
    match (&state.flow, message) {
        (Flow::Picker | Flow::Failed(_) | Flow::SignedOut(_), Message::SignedIn { .. })
            if state.is_shared() =>
        {
            state.elsewhere = true;
            signed_in::look(state)
        }
        // What is being read may be from before that.
        (Flow::Restoring(_), Message::SignedIn { .. } | Message::SignedOut { .. }) => signed_in::look(state),
        _ => Effects::new(),
    }
}

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
pub use transaction::Lookup;

use std::sync::Arc;

use crate::config::{Config, Persistence, Provider};
use crate::protocol::authorization;
use crate::protocol::http::{Request, RequestId};
use crate::url::Url;
use picker::{Knowledge, Leaving};
use screen::Via;

/// Everything that a page knows. Only [`step`] changes it.
#[derive(Debug, Default)]
pub struct State {
    config: Option<Config>,
    page: Option<Url>,
    destination: Option<Destination>,
    last_used: Option<String>,
    persistence: Persistence,
    /// The first write of a session's record, and the session's name.
    storing: Option<(RequestId, String)>,
    /// Whom "Try again" signs in without a question: provider and subject.
    silently: Option<(String, String)>,
    is_offline: bool,
    /// What is shown has come about in another tab.
    elsewhere: bool,
    /// `id` of the provider that the flow is about.
    provider: Option<String>,
    flow: Flow,
    knowledge: Vec<(String, Knowledge)>,
    pending: Vec<(RequestId, Purpose)>,
    calls: Vec<call::Call>,
    last_id: u32,
}

/// Where a page is.
#[derive(Debug, Default)]
enum Flow {
    #[default]
    Starting,
    Restoring(RequestId),
    Picker,
    Leaving(Leaving),
    LookingUp(authorization::Response),
    Completing(Box<completing::Completing>),
    SignedIn(Box<signed_in::Session>),
    SigningOut(sign_out::SigningOut),
    /// `None`: it was done in another tab.
    SignedOut(Option<screen::Report>),
    Failed(Arc<Failure>),
}

/// What a request is for. An answer whose request is not pending any more changes nothing.
#[derive(Debug)]
enum Purpose {
    Metadata {
        provider: String,
        tries: u8,
    },
    Token,
    Keys {
        tries: u8,
    },
    Userinfo,
    Backend {
        grant: Grant,
        is_second: bool,
    },
    Revocation,
    Renewal,
    RenewalKeys,
    /// A renewal whose session has been ended: what it brings is revoked.
    Orphan {
        revocation_endpoint: Url,
        client_id: String,
    },
}

impl Purpose {
    /// Metadata is worth having whatever screen is shown, and a token must not outlive its session; other answers
    /// belong to the flow that asked.
    fn outlives_flow(&self) -> bool {
        matches!(self, Self::Metadata { .. } | Self::Orphan { .. })
    }
}

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

impl State {
    /// What to show.
    pub fn screen(&self) -> Screen {
        show::screen(self)
    }

    /// A choice can be made on every screen that is not busy with an earlier one or signed in.
    fn may_pick(&self) -> bool {
        let at_rest =
            matches!(self.flow, Flow::Picker | Flow::Leaving(_) | Flow::Failed(_) | Flow::SignedOut(_));
        at_rest && self.page.is_some()
    }

    /// A person who does not want to wait any longer may leave this; what still arrives changes nothing.
    fn is_completing(&self) -> bool {
        matches!(self.flow, Flow::LookingUp(_) | Flow::Completing(_))
    }

    /// What to show above it.
    pub fn notice(&self) -> Option<screen::Notice> {
        show::notice(self)
    }

    fn choose(&mut self) -> Effects {
        self.abandon();
        self.elsewhere = false;
        picker::show(self)
    }

    /// Ends what is under way and says why.
    ///
    /// A session that fails is over in every tab.
    fn fail(&mut self, error: Error, at: i64) -> Effects {
        let effects = match &self.flow {
            Flow::SignedIn(session) => {
                let name = session.kept.id.clone();
                self.wipe(&name)
            }
            _ => Effects::new(),
        };
        self.fail_here(error, at);
        effects
    }

    /// The same, but other tabs may still have what this one lacks.
    fn fail_here(&mut self, error: Error, at: i64) {
        self.abandon();
        self.silently = None;
        let via = self.via();
        let has_config = self.config.is_some() && self.page.is_some();
        let is_environment = matches!(error, Error::InsecureContext | Error::CryptoUnavailable);
        let can_retry = match &error {
            Error::ConfigUnreachable | Error::Config(_) => via.is_none() && !has_config,
            _ => via.is_some() && !is_environment,
        };
        self.flow = Flow::Failed(Arc::new(Failure {
            can_retry,
            can_choose: has_config && !is_environment,
            error,
            via,
            at,
            page: self.config.as_ref().map(|config| config.page.clone()),
        }));
    }

    /// Removes a session from the storage and from all tabs.
    fn wipe(&mut self, session: &str) -> Effects {
        if self.persistence == Persistence::Memory {
            return Effects::new();
        }
        vec![
            self.wipe_record(session.to_owned()),
            Effect::Tell(Message::SignedOut { session: session.to_owned() }),
            Effect::Unlock,
        ]
    }

    fn wipe_record(&mut self, session: String) -> Effect {
        Effect::WipeSession { id: self.next_id(), session: Some(session) }
    }

    /// Whatever is there was kept when the configuration was another one.
    fn wipe_any(&mut self) -> Effect {
        Effect::WipeSession { id: self.next_id(), session: None }
    }

    /// Sharing does not work: the session goes on in this page alone.
    fn fall_back(&mut self) {
        self.persistence = Persistence::Memory;
    }

    /// Answers that are still on their way to the flow that ends will change nothing.
    fn abandon(&mut self) {
        if let Flow::SignedIn(session) = &self.flow
            && let Some(endpoint) = &session.kept.server.revocation_endpoint
        {
            for (_, purpose) in &mut self.pending {
                if matches!(purpose, Purpose::Renewal) {
                    *purpose = Purpose::Orphan {
                        revocation_endpoint: endpoint.clone(),
                        client_id: session.kept.client_id.clone(),
                    };
                }
            }
        }
        self.pending.retain(|(_, purpose)| purpose.outlives_flow());
    }

    fn next_id(&mut self) -> RequestId {
        self.last_id = self.last_id.wrapping_add(1);
        RequestId(self.last_id)
    }

    fn fetch(&mut self, purpose: Purpose, request: Request, delay: u32) -> Effect {
        let id = self.next_id();
        self.pending.push((id, purpose));
        Effect::Fetch { id, request: Box::new(request), delay }
    }

    fn answered(&mut self, id: RequestId) -> Option<Purpose> {
        let index = self.pending.iter().position(|(pending, _)| *pending == id)?;
        Some(self.pending.swap_remove(index).1)
    }

    fn knowledge(&self, provider: &str) -> Option<&Knowledge> {
        self.knowledge.iter().find(|(id, _)| id == provider).map(|(_, knowledge)| knowledge)
    }

    fn learn(&mut self, provider: &str, knowledge: Knowledge) {
        self.knowledge.retain(|(id, _)| id != provider);
        self.knowledge.push((provider.to_owned(), knowledge));
    }

    /// The provider with this `id`, if it can be signed in with.
    fn provider(&self, id: &str) -> Option<&Provider> {
        self.config.as_ref()?.provider(id)
    }

    /// What screens say of the provider that the flow is about; `None` if it is not in the configuration.
    fn via(&self) -> Option<Via> {
        let provider = self.provider(self.provider.as_deref()?)?;
        Some(Via { id: provider.id.clone(), title: provider.title.clone(), host: provider.host() })
    }
}

//! What must hold after every step, whatever has happened.

use super::loss::Reason;
use super::provider::Habit;
use super::world::World;
use crate::session::transaction::LIFETIME;
use crate::session::{Effect, Flow, Input, Message, Screen, State};

/// Farthest that a clock may be from the provider's for a sign-in, in seconds.
pub(super) const FARTHEST: u64 = 3_660;

/// What a step is held against.
pub(super) struct Before {
    has_failed: bool,
    is_completing: bool,
    refresh_token: Option<String>,
    /// Before a message of another tab: the generation of the session.
    heard_at: Option<u32>,
    /// The signed part of an ID token whose signature is found to be good now.
    proven: Option<String>,
}

impl World {
    /// Keeps the first fault.
    pub(super) fn blame(&mut self, fault: impl FnOnce() -> String) {
        if self.fault.is_none() {
            self.fault = Some(fault());
        }
    }

    /// From now on the session may be lost, but not where the refresh token stays the same.
    pub(super) fn damaged(&mut self, reason: Reason) {
        if self.provider.habit != Habit::Static {
            self.excuse.get_or_insert(reason);
        }
    }

    /// The tabs have a token again that will be honoured: nothing that happened before is a reason any more.
    pub(super) fn mended(&mut self, token: &str) {
        if !self.signed_out && self.provider.is_unused(token) {
            self.excuse = None;
        }
    }

    /// Looks at a tab before a step.
    pub(super) fn before(&mut self, tab: usize, state: &State, input: &Input) -> Before {
        match input {
            Input::Heard(Message::SignedOut { .. }) => self.tabs[tab].knows_end = true,
            Input::SignOutRequested => self.tabs[tab].knows_end |= matches!(state.flow, Flow::SignedIn(_)),
            Input::Fetched { id, .. } => {
                let issued =
                    self.first_answer.filter(|(asked_by, asked, _)| (*asked_by, *asked) == (tab, *id));
                if issued.is_some_and(|(.., issued)| self.time().abs_diff(issued) > FARTHEST) {
                    self.is_too_late = true;
                    self.excuse.get_or_insert(Reason::SignedInTooLate);
                }
            }
            // Then the attempt is begun anew.
            Input::Taken { .. } if !(0..=LIFETIME).contains(&(self.time() - self.began_at)) => {
                self.excuse.get_or_insert(Reason::SignedInTooLate);
            }
            _ => {}
        }
        let proven = match input {
            Input::Verified { id, .. } => self.tabs[tab].proving.take_if(|(asked, _)| asked == id),
            _ => None,
        };
        Before {
            has_failed: matches!(state.flow, Flow::Failed(_)),
            is_completing: matches!(state.flow, Flow::Completing(_)),
            refresh_token: refresh_token(state).map(str::to_owned),
            heard_at: generation(state).filter(|_| matches!(input, Input::Heard(_))),
            proven: proven.map(|(_, signed)| signed),
        }
    }

    /// Looks at it after the step, before its effects.
    pub(super) fn after(&mut self, tab: usize, state: &State, before: &Before) {
        if let Flow::Failed(failure) = &state.flow
            && !before.has_failed
        {
            let code = failure.error.code();
            if !failure.can_retry && !failure.can_choose {
                self.blame(|| format!("tab {tab} is a dead end"));
            }
            if code.starts_with("id_token") && !(before.is_completing && self.is_too_late) {
                self.blame(|| format!("tab {tab} fails for the sake of an ID token: {code}"));
            }
            if self.excuse.is_none() {
                self.blame(|| format!("tab {tab} fails for no reason: {code}"));
            }
            if before.refresh_token.is_some() {
                self.check_end(tab, before);
            }
        }
        if let Flow::SignedIn(session) = &state.flow {
            if before.is_completing && self.is_too_late {
                self.blame(|| format!("tab {tab} believes an ID token of another time"));
            }
            let id_token = session.kept.id_token.as_ref().map_or("", |token| token.expose());
            // Older than the one before, by the provider's own clock: that can't be told from a replayed one. And by a
            // clock that is wrong by more than the bound, nothing can be told.
            let is_far = self.time().abs_diff(self.provider_time()) > FARTHEST;
            let may_drop = self.provider.was_set_back || self.was_far || is_far;
            let is_kept = |signed: &String| may_drop || id_token.starts_with(signed);
            if !before.proven.as_ref().is_none_or(is_kept) {
                self.blame(|| format!("tab {tab} drops a good ID token"));
            }
        }
        if generation(state) < before.heard_at && generation(state).is_some() {
            self.blame(|| format!("tab {tab} believes a message of an older generation"));
        }
        if self.tabs[tab].knows_end && format!("{state:?}").contains("Token(..)") {
            self.blame(|| format!("tab {tab} holds a token after the session has ended"));
        }
    }

    /// A session ends only if nobody has anything that the provider would honour.
    fn check_end(&mut self, tab: usize, before: &Before) {
        let is_good = |token: &str| self.provider.honours(token, self.now);
        let own = before.refresh_token.as_deref();
        // What could not be stored is known to that tab only.
        let others = (0..self.tabs.len()).filter(|other| self.unsaved != Some(*other));
        let others = others.filter_map(|other| refresh_token(self.tabs[other].state.as_ref()?));
        if self.stored_token().into_iter().chain(own).chain(others).any(is_good) {
            self.blame(|| format!("tab {tab} ends a session that the provider honours"));
        }
    }

    /// Looks at what is stored, after the effects of a step.
    pub(super) fn check_store(&mut self, tab: usize) {
        if self.sharing.is_shared() && self.tabs[tab].knows_end && self.store.is_some() {
            self.blame(|| "a record is stored after the session has ended".into());
        }
    }

    /// What an effect leaves where others can read it holds no token.
    pub(super) fn check_effect(&mut self, tab: usize, effect: &Effect) {
        let text = match effect {
            Effect::RememberSignOut { mark: text } | Effect::RememberProvider(text) | Effect::Note(text) => {
                text
            }
            Effect::TakeTransaction { mark, .. } => mark,
            _ => return,
        };
        if ["at-", "rt-", "canary", "eyJ"].iter().any(|part| text.contains(part)) {
            self.blame(|| format!("tab {tab} leaves a token in the open"));
        }
    }

    /// After everything has calmed down: is each tab where it should be?
    pub(super) fn settle(&mut self) -> Option<Reason> {
        let mut lost = self.provider.revoked || self.excuse == Some(Reason::SignedInTooLate);
        for tab in 0..self.tabs.len() {
            let Some(state) = &self.tabs[tab].state else { continue };
            let screen = state.screen();
            lost |= matches!(screen, Screen::Failed(_));
            if let Some(fault) = self.misplaced(state, &screen) {
                self.blame(|| format!("tab {tab} {fault}"));
            }
        }
        if let Some((tab, _)) = self.calls.first().copied() {
            self.blame(|| format!("tab {tab} leaves a call without an answer"));
        }
        let has_picker = self.tabs.iter().filter_map(|tab| tab.state.as_ref()).any(State::may_pick);
        if !self.sharing.is_shared() && self.store.is_some() && has_picker {
            self.blame(|| "what was stored before is still there".into());
        }
        self.excuse.filter(|reason| lost && *reason != Reason::SignedOut)
    }

    fn misplaced(&self, state: &State, screen: &Screen) -> Option<&'static str> {
        let shared = self.sharing.is_shared();
        match screen {
            // Nobody tells a tab if the one that ended the session died just then; it finds out when it renews. With a
            // clock that was set back it takes another tab's token for newer than it is, and that is late.
            _ if shared && self.wiped && !self.was_set_back && format!("{state:?}").contains("Token(..)") => {
                Some("holds a token after the session has ended")
            }
            Screen::SignedIn(signed_in) if !self.provider.revoked => {
                let fresh = signed_in.expires_at.is_some_and(|expires_at| expires_at + 30 >= self.time());
                (!fresh && self.excuse.is_none()).then_some("has no access, and nothing is wrong")
            }
            Screen::Starting | Screen::Completing(_) => Some("hangs"),
            Screen::SignedOut(_) if self.excuse.is_none() => Some("is signed out for no reason"),
            Screen::Picker(_) if shared && self.excuse.is_none() && !self.storage_failed => {
                Some("has not found the session")
            }
            _ => None,
        }
    }
}

/// That a tab holds.
pub(super) fn refresh_token(state: &State) -> Option<&str> {
    match &state.flow {
        Flow::SignedIn(session) => Some(session.kept.refresh_token.as_ref()?.expose()),
        _ => None,
    }
}

fn generation(state: &State) -> Option<u32> {
    match &state.flow {
        Flow::SignedIn(session) => Some(session.kept.generation),
        _ => None,
    }
}

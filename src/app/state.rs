//! What is known of the session now.

use std::sync::Arc;

use super::Account;
use crate::failure::Retry;
use crate::session::Screen;

/// How far a sign-in is. The pickers of the application show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It is being found out whether somebody is signed in.
    #[default]
    Loading,
    /// A provider can be chosen.
    Picker,
    /// A one-time password is asked for, which was sent by e-mail.
    Code,
    /// The first of two factors was shown.
    SecondFactor,
    /// The page is about to be left for the provider, or its window is open.
    Leaving,
    /// The provider's answer is being checked.
    Completing,
    /// Somebody is signed in.
    SignedIn,
    /// Somebody has signed out.
    SignedOut,
    /// A sign-in has failed, or none can begin.
    Failed {
        /// Stable; `docs/ERRORS.md` says what it means.
        code: &'static str,
        /// Does trying again help?
        retry: Retry,
    },
}

impl State {
    /// The same in the words of `data-portico-state`; before anything is known, `loading`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Picker => "picker",
            Self::Code => "code",
            Self::SecondFactor => "second_factor",
            Self::Leaving => "leaving",
            Self::Completing => "completing",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Failed { .. } => "failed",
        }
    }

    fn of(screen: &Screen) -> Self {
        if let Screen::Failed(failure) = screen {
            return Self::Failed { code: failure.code(), retry: failure.retry() };
        }
        let all = [
            Self::Picker,
            Self::Code,
            Self::SecondFactor,
            Self::Leaving,
            Self::Completing,
            Self::SignedIn,
            Self::SignedOut,
        ];
        all.into_iter().find(|it| it.name() == screen.name()).unwrap_or_default()
    }
}

/// The window of a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Window {
    /// There is none.
    #[default]
    None,
    /// The sign-in goes on in it.
    Open,
    /// The person has closed it.
    Closed,
}

/// All that there is to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) state: State,
    pub(super) account: Option<Account>,
    /// Seconds since 1970.
    pub(super) expires_at: Option<i64>,
    /// It has been found out, at least once, whether somebody is signed in.
    pub(super) is_known: bool,
    pub(super) window: Window,
    /// A sign-in has begun, which may yet come to nothing.
    pub(super) is_under_way: bool,
    /// Names the failure: another one with the same code is another one. 0: none.
    pub(super) failure: usize,
}

impl Now {
    /// What a screen says, after what was known before.
    pub(super) fn after(before: &Self, screen: &Screen) -> Self {
        let state = State::of(screen);
        let picker = if let Screen::Picker(picker) = screen { Some(picker) } else { None };
        let signed_in = if let Screen::SignedIn(signed_in) = screen { Some(signed_in) } else { None };
        Self {
            state,
            account: signed_in.map(|it| Account::of(it)),
            expires_at: signed_in.and_then(|it| it.expires_at),
            is_known: before.is_known,
            is_under_way: match state {
                State::Leaving | State::Completing => true,
                State::Loading => before.is_under_way,
                _ => picker.is_some_and(|picker| picker.in_window),
            },
            failure: if let Screen::Failed(failure) = screen { Arc::as_ptr(failure).addr() } else { 0 },
            window: match picker {
                Some(picker) if picker.in_window => Window::Open,
                Some(picker) if picker.was_closed => Window::Closed,
                _ => Window::None,
            },
        }
    }
}

//! Beginning a sign-in, and waiting for what comes of it.

use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::pending::Pending;
use super::state::{Now, Window};
use super::{Account, State, location, window};
use crate::failure::Retry;

/// What one sign-in is to be like.
///
/// ```ignore
/// session.sign_in(SignIn { provider: Some("acme".into()), flow: Flow::Popup, ..SignIn::default() });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// `id` of the provider; `None`: the only one there is. Of several, the person chooses in a picker, and what is said here
    /// goes before what that says.
    pub provider: Option<String>,
    /// Whether the page is left.
    pub flow: Flow,
    /// Who is expected (OIDC Core §3.1.2.1).
    pub login_hint: Option<String>,
    /// The languages of the provider's pages (OIDC Core §3.1.2.1).
    pub ui_locales: Option<String>,
    /// What the provider must ask (OIDC Core §3.1.2.1).
    pub prompt: Option<String>,
    /// The address, of this origin, where a sign-in by redirect ends; `None`: the current one.
    pub destination: Option<String>,
    /// The session ends with this page, and nothing remembers the provider.
    pub forget: bool,
}

/// Where the provider's pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// In the place of this page, which is left and comes back.
    #[default]
    Redirect,
    /// In a window of their own; this page stays.
    Popup,
    /// In a window where this page is in a frame, or can keep nothing for the way back; else in its place.
    Auto,
}

impl SignIn {
    /// What is said here, and where nothing is, what the picker says.
    pub(super) fn over(self, picker: Self) -> Self {
        Self {
            provider: self.provider.or(picker.provider),
            flow: if self.flow == Flow::default() { picker.flow } else { self.flow },
            login_hint: self.login_hint.or(picker.login_hint),
            ui_locales: self.ui_locales.or(picker.ui_locales),
            prompt: self.prompt.or(picker.prompt),
            destination: self.destination.or(picker.destination),
            forget: self.forget || picker.forget,
        }
    }

    /// What is asked for, as `ui::asked` reads it. If a provider is chosen, the window for it is opened.
    pub(super) fn ask(&self, is_chosen: bool) -> Array {
        let popup = match self.flow {
            Flow::Redirect => false,
            Flow::Popup => true,
            Flow::Auto => location::is_framed() || !location::can_store(),
        };
        if popup && is_chosen {
            window::open();
        }
        let text = |text: &Option<String>| JsValue::from_str(text.as_deref().unwrap_or_default());
        let destination = location::destination(self.destination.as_deref());
        [
            popup.into(),
            self.forget.into(),
            text(&self.login_hint),
            text(&self.ui_locales),
            text(&self.prompt),
            text(&destination),
            self.destination.is_none().into(),
        ]
        .iter()
        .collect()
    }
}

/// Why a sign-in has come to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// It is not known yet whether somebody is signed in; or a sign-in is completed, a sign-out is under way, or none can begin at all.
    #[error("no sign-in can begin now")]
    NotReady,
    /// The person has pressed "Cancel".
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// It has failed; or the person has closed the window (`popup_closed`) or refused (`access_denied`).
    #[error("the sign-in has failed: {code}")]
    Failed {
        /// Stable; `docs/ERRORS.md` says what it means.
        code: &'static str,
        /// Does trying again help?
        retry: Retry,
    },
}

impl SignInError {
    /// Stable, documented name.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::Cancelled => "cancelled",
            Self::Failed { code, .. } => code,
        }
    }
}

/// A sign-in that has begun; dropped, it goes on all the same. Awaited, it tells who is signed in, or why nobody is. Where the page
/// is left, it tells nothing.
#[derive(Clone, Debug, Default)]
pub struct SigningIn(pub(super) Pending<Result<Account, SignInError>>);

impl Future for SigningIn {
    type Output = Result<Account, SignInError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

/// What the step from one state to the next means to those who wait for a sign-in.
pub(super) fn outcome(before: &Now, now: &Now) -> Option<Result<Account, SignInError>> {
    if let Some(account) = &now.account {
        return Some(Ok(account.clone()));
    }
    match now.state {
        State::Failed { code, retry } if before.failure != now.failure => {
            Some(Err(SignInError::Failed { code, retry }))
        }
        State::Picker if before.window == Window::Open && now.window == Window::Closed => {
            Some(Err(SignInError::Failed { code: "popup_closed", retry: Retry::Now }))
        }
        State::Picker if before.is_under_way => Some(Err(SignInError::Cancelled)),
        _ => None,
    }
}

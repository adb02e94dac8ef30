//! What a person sees: the contract between the sign-in machine and the views.
//!
//! A `Screen` is derived from the [`State`](super::State) after every step and holds no secret, so a view
//! may print all of it. Views never look at the state itself.

use std::sync::Arc;

use super::{Account, Destination, Failure};
use crate::config::{Icon, Page, Persistence};

/// What is shown. `name` is the value of `data-portico-state`.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Before the configuration is read; `index.html` shows the skeleton.
    Starting,
    /// The list of providers. Also shown while the browser is leaving for one of them.
    Picker(Picker),
    /// Back from the provider: the code is being exchanged and the ID token checked.
    Completing(Option<Via>),
    /// A verified ID token is held.
    SignedIn(Box<SignedIn>),
    /// Nothing is held, and the person is told why.
    Failed(Arc<Failure>),
    /// The session was ended by the person.
    SignedOut(SignedOut),
}

impl Screen {
    /// The stable value of `<html data-portico-state="…">`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Picker(picker) if picker.is_leaving() => "leaving",
            Self::Picker(Picker { forms: Forms { sent_to: Some(_), .. }, .. }) => "code",
            Self::Picker(Picker { forms: Forms { is_second: true, .. }, .. }) => "second_factor",
            Self::Picker(_) => "picker",
            Self::Completing(_) => "completing",
            Self::SignedIn(_) => "signed_in",
            Self::Failed(_) => "failed",
            Self::SignedOut(_) => "signed_out",
        }
    }

    /// Whether the second file of the program must be there before this is shown.
    pub fn needs_later(&self) -> bool {
        matches!(self, Self::SignedIn(_) | Self::SignedOut(_))
    }
}

/// The provider a screen talks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `id` of the configuration.
    pub id: String,
    /// `title` of the configuration.
    pub title: String,
    /// Host (and port, unless the default) of the issuer: where the password is typed.
    pub host: String,
}

/// The list of providers.
#[derive(Clone, Debug, PartialEq)]
pub struct Picker {
    /// Title, logo, links and support contact of the page.
    pub page: Page,
    /// In the order of the configuration.
    pub choices: Vec<Choice>,
    /// What can be typed instead, where the backend takes that.
    pub forms: Forms,
    /// The sign-in goes on in a window of its own.
    pub in_window: bool,
    /// The person has closed that window.
    pub was_closed: bool,
}

/// Ways to sign in without a provider, and how far one of them has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// The fields that name a person beside a password, such as `email`; empty: passwords are not taken.
    pub identity: Vec<String>,
    /// Is there an e-mail with a one-time password?
    pub otp: bool,
    /// Such an e-mail was asked for, for this address: its digits are asked for, and nothing else.
    pub sent_to: Option<String>,
    /// The first of two factors was shown: what is on the screen is the second one.
    pub is_second: bool,
    /// Under way.
    pub busy: Option<Form>,
    /// Why the last try did not succeed: an error code.
    pub refused: Option<&'static str>,
}

/// One of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A name and a password.
    Password,
    /// An address that an e-mail is sent to.
    Address,
    /// The digits of that e-mail.
    Code,
}

impl Picker {
    /// Is the browser about to leave for one of the providers?
    pub fn is_leaving(&self) -> bool {
        self.choices.iter().any(|choice| choice.status == Status::Leaving)
    }
}

/// One button of the picker.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The provider.
    pub via: Via,
    /// Second line of the button.
    pub description: Option<String>,
    /// What stands before the title.
    pub icon: Icon,
    /// What is known of the provider now.
    pub status: Status,
    /// This browser signed in with it the last time.
    pub last_used: bool,
}

/// What is known of a provider while the picker is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Can be pressed.
    Ready,
    /// Was pressed; the browser is on its way to it.
    Leaving,
    /// Did not answer when its metadata was prefetched; can be pressed and is asked again.
    Unreachable,
    /// Its entry in the configuration, or its metadata, can't be used; holds the error code.
    Unusable(&'static str),
}

/// Who is signed in, and what their backend says.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedIn {
    /// Title, logo, links and support contact of the page.
    pub page: Page,
    /// From the verified ID token and userinfo.
    pub account: Account,
    /// What the person may do at the backend, if something is known of that. For display only.
    pub role: Option<Role>,
    /// The provider.
    pub via: Via,
    /// Answer of the backend to the configured request; `None` if none is configured.
    pub backend: Option<Backend>,
    /// The accounts at providers that the person signs in with; `None` where the backend has no list of them.
    pub linked: Option<Linked>,
    /// Where "Continue" leads, if anywhere. Always a path of this origin.
    pub destination: Option<Destination>,
    /// The configuration says to go there without asking; the browser is about to.
    pub continuing: bool,
    /// How long the session lasts in this browser, which may lack what tabs need to share it.
    pub persistence: Persistence,
    /// The warning before an end that comes by itself.
    pub ending: Option<Ending>,
    /// Seconds since 1970 of the sign-in or the last renewal.
    pub renewed_at: i64,
    /// Seconds since 1970 when the access token expires, if the server said so.
    pub expires_at: Option<i64>,
}

impl SignedIn {
    /// The name of the role; `None` also where the person's groups give them none.
    pub fn role_name(&self) -> Option<&str> {
        match &self.role {
            Some(Role::Is(role)) => Some(role),
            Some(Role::Refused) | None => None,
        }
    }

    /// `id` of the provider in the configuration; `None` after a password, or where a cookie does not tell.
    pub fn provider(&self) -> Option<&str> {
        Some(self.via.id.as_str()).filter(|id| !id.is_empty() && !id.starts_with('#'))
    }
}

/// What a person may do at the backend. It decides for itself: in a browser this is for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// By this name.
    Is(String),
    /// Their groups give them none, and nothing else does: they are not let in.
    Refused,
}

/// The ways in which the person signs in, as the backend knows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// `None` until somebody wants to see them.
    pub accounts: Option<Vec<LinkedAccount>>,
    /// Providers that can be linked besides.
    pub choices: Vec<Choice>,
    /// `LinkedAccount::id` of the one whose unlinking is to be confirmed.
    pub confirming: Option<String>,
    /// A request is under way.
    pub is_busy: bool,
    /// What was done last; `Err` with an error code if it could not be.
    pub outcome: Option<Result<Change, &'static str>>,
}

/// An account at a provider that is linked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedAccount {
    /// Of the backend.
    pub id: String,
    /// The provider.
    pub title: String,
    /// What stands before the title.
    pub icon: Icon,
    /// Whether it may be unlinked: not the last one, and not where the configuration says no.
    pub may_unlink: bool,
}

/// What has become of a linked account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Linked,
    /// It is gone.
    Unlinked,
}

/// A session ends by itself soon, unless somebody wants to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Seconds since 1970.
    pub at: i64,
    /// Decides what staying means.
    pub why: Why,
}

/// Why a session ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There was no sign of life in any tab.
    Idle,
    /// The access token expires, and the provider gave no refresh token: staying is a new sign-in.
    Expired,
}

/// What stands above a screen, whichever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The browser says that there is no network.
    Offline,
    /// The provider, by this title, can't be reached to renew the session, which goes on when it can.
    Trouble(String),
    /// A person of this name has signed in in another tab.
    SignedInElsewhere(String),
    /// The person has signed out in another tab.
    SignedOutElsewhere,
}

/// The configured request to the backend, made with the bearer token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Under way.
    Asking,
    /// Any HTTP answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// Text; pretty-printed if it is JSON.
        body: String,
    },
    /// No answer; holds the error code.
    Failed(&'static str),
}

/// After sign-out.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedOut {
    /// Title, logo, links and support contact of the page.
    pub page: Page,
    /// The provider that was signed out from, if known.
    pub via: Option<Via>,
    /// What came of it, once it is known; `None` if it was done in another tab.
    pub report: Option<Report>,
    /// Sign-out is under way: the browser is leaving for the provider.
    pub leaving: bool,
}

/// What signing out has come to, step by step. The first one, that nothing is left in this browser, is always done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Nobody asked for it: there was no sign of life.
    pub is_idle: bool,
    /// Refresh and access token at the provider (RFC 7009).
    pub tokens: Step,
    /// The provider's own session (OIDC RP-Initiated Logout).
    pub provider: Step,
}

/// What a step of signing out has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Done, as the provider says.
    Done,
    /// Asked for, and not done, or not in time.
    Failed,
    /// Asked for; whether it was done nobody has said.
    Unconfirmed,
    /// There is nothing to do, or no way to do it.
    #[default]
    NotOffered,
}

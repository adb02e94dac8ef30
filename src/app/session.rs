//! The session, as the application uses it.

use leptos::logging::warn;
use leptos::prelude::{Memo, Signal, With as _};
use web_sys::{Request, Response};

use super::call::{self, CallError};
use super::state::Now;
use super::{Account, Config, SignIn, SigningIn, State, page};

/// The session of the page. All of these are the same one; the signals of this one live as long as the component that asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    state: Signal<State>,
    account: Signal<Option<Account>>,
    expires_at: Signal<Option<i64>>,
    is_signed_in: Signal<bool>,
    is_known: Signal<bool>,
}

/// Starts the session of the page; a second call answers the one that there is, and its configuration changes nothing.
///
/// To be called at the beginning of the application, before its router: the response of a provider is then taken out of the address before
/// the router sees it. Only what comes with a `state` of ours is taken. In a window that a sign-in has opened, it is handed
/// over to the page that waits for it, and nothing else happens there.
pub fn provide_session(config: impl Into<Config>) -> Session {
    page::begin(config.into());
    use_session()
}

/// The session of the page. [`provide_session`] starts it: before that, the state is [`State::Loading`].
pub fn use_session() -> Session {
    if !page::has_begun() {
        warn!("portico: use_session() before provide_session()");
    }
    Session {
        state: part(|now| now.state),
        account: part(|now| now.account.clone()),
        expires_at: part(|now| now.expires_at),
        is_signed_in: part(|now| now.account.is_some()),
        is_known: part(|now| now.is_known),
    }
}

/// Changes only when this part of what is known does.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(of: fn(&Now) -> T) -> Signal<T> {
    let now = page::now();
    Memo::new(move |_| now.with(of)).into()
}

impl Session {
    /// How far a sign-in is.
    pub fn state(self) -> Signal<State> {
        self.state
    }

    /// Who is signed in.
    pub fn account(self) -> Signal<Option<Account>> {
        self.account
    }

    /// When the access token expires, in seconds since 1970, if the provider has said so. It is renewed before, where it can be.
    pub fn expires_at(self) -> Signal<Option<i64>> {
        self.expires_at
    }

    /// Is somebody signed in?
    pub fn is_signed_in(self) -> Signal<bool> {
        self.is_signed_in
    }

    /// Has it been found out whether somebody is signed in?
    pub fn is_known(self) -> Signal<bool> {
        self.is_known
    }

    /// Begins a sign-in, at once. With [`Flow::Popup`](super::Flow::Popup), call it in the handler of a click and before any `await`: a browser
    /// opens a window only then.
    pub fn sign_in(self, wanted: SignIn) -> SigningIn {
        page::sign_in(wanted)
    }

    /// Signs out: here, in all tabs, and at the provider, for which the page may be left.
    pub fn sign_out(self) {
        page::sign_out();
    }

    /// Sends a request with the bearer token: to the origins of `backend.allowed_origins` only, without cookies, and to no address that it is
    /// redirected to. It takes the requests of gloo-net, and those of the browser.
    ///
    /// It waits until it is known who is signed in, and for a renewal that is under way. A request that is answered with
    /// 401 is sent once more with a new token. Every other answer is one, whatever its status.
    pub async fn fetch(self, request: impl Into<Request>) -> Result<Response, CallError> {
        call::fetch(&request.into()).await
    }
}

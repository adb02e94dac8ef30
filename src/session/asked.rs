//! What the element of a host page asks for, beyond the provider.

use super::effect::{Effect, Effects};
use super::transaction::Transaction;
use super::{Destination, State, signed_in};
use crate::config::{DestinationPolicy, Persistence, Provider};
use crate::protocol::secret;
use crate::url::without_index;

/// Whose page this is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guest {
    /// Its own.
    #[default]
    No,
    /// Somebody else's, as an element.
    Element,
    /// Somebody else's, in a frame.
    Frame,
}

/// What one sign-in is to be like: taken down when it begins, so that what the host page changes afterwards is for the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The provider's page is to be in a window of its own, and this page stays.
    pub popup: bool,
    /// The session is to end with this page.
    pub forgets: bool,
    /// OIDC Core §3.1.2.1
    pub login_hint: Option<String>,
    /// OIDC Core §3.1.2.1
    pub ui_locales: Option<String>,
    /// OIDC Core §3.1.2.1; `none` is not asked for.
    pub prompt: Option<String>,
    /// Where the person is to be afterwards; checked as one in the address is.
    pub destination: Option<String>,
    /// What that is to the page.
    pub place: Place,
}

/// Where a person is to be after a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Somewhere that was named.
    #[default]
    Elsewhere,
    /// Where they were when it began, and are still.
    Here,
    /// The same, and the page was left meanwhile.
    Left,
}

impl Asked {
    /// The provider's entry, with what is asked for in the place of what it says.
    pub(super) fn of(&self, provider: &Provider) -> Provider {
        let mut provider = provider.clone();
        let parameters = &mut provider.authorization_parameters;
        for (name, value) in [("login_hint", &self.login_hint), ("ui_locales", &self.ui_locales)] {
            if let Some(value) = value {
                parameters.retain(|(there, _)| there != name);
                parameters.push((name.to_owned(), value.clone()));
            }
        }
        if let Some(prompt) = self.prompt.as_ref().filter(|prompt| crate::config::is_prompt(prompt)) {
            provider.prompt = Some(prompt.clone());
        }
        provider
    }
}

/// What stands for the path of this page where a destination may be this page too: it is somebody else's, and shows something besides.
pub(super) const NO_PATH: &str = "-";

/// What a `state` begins with whose response is for the element at the redirect URI: the page that the element is on may be a client of others as well.
const PREFIX: &str = "portico.";

/// The same where the response is for the window that has opened that one.
const POPUP_PREFIX: &str = "portico-popup.";

/// Opens a page that is somebody else's: who comes back to it is where they were before.
pub(super) fn open(state: &mut State) {
    state.configured = state.persistence;
    state.asked.popup = state.guest == Guest::Frame;
    if let Some(config) = &mut state.config {
        config.page.destination_policy = DestinationPolicy::Go;
        config.page.default_destination = None;
    }
}

/// A sign-in begins.
pub(super) fn begin(state: &mut State, asked: Asked) {
    state.destination = asked.destination.as_deref().and_then(|text| Destination::parse(text, NO_PATH));
    state.persistence = state.configured;
    state.asked = asked;
    if state.asked.forgets {
        state.forget();
    }
    // No provider lets itself be framed, and nobody should type a password into a frame.
    state.asked.popup |= state.guest == Guest::Frame;
}

/// Nobody has pressed anything that says what the next sign-in is to be like: the person is to be where they are.
pub(super) fn remain(state: &mut State) {
    let here = state.asked.destination.take();
    state.destination = here.and_then(|text| Destination::parse(&text, NO_PATH));
    state.asked.place = Place::Here;
}

/// Back to where the person was. Where that is but another address of the page that they have come back to, which its router has made,
/// nothing is loaded anew.
pub(super) fn go_on(state: &mut State) -> Effects {
    if state.asked.popup || state.asked.place == Place::Here {
        // This page was not left.
        state.destination = None;
    }
    let (Some(destination), Some(page)) = (&state.destination, &state.page) else { return Effects::new() };
    let path = destination.as_str().split(['?', '#']).next().unwrap_or_default();
    if state.asked.place == Place::Left || without_index(path) == page.path() {
        return state.destination.take().map(Effect::ShowAddress).into_iter().collect();
    }
    if state.persistence == Persistence::Memory && !state.is_by_cookie() {
        // The session would end with this page.
        state.destination = None;
        return Effects::new();
    }
    signed_in::go_on(state)
}

/// Makes the transaction what is asked for.
pub(super) fn ask(state: &State, transaction: &mut Transaction) {
    let prefix = if state.has_popup() { POPUP_PREFIX } else { PREFIX };
    transaction.state = prefixed(prefix, &transaction.state);
    transaction.forgets = state.asked.forgets;
    // The response comes to where they are to be.
    let back = transaction.redirect_uri.path();
    transaction.destination.take_if(|it| it.as_str() == back);
    let has_address = |id: &str| state.provider(id).is_some_and(|it| it.redirect_uri.is_some());
    // Also where they try again, back from an attempt that has failed.
    transaction.stays = state.asked.place != Place::Elsewhere && !has_address(&transaction.provider);
}

/// The `state` of a request that ends the provider's session; `None`: there is none, because a frame is not left, and no provider is
/// shown in it.
pub(super) fn for_sign_out(state: &State, value: Option<secret::State>) -> Option<secret::State> {
    Some(prefixed(PREFIX, &value.filter(|_| state.guest != Guest::Frame)?))
}

fn prefixed(prefix: &str, state: &secret::State) -> secret::State {
    secret::State::new([prefix, state.expose()].concat())
}

//! Signing out: here first, then at the provider.

use super::effect::{Effect, Effects, Timer};
use super::{Flow, Now, Purpose, State};
use crate::protocol::end_session;
use crate::protocol::http::RequestId;
use crate::protocol::revocation;
use crate::protocol::secret::SecretUrl;

/// Milliseconds that revocation may take before sign-out goes on without it.
const PATIENCE: u32 = 2_500;

/// Milliseconds after which a page that has not been left for the provider offers a way on.
const STALLED: u32 = 10_000;

/// A sign-out whose local part is done.
#[derive(Debug)]
pub(super) struct SigningOut {
    /// Revocations without an answer.
    waiting: Vec<RequestId>,
    next: Next,
}

/// What comes after the revocations.
#[derive(Debug)]
enum Next {
    /// The provider has no endpoint for it.
    Nobody,
    /// The end-session request is to be made.
    Tell(SecretUrl),
    /// The browser is on its way.
    Told,
}

/// Drops every token of this page, then revokes them, then leaves for the provider.
pub(super) fn start(state: &mut State, now: &mut Now) -> Effects {
    if !matches!(state.flow, Flow::SignedIn(_)) {
        return Effects::new();
    }
    state.abandon();
    let Flow::SignedIn(session) = std::mem::take(&mut state.flow) else { return Effects::new() };
    let kept = &session.kept;
    let (server, client_id) = (&kept.server, kept.client_id.as_str());
    let provider = state.provider(&kept.provider);
    let return_to =
        provider.and_then(|provider| provider.post_logout_redirect_uri.as_ref()).or(state.page.as_ref());
    let value = now.entropy.take().map(|entropy| entropy.split().0);
    let next = match (&server.end_session_endpoint, &kept.id_token, return_to, value) {
        (Some(endpoint), Some(hint), Some(return_to), Some(value)) => {
            Next::Tell(end_session::request(endpoint, hint, client_id, return_to, &value))
        }
        _ => Next::Nobody,
    };
    let mut effects = state.wipe(&kept.id);
    let mut waiting = Vec::new();
    if let Some(endpoint) = &server.revocation_endpoint {
        let refresh = kept.refresh_token.as_ref();
        let refresh = refresh.map(|token| revocation::refresh_token(endpoint, client_id, token));
        // A token for an API is a JWT (RFC 9068), which servers can't revoke: they answer with an error.
        let access = session.access.as_ref().filter(|_| kept.resource.is_none());
        let access = access.map(|access| revocation::access_token(endpoint, client_id, &access.token));
        for request in refresh.into_iter().chain(access) {
            effects.push(state.fetch(Purpose::Revocation, request, 0));
            waiting.push(RequestId(state.last_id));
        }
        effects.push(Effect::SetTimer { timer: Timer::SignOut, after: PATIENCE });
    }
    let done = waiting.is_empty();
    state.flow = Flow::SigningOut(SigningOut { waiting, next });
    if done {
        effects.extend(finish(state));
    }
    effects
}

/// A revocation has come to an end, whatever it was.
pub(super) fn revoked(state: &mut State, id: RequestId) -> Effects {
    let Flow::SigningOut(signing_out) = &mut state.flow else { return Effects::new() };
    signing_out.waiting.retain(|waiting| *waiting != id);
    if signing_out.waiting.is_empty() { finish(state) } else { Effects::new() }
}

/// Leaves for the provider, or is done.
pub(super) fn finish(state: &mut State) -> Effects {
    let Flow::SigningOut(signing_out) = &mut state.flow else { return Effects::new() };
    match std::mem::replace(&mut signing_out.next, Next::Told) {
        Next::Tell(url) => vec![
            Effect::RememberSignOut { provider: state.provider.clone().unwrap_or_default() },
            Effect::Navigate(url),
            Effect::SetTimer { timer: Timer::Stalled, after: STALLED },
        ],
        Next::Nobody => {
            state.flow = Flow::SignedOut { local_only: true };
            Effects::new()
        }
        Next::Told => Effects::new(),
    }
}

/// The provider's page does not come: the person is signed out here, and gets a way on.
pub(super) fn stalled(state: &mut State) -> Effects {
    if let Flow::SigningOut(SigningOut { next: Next::Told, .. }) = &state.flow {
        state.flow = Flow::SignedOut { local_only: true };
    }
    Effects::new()
}

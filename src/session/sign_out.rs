//! Signing out: here first, then at the provider.

use super::effect::{Effect, Effects, Timer};
use super::screen::{Report, Step};
use super::{Flow, Message, Now, Outcome, Purpose, State, accounts, asked, better_auth};
use crate::later;
use crate::protocol::end_session;
use crate::protocol::form;
use crate::protocol::http::{Fetched, Request, RequestId, Response};
use crate::protocol::revocation;
use crate::protocol::secret::{self, SecretUrl};
use crate::protocol::token::{self, Tokens};
use crate::url::Url;

/// Milliseconds that revocation may take before sign-out goes on without it.
const PATIENCE: u32 = 2_500;

/// Milliseconds after which a page that has not been left for the provider offers a way on.
const STALLED: u32 = 10_000;

/// A sign-out whose local part is done.
#[derive(Debug)]
pub(super) struct SigningOut {
    /// Revocations without an answer.
    waiting: Vec<RequestId>,
    /// The record is being deleted: a page that is left before that would come back signed in.
    wiping: Option<RequestId>,
    /// The name of a session that only the backend can end: it has it in a cookie.
    in_cookie: Option<String>,
    next: Next,
    report: Report,
}

/// What comes after the revocations.
#[derive(Debug)]
enum Next {
    /// The provider has no endpoint for it, or is not to be told.
    Nobody,
    /// The end-session request is to be made; with the digest of its `state`.
    Tell(SecretUrl, String),
    /// The browser is on its way.
    Told,
}

/// Drops every token of this page, then revokes them, then leaves for the provider: but not by itself, when
/// nobody has been there for long (`is_idle`).
pub(super) fn start(state: &mut State, is_idle: bool, now: &mut Now) -> Effects {
    if !matches!(state.flow, Flow::SignedIn(_)) {
        return Effects::new();
    }
    state.abandon();
    state.elsewhere = false;
    let Flow::SignedIn(session) = std::mem::take(&mut state.flow) else { return Effects::new() };
    let kept = &session.kept;
    let (server, client_id) = (&kept.server, kept.client_id.as_str());
    let provider = state.provider(&kept.provider);
    let return_to =
        provider.and_then(|provider| provider.post_logout_redirect_uri.as_ref()).or(state.page.as_ref());
    let value = now.entropy.take().filter(|_| !is_idle).map(|entropy| entropy.split().0);
    let value =
        if state.is_guest() { later::element_leave(|| asked::for_sign_out(state, value)) } else { value };
    let mut report = Report { is_idle, ..Report::default() };
    let next = match (&server.end_session_endpoint, &kept.id_token, return_to, value) {
        // It would be the browser's own page that says so.
        (Some(endpoint), Some(_), Some(_), _) if !now.online && !endpoint.origin().is_loopback() => {
            report.provider = Step::Failed;
            Next::Nobody
        }
        (Some(endpoint), Some(hint), Some(return_to), Some(value)) => {
            let url = end_session::request(endpoint, hint, client_id, return_to, &value);
            Next::Tell(url, value.digest())
        }
        _ => Next::Nobody,
    };
    let in_cookie = state.is_by_cookie().then(|| kept.id.clone());
    let mut effects = if in_cookie.is_some() { Effects::new() } else { state.wipe(&kept.id) };
    let wiping = effects.iter().find_map(|effect| match effect {
        Effect::WipeSession { id, .. } => Some(*id),
        _ => None,
    });
    let mut requests: Vec<Request> = Vec::new();
    if let Some(accounts) = &server.accounts {
        requests.extend(accounts::sign_out(accounts, kept));
    } else if let Some(endpoint) = &server.revocation_endpoint {
        let refresh = kept.refresh_token.as_ref();
        requests.extend(refresh.map(|token| revocation::refresh_token(endpoint, client_id, token)));
        // A token for an API is a JWT (RFC 9068), which servers can't revoke: they answer with an error.
        let access = session.access.as_ref().filter(|_| kept.resource.is_none());
        requests.extend(access.map(|access| revocation::access_token(endpoint, client_id, &access.token)));
    }
    // Until an answer says otherwise.
    report.tokens = if requests.is_empty() { Step::NotOffered } else { Step::Done };
    if kept.provider.starts_with('#') {
        // No provider took part.
        report.provider = Step::Done;
    }
    let mut waiting = Vec::new();
    for request in requests {
        effects.push(state.fetch(Purpose::Revocation, request, 0));
        waiting.push(RequestId(state.last_id));
    }
    if in_cookie.is_none() {
        effects.push(Effect::SetTimer { timer: Timer::SignOut, after: PATIENCE });
    }
    state.flow = Flow::SigningOut(SigningOut { waiting, wiping, in_cookie, next, report });
    effects.extend(go_on(state));
    effects
}

/// A revocation has come to an end, whatever it was.
pub(super) fn revoked(state: &mut State, id: RequestId, fetched: Fetched) -> Outcome {
    let Flow::SigningOut(signing_out) = &mut state.flow else { return Ok(Effects::new()) };
    let Some(index) = signing_out.waiting.iter().position(|waiting| *waiting == id) else {
        return Ok(Effects::new());
    };
    signing_out.waiting.swap_remove(index);
    let session = signing_out.in_cookie.take();
    let mut effects = Effects::new();
    if let Some(session) = session {
        // Nothing else ends it: a person who was told that they are signed out would not be.
        later::better_auth_later(|| better_auth::signed_out(fetched))?;
        effects.push(Effect::Tell(Message::SignedOut { session }));
    } else if !fetched.as_ref().is_ok_and(Response::is_success) {
        signing_out.report.tokens = Step::Failed;
    }
    effects.extend(go_on(state));
    Ok(effects)
}

/// The record is deleted.
pub(super) fn wiped(state: &mut State, id: RequestId) -> Effects {
    let Flow::SigningOut(signing_out) = &mut state.flow else { return Effects::new() };
    signing_out.wiping.take_if(|wiping| *wiping == id);
    go_on(state)
}

fn go_on(state: &mut State) -> Effects {
    match &state.flow {
        Flow::SigningOut(it) if it.waiting.is_empty() && it.wiping.is_none() => finish(state),
        _ => Effects::new(),
    }
}

/// A renewal has brought tokens for a session that is over.
pub(super) fn revoke_orphan(state: &mut State, endpoint: &Url, client_id: &str, fetched: Fetched) -> Effects {
    // Nothing is asked of their times.
    match token::response(fetched, 0) {
        Ok(Tokens { refresh_token: Some(token), .. }) => {
            let request = revocation::refresh_token(endpoint, client_id, &token);
            vec![state.fetch(Purpose::Revocation, request, 0)]
        }
        _ => Effects::new(),
    }
}

/// Leaves for the provider, or is done.
pub(super) fn finish(state: &mut State) -> Effects {
    let Flow::SigningOut(signing_out) = &mut state.flow else { return Effects::new() };
    if !signing_out.waiting.is_empty() {
        signing_out.report.tokens = Step::Failed;
    }
    match std::mem::replace(&mut signing_out.next, Next::Told) {
        Next::Tell(url, digest) => {
            let provider = state.provider.as_deref().unwrap_or_default();
            let mark = [provider, signing_out.report.tokens.letter(), &digest].join("\n");
            vec![
                Effect::RememberSignOut { mark },
                Effect::Navigate(url),
                Effect::SetTimer { timer: Timer::Stalled, after: STALLED },
            ]
        }
        Next::Nobody => {
            state.flow = Flow::SignedOut(Some(signing_out.report.clone()));
            Effects::new()
        }
        Next::Told => Effects::new(),
    }
}

/// The provider's page does not come: the person is signed out here, and gets a way on.
pub(super) fn stalled(state: &mut State) -> Effects {
    if let Flow::SigningOut(SigningOut { next: Next::Told, report, .. }) = &state.flow {
        state.flow = Flow::SignedOut(Some(Report { provider: Step::Failed, ..report.clone() }));
    }
    Effects::new()
}

/// Out of the back/forward cache: the person came back from the provider without an answer.
pub(super) fn came_back(state: &mut State) {
    if let Flow::SigningOut(SigningOut { report, .. }) = &state.flow {
        state.flow = Flow::SignedOut(Some(Report { provider: Step::Unconfirmed, ..report.clone() }));
    }
}

/// Back from the provider. A missing or wrong `state` (OIDC RP-Initiated Logout §2) only leaves open whether the
/// answer is its own: nothing depends on it any more.
pub(super) fn landed(state: &mut State, mark: &str, query: &str) {
    let mut lines = mark.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    state.provider = Some(line().to_owned());
    let tokens = Step::from_letter(line());
    let digest = line();
    let mut states = form::decode(query).into_iter().filter(|(name, _)| name == "state");
    let is_own = |(_, value): (String, String)| secret::State::new(value).digest() == digest;
    let is_confirmed = states.next().is_some_and(is_own) && states.next().is_none();
    let provider = if is_confirmed { Step::Done } else { Step::Unconfirmed };
    state.flow = Flow::SignedOut(Some(Report { is_idle: false, tokens, provider }));
}

impl Step {
    fn letter(self) -> &'static str {
        match self {
            Self::Done => "d",
            Self::Failed => "f",
            Self::Unconfirmed => "u",
            Self::NotOffered => "",
        }
    }

    fn from_letter(letter: &str) -> Self {
        match letter {
            "d" => Self::Done,
            "f" => Self::Failed,
            "u" => Self::Unconfirmed,
            _ => Self::NotOffered,
        }
    }
}

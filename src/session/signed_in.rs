//! Being signed in: the session, its account, and what the backend says.

use std::rc::Rc;

use super::completing::verify;
use super::effect::{Effect, Effects};
use super::screen::Backend;
use super::transaction::Transaction;
use super::{Account, Flow, Outcome, Purpose, State};
use crate::config::{DestinationPolicy, Method};
use crate::json::{self, Value};
use crate::protocol::http::{self, FetchError, Fetched, Request, RequestId};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{Jws, Verdict};
use crate::protocol::metadata::ServerMetadata;
use crate::protocol::secret::{AccessToken, IdToken, RefreshToken, SecretUrl};
use crate::protocol::token::Tokens;
use crate::protocol::userinfo::{self, Answer};

/// Largest answer of the backend that is shown, in bytes.
const MAX_BACKEND_ANSWER: usize = 64 * 1024;

/// A verified sign-in. Lives in memory only.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client_id: String,
    pub(super) server: Rc<ServerMetadata>,
    pub(super) access_token: AccessToken,
    pub(super) refresh_token: Option<RefreshToken>,
    /// For `id_token_hint`.
    pub(super) id_token: Option<IdToken>,
    /// Seconds since 1970, by the clock of the device.
    pub(super) expires_at: Option<i64>,
    /// `sub` of the ID token.
    subject: String,
    pub(super) account: Account,
    pub(super) backend: Option<Backend>,
    pub(super) continuing: bool,
    /// The access token is for an API (RFC 8707), so userinfo would refuse it.
    pub(super) for_resource: bool,
    keys: Vec<Rc<Jwk>>,
    signed_userinfo: Option<(RequestId, Jws)>,
}

impl Session {
    pub(super) fn new(
        transaction: Transaction,
        tokens: Tokens,
        claims: &Value,
        subject: String,
        keys: Vec<Rc<Jwk>>,
        now: i64,
    ) -> Self {
        Self {
            client_id: transaction.client_id,
            server: transaction.server,
            expires_at: tokens.expires_in.map(|seconds| now + seconds),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
            id_token: tokens.id_token,
            account: Account::from_claims(&subject, claims),
            subject,
            backend: None,
            continuing: false,
            for_resource: transaction.resource.is_some(),
            keys,
            signed_userinfo: None,
        }
    }
}

/// The ID token has passed: shows the account, and asks userinfo and then the backend.
pub(super) fn start(state: &mut State, mut session: Session) -> Effects {
    state.last_used.clone_from(&state.provider);
    let mut effects: Effects = state.provider.clone().map(Effect::RememberProvider).into_iter().collect();
    let userinfo = session.server.userinfo_endpoint.as_ref().filter(|_| !session.for_resource);
    let request = userinfo.map(|endpoint| userinfo::request(endpoint, &session.access_token));
    let config = state.config.as_ref();
    let asks_backend = config.and_then(|config| config.backend.as_ref()?.request.as_ref()).is_some();
    session.backend = asks_backend.then_some(Backend::Asking);
    state.flow = Flow::SignedIn(Box::new(session));
    match request {
        Some(request) => effects.push(state.fetch(Purpose::Userinfo, request, 0)),
        None => effects.extend(ask_backend(state)),
    }
    let go =
        state.config.as_ref().is_some_and(|config| config.page.destination_policy == DestinationPolicy::Go);
    if go {
        effects.extend(go_on(state));
    }
    effects
}

/// Leaves for the destination, if there is one.
pub(super) fn go_on(state: &mut State) -> Effects {
    let (Flow::SignedIn(session), Some(destination)) = (&mut state.flow, &state.destination) else {
        return Effects::new();
    };
    session.continuing = true;
    vec![Effect::Navigate(SecretUrl::new(destination.as_str()))]
}

/// Userinfo has answered, or not. Only a wrong subject ends the session.
pub(super) fn userinfo_came(state: &mut State, fetched: Fetched) -> Outcome {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match userinfo::response(fetched, &session.subject)? {
        Answer::Signed(jws) => {
            let keys = jwk::select(&session.keys, jws.algorithm, jws.key_id.as_deref());
            if session.server.algorithms.contains(&jws.algorithm) && !keys.is_empty() {
                let effect = verify(id, &jws, keys);
                session.signed_userinfo = Some((id, jws));
                return Ok(vec![effect]);
            }
        }
        Answer::Claims(claims) => session.account.add(&claims),
        Answer::Nothing => {}
    }
    Ok(ask_backend(state))
}

/// The signature of a userinfo answer was checked.
pub(super) fn verified(state: &mut State, id: RequestId, verdict: Verdict) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Some((_, jws)) = session.signed_userinfo.take_if(|(expected, _)| *expected == id) else {
        return Ok(Effects::new());
    };
    if verdict == Verdict::Valid {
        let claims = userinfo::signed(jws, &session.server.issuer, &session.client_id, &session.subject)?;
        if let Some(claims) = claims {
            session.account.add(&claims);
        }
    }
    Ok(ask_backend(state))
}

/// Sends the configured request with the bearer token, to an allowed origin only.
fn ask_backend(state: &mut State) -> Effects {
    let (Flow::SignedIn(session), Some(config)) = (&mut state.flow, &state.config) else {
        return Effects::new();
    };
    let Some(backend) = &config.backend else { return Effects::new() };
    let Some(asked) = &backend.request else { return Effects::new() };
    if !backend.allowed_origins.contains(asked.url.origin()) {
        session.backend = Some(Backend::Failed("origin_not_allowed"));
        return Effects::new();
    }
    let method = match asked.method {
        Method::Get => http::Method::Get,
        Method::Post => http::Method::Post,
    };
    let request = Request { method, ..Request::get(asked.url.clone(), MAX_BACKEND_ANSWER) };
    let request = request.with_bearer(&session.access_token);
    vec![state.fetch(Purpose::Backend, request, 0)]
}

/// The backend has answered, or not. Its answer is shown whatever its status.
pub(super) fn backend_came(state: &mut State, fetched: Fetched) -> Effects {
    if let Flow::SignedIn(session) = &mut state.flow {
        session.backend = Some(match fetched {
            Ok(response) => {
                // A backend that echoes its request must not put the token on the screen.
                let text = without(response.body.expose(), session.access_token.expose());
                let body = json::parse(&text).map_or_else(|_| text.clone(), |value| json::pretty(&value));
                Backend::Answered { status: response.status, body }
            }
            Err(FetchError::Offline) => Backend::Failed("offline"),
            Err(FetchError::Unreachable) => Backend::Failed("backend_unreachable"),
            Err(FetchError::TimedOut) => Backend::Failed("backend_timed_out"),
            Err(FetchError::TooLarge) => Backend::Failed("backend_too_large"),
        });
    }
    Effects::new()
}

/// The text with `…` for each occurrence of a secret. (`str::replace` brings 4 kB of searching along.)
fn without(text: &str, secret: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match rest.strip_prefix(secret) {
            Some(after) if !secret.is_empty() => ('…', after),
            _ => (first, rest.get(first.len_utf8()..).unwrap_or("")),
        };
        kept.push(piece);
        rest = after;
    }
    kept
}

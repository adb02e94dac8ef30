//! The configured request to the backend, made with the bearer token.

use super::effect::Effects;
use super::screen::Backend;
use super::{Flow, Purpose, State};
use crate::config::Method;
use crate::json;
use crate::protocol::http::{self, FetchError, Fetched, Request};

/// Largest answer of the backend that is shown, in bytes.
const MAX_BACKEND_ANSWER: usize = 64 * 1024;

/// What is shown before the backend was asked; `None` if it never is.
pub(super) fn expected(state: &State) -> Option<Backend> {
    state.config.as_ref()?.backend.as_ref()?.request.as_ref().map(|_| Backend::Asking)
}

/// Sends the configured request with the bearer token, to an allowed origin only.
pub(super) fn ask(state: &mut State) -> Effects {
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
    let Some(access) = &session.access else { return Effects::new() };
    let request = request.with_bearer(&access.token);
    vec![state.fetch(Purpose::Backend, request, 0)]
}

/// The backend has answered, or not. Its answer is shown whatever its status.
pub(super) fn came(state: &mut State, fetched: Fetched) -> Effects {
    if let Flow::SignedIn(session) = &mut state.flow {
        let token = session.access.as_ref().map_or("", |access| access.token.expose());
        session.backend = Some(match fetched {
            Ok(response) => {
                // A backend that echoes its request must not put the token on the screen.
                let text = without(response.body.expose(), token);
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

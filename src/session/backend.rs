//! The configured request to the backend, made with the bearer token.

use super::effect::Effects;
use super::screen::Backend;
use super::{Flow, Grant, Purpose, State, call};
use crate::config::{self, Config, Method};
use crate::json;
use crate::protocol::http::{self, FetchError, Fetched, Request};
use crate::protocol::www_authenticate;

/// Largest answer of the backend that is shown, in bytes.
const MAX_BACKEND_ANSWER: usize = 64 * 1024;

/// What is shown before the backend was asked; `None` if it never is.
pub(super) fn expected(state: &State) -> Option<Backend> {
    state.config.as_ref()?.backend.as_ref()?.request.as_ref().map(|_| Backend::Asking)
}

/// Sends the configured request as soon as there is a token for it.
pub(super) fn ask(state: &mut State) -> Effects {
    let (Flow::SignedIn(session), Some(asked)) = (&mut state.flow, asked(state.config.as_ref())) else {
        return Effects::new();
    };
    session.backend = Some(Backend::Asking);
    let url = asked.url.clone();
    call::wanted(state, None, &url, None)
}

fn asked(config: Option<&Config>) -> Option<&config::Request> {
    config?.backend.as_ref()?.request.as_ref()
}

/// There is a token, or there is none.
pub(super) fn granted(state: &mut State, grant: Result<Grant, &'static str>, is_second: bool) -> Effects {
    let (Flow::SignedIn(session), Some(asked)) = (&mut state.flow, asked(state.config.as_ref())) else {
        return Effects::new();
    };
    match grant {
        Ok(grant) => {
            let method = match asked.method {
                Method::Get => http::Method::Get,
                Method::Post => http::Method::Post,
            };
            let request = Request { method, ..Request::get(asked.url.clone(), MAX_BACKEND_ANSWER) };
            let request = request.with_bearer(&grant.token);
            vec![state.fetch(Purpose::Backend { grant, is_second }, request, 0)]
        }
        Err(code) => {
            // What the backend has answered to the first one stays on the screen.
            if !is_second {
                session.backend = Some(Backend::Failed(code));
            }
            Effects::new()
        }
    }
}

/// The backend has answered, or not. Its answer is shown whatever its status.
pub(super) fn came(state: &mut State, fetched: Fetched, grant: &Grant, is_second: bool) -> Effects {
    let (Flow::SignedIn(session), Some(asked)) = (&mut state.flow, asked(state.config.as_ref())) else {
        return Effects::new();
    };
    let is_refused = fetched.as_ref().is_ok_and(|response| {
        response.status == 401 && www_authenticate::asks_for_new_token(response.www_authenticate.as_deref())
    });
    session.backend = Some(match fetched {
        Ok(response) => {
            // A backend that echoes its request must not put the token on the screen.
            let text = without(response.body.expose(), grant.token.expose());
            let body = match json::parse(&text) {
                // Nor may better-auth put that of its session there, which `get-session` tells.
                Ok(value) => without(&json::pretty(&value), session_token(&value).unwrap_or("")),
                Err(_) => text,
            };
            Backend::Answered { status: response.status, body }
        }
        Err(FetchError::Offline) => Backend::Failed("offline"),
        Err(FetchError::Unreachable) => Backend::Failed("backend_unreachable"),
        Err(FetchError::TimedOut) => Backend::Failed("backend_timed_out"),
        Err(FetchError::TooLarge) => Backend::Failed("backend_too_large"),
    });
    if is_refused && !is_second {
        let url = asked.url.clone();
        return call::wanted(state, None, &url, Some(grant.generation));
    }
    Effects::new()
}

fn session_token(answer: &json::Value) -> Option<&str> {
    answer.get("session")?.str("token")
}

/// The text with `…` for each occurrence of a secret, if there is one. (`str::replace` brings 4 kB of searching along.)
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

//! Each check, passed and failed, with what a real better-auth answered.

mod accounts;
mod callback_error;
mod fixtures;
mod id_token;
mod properties;
mod redirect;
mod refusal;
mod session;
mod timestamp;

use super::SessionToken;
use crate::json::{Value, parse};
use crate::protocol::http::{Fetched, Method, Request, Response};
use crate::protocol::secret::Body;
use crate::url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn base() -> Url {
    url("https://app.example/api/auth")
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for what a fetch comes to")]
fn answer(status: u16, body: &str) -> Fetched {
    Ok(Response {
        status,
        retry_after: None,
        date: None,
        www_authenticate: None,
        set_auth_token: None,
        content_type: "application/json".into(),
        body: Body::new(body),
    })
}

/// What is posted, as JSON.
#[track_caller]
fn posted(request: &Request) -> Value {
    assert!(request.method == Method::Post && request.form.is_none());
    parse(request.json.as_ref().unwrap().expose()).unwrap()
}

fn object(members: &[(&str, &str)]) -> Value {
    let member = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::String((*value).to_owned()));
    Value::Object(members.iter().map(member).collect())
}

fn token() -> SessionToken {
    SessionToken::new(fixtures::SIGNED)
}

/// Is it sent with the page's cookies, and with nothing else that could be somebody?
fn is_by_cookie(request: &Request) -> bool {
    request.cookies && request.bearer.is_none()
}

/// Is it sent with this bearer token alone?
fn is_by_bearer(request: &Request) -> bool {
    !request.cookies && request.bearer.as_ref().is_some_and(|token| token.expose() == fixtures::SIGNED)
}

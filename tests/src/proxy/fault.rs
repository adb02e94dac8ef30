//! What can go wrong with one request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use serde_json::Value;

use super::answer::{Answer, Reply};
use super::gate::Gate;
use super::jwt::Jwt;
use super::redirect;

type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;
type Choose = Arc<dyn Fn(u16, &Value) -> Option<Answer> + Send + Sync>;
const HELD: &[u8] =
    b"<!doctype html><link rel=icon href=data:,><title>Held</title><p>The answer is held back.</p>";

type Parameters = Vec<(String, String)>;

/// What happens to a request or to its answer.
#[derive(Clone)]
#[non_exhaustive]
pub enum Fault {
    /// The provider is asked only after this time.
    Delay(Duration),
    /// The connection is closed before the provider is asked.
    DropBefore,
    /// The provider acts, and its answer is lost.
    DropAfter,
    /// Nothing is ever answered.
    Hang,
    /// The provider acts, and its answer waits until the journey opens the gate.
    Hold(Gate),
    /// This is answered; the provider is not asked.
    Answer(Answer),
    /// The provider acts, and this is answered instead.
    Replace(Answer),
    #[doc(hidden)]
    Instead(Choose),
    /// Another status.
    Status(u16),
    /// A header gets this value, or goes away.
    Header(&'static str, Option<&'static str>),
    /// The browser is not sent back to the page; a page of the provider stands still instead.
    HoldCallback,
    /// Only the first bytes arrive, and the connection says that this is all.
    Truncate(usize),
    /// Spaces follow the body until it has this many bytes.
    Pad(usize),
    #[doc(hidden)]
    EditPath(Edit<String>),
    #[doc(hidden)]
    EditQuery(Edit<Parameters>),
    #[doc(hidden)]
    EditBytes(Edit<Vec<u8>>),
    #[doc(hidden)]
    EditJson(Edit<Value>),
    #[doc(hidden)]
    EditIdToken(Arc<dyn Fn(Jwt) -> String + Send + Sync>),
    #[doc(hidden)]
    EditCallback(Edit<Parameters>),
}

impl Fault {
    /// Changes the path of the request before the provider sees it.
    pub fn path(edit: impl Fn(&mut String) + Send + Sync + 'static) -> Self {
        Self::EditPath(Arc::new(edit))
    }

    /// Changes the parameters of the request before the provider sees them.
    pub fn query(edit: impl Fn(&mut Parameters) + Send + Sync + 'static) -> Self {
        Self::EditQuery(Arc::new(edit))
    }

    /// Changes the bytes of the answer.
    pub fn bytes(edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self::EditBytes(Arc::new(edit))
    }

    /// Changes the JSON of the answer.
    pub fn json(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::EditJson(Arc::new(edit))
    }

    /// Sets one member of the JSON of the answer, or removes it.
    #[must_use]
    pub fn member(name: &'static str, value: Option<Value>) -> Self {
        Self::json(move |body| set(body, name, value.clone()))
    }

    /// Makes another ID token of the one in the token response; see [`Jwt`] for signing it.
    pub fn id_token(edit: impl Fn(Jwt) -> String + Send + Sync + 'static) -> Self {
        Self::EditIdToken(Arc::new(edit))
    }

    /// Sets one claim of the ID token, or removes it, and signs it with the proxy's own key.
    #[must_use]
    pub fn claim(name: &'static str, value: Option<Value>) -> Self {
        Self::id_token(move |mut jwt| {
            set(&mut jwt.claims, name, value.clone());
            jwt.signed()
        })
    }

    /// The provider acts, and instead of some of its answers, by their status and JSON, another one is given.
    pub fn instead(choose: impl Fn(u16, &Value) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self::Instead(Arc::new(choose))
    }

    /// Changes the parameters with which the browser is sent back to the page.
    pub fn callback(edit: impl Fn(&mut Parameters) + Send + Sync + 'static) -> Self {
        Self::EditCallback(Arc::new(edit))
    }

    /// Changes an answer on its way; `proxy` is the proxy's own origin.
    pub(super) fn apply(&self, reply: &mut Reply, proxy: &str, origin: Option<&str>) {
        match self {
            Self::Replace(answer) => *reply = answer.clone().into_reply(origin),
            Self::Instead(choose) => {
                let body = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
                if let Some(answer) = choose(reply.status.as_u16(), &body) {
                    *reply = answer.into_reply(origin);
                }
            }
            Self::Status(status) => reply.status = StatusCode::from_u16(*status).expect("a status code"),
            Self::Header(name, None) => {
                reply.headers.remove(*name);
            }
            Self::Header(name, Some(value)) => {
                reply.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            Self::Truncate(length) => reply.body.truncate(*length),
            Self::Pad(length) => reply.body.resize((*length).max(reply.body.len()), b' '),
            Self::EditBytes(edit) => edit(&mut reply.body),
            Self::EditJson(edit) => edit_json(reply, |body| edit(body)),
            Self::EditIdToken(edit) => edit_json(reply, |body| {
                if let Some(jwt) = body["id_token"].as_str().and_then(Jwt::parse) {
                    body["id_token"] = edit(jwt).into();
                }
            }),
            Self::HoldCallback => {
                if redirect::target(&reply.headers, proxy).is_some() {
                    // The provider's cookies stay: it knows the person.
                    reply.headers.remove(LOCATION);
                    reply.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
                    reply.status = StatusCode::OK;
                    HELD.clone_into(&mut reply.body);
                }
            }
            Self::EditCallback(edit) => redirect::edit(&mut reply.headers, proxy, |pairs| edit(pairs)),
            // These act before there is an answer.
            Self::Delay(_)
            | Self::DropBefore
            | Self::DropAfter
            | Self::Hang
            | Self::Hold(_)
            | Self::Answer(_)
            | Self::EditPath(_)
            | Self::EditQuery(_) => {}
        }
    }
}

fn edit_json(reply: &mut Reply, edit: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) {
        edit(&mut body);
        reply.body = body.to_string().into_bytes();
        reply.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
}

/// Sets a member of a JSON object, or removes it.
pub(super) fn set(object: &mut Value, name: &str, value: Option<Value>) {
    let Some(object) = object.as_object_mut() else { return };
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value)),
        None => drop(object.remove(name)),
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Delay(_) => "delay",
            Self::DropBefore => "drop before",
            Self::DropAfter => "drop after",
            Self::Hang => "hang",
            Self::Hold(_) => "hold",
            Self::Answer(_) => "answer",
            Self::Replace(_) => "replace",
            Self::Instead(_) => "instead",
            Self::Status(_) => "status",
            Self::Header(..) => "header",
            Self::HoldCallback => "hold callback",
            Self::Truncate(_) => "truncate",
            Self::Pad(_) => "pad",
            Self::EditPath(_) => "edit path",
            Self::EditQuery(_) => "edit query",
            Self::EditBytes(_) => "edit bytes",
            Self::EditJson(_) => "edit json",
            Self::EditIdToken(_) => "edit id token",
            Self::EditCallback(_) => "edit callback",
        })
    }
}

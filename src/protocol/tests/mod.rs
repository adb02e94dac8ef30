//! Each check, passed and failed; known answers where a specification gives them.

mod authorization;
mod id_token;
mod jwk;
mod metadata;
mod token;
mod userinfo;
mod www_authenticate;

use super::http::{FetchError, Fetched, Response};
use super::secret::Body;
use crate::config::{self, Provider};

/// A provider with an issuer and `fields` on top.
#[track_caller]
fn provider(fields: &str) -> Provider {
    let entry = r#"{"id":"acme","title":"Acme","issuer":"https://id.example","client_id":"spa""#;
    let comma = if fields.is_empty() { "" } else { "," };
    let text = format!(r#"{{"providers":[{entry}{comma}{fields}}}]}}"#);
    config::parse(&text).unwrap().config.provider("acme").unwrap().clone()
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for what a fetch comes to")]
fn answer(status: u16, content_type: &str, body: &str) -> Fetched {
    Ok(Response {
        status,
        retry_after: None,
        date: None,
        www_authenticate: None,
        set_auth_token: None,
        content_type: content_type.into(),
        body: Body::new(body),
    })
}

fn json(body: &str) -> Fetched {
    answer(200, "application/json", body)
}

fn no_answer() -> Fetched {
    Err(FetchError::Unreachable)
}

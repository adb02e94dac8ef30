//! The `config.json` of a journey, built as JSON so that a journey can break it.

use serde_json::{Value, json};

use crate::servers::RESOURCE;

/// The scope of the demo provider: `read` is of the resource server.
pub const SCOPE: &str = "openid profile email groups read";

/// A provider of the picker, with a resource: its access token is for the backend.
#[must_use]
pub fn provider(id: &str, title: &str, issuer: &str) -> Value {
    json!({
        "id": id,
        "title": title,
        "issuer": issuer,
        "client_id": "spa",
        "scope": SCOPE,
        "resource": RESOURCE,
    })
}

/// The same without a resource: its access token is for userinfo.
#[must_use]
pub fn provider_with_userinfo(id: &str, title: &str, issuer: &str) -> Value {
    let mut provider = provider(id, title, issuer);
    provider["scope"] = json!("openid profile email groups");
    if let Some(members) = provider.as_object_mut() {
        members.remove("resource");
    }
    provider
}

/// The whole configuration.
#[must_use]
pub fn configuration(providers: &[Value], backend: &str) -> Value {
    json!({
        "page": {
            "title": "Sign in to Acme",
            "links": { "help": "https://help.example.test/", "privacy": "/privacy" },
            "support": { "email": "help@example.test" },
            "destination": { "policy": "offer", "default": "/" },
        },
        // Each row of a journey starts signed out; `session.rs` is about the other modes.
        "session": { "persistence": "memory" },
        "providers": providers,
        "backend": {
            "base_url": format!("{backend}/"),
            "allowed_origins": [backend],
            "request": { "method": "GET", "path": "/me" },
        },
    })
}

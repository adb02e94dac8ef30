//! The certified OpenID Provider (npm `oidc-provider`), configured in `servers/op.mjs`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::node::Node;

/// How a provider is opened.
#[derive(Debug, Clone, Default)]
pub struct OpOptions {
    /// The port it listens on; 0 takes a free one.
    pub port: u16,
    /// The URL that browsers see, when something stands in front of it.
    pub issuer: Option<String>,
    /// Where its clients may return to.
    pub redirect_uris: Vec<String>,
    /// Its clients with a secret.
    pub confidential: Vec<ConfidentialClient>,
    /// Further members of the options described in `servers/op.mjs`.
    pub more: Value,
}

/// A client with a secret: a backend that signs people in by itself.
#[derive(Debug, Clone)]
pub struct ConfidentialClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: String,
    /// Where it may return to.
    pub redirect_uris: Vec<String>,
}

impl ConfidentialClient {
    /// The client `backend`, which may return to these.
    pub fn backend(redirect_uris: impl IntoIterator<Item = String>) -> Self {
        let redirect_uris = redirect_uris.into_iter().collect();
        Self { id: "backend".into(), secret: "backend-secret".into(), redirect_uris }
    }

    /// As `servers/op.mjs` takes it.
    #[must_use]
    pub fn metadata(&self) -> Value {
        json!({ "client_id": self.id, "client_secret": self.secret, "redirect_uris": self.redirect_uris })
    }
}

/// A running provider; dropping it stops it.
#[derive(Debug)]
pub struct Op {
    node: Arc<Node>,
    id: String,
    port: u16,
    issuer: String,
}

/// One request as the provider saw it; it never tells secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// What it answered.
    pub status: u64,
    /// `authorization_code` or `refresh_token`, for a token request.
    pub grant_type: Option<String>,
    /// The client, as far as the provider recognised it.
    pub client_id: Option<String>,
    /// The `Origin` header.
    pub origin: Option<String>,
}

impl Op {
    /// Opens a provider.
    pub fn start(options: &OpOptions) -> io::Result<Self> {
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let id = format!("op{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let mut command = json!({
            "id": id,
            "port": options.port,
            "redirect_uris": options.redirect_uris,
            "confidential": options.confidential.iter().map(ConfidentialClient::metadata).collect::<Vec<_>>(),
        });
        if let Some(issuer) = &options.issuer {
            command["issuer"] = json!(issuer);
        }
        for (name, value) in options.more.as_object().into_iter().flatten() {
            command[name] = value.clone();
        }
        let node = Node::shared("op.mjs")?;
        let opened = node.open(&id, &command)?;
        let port = opened["port"].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
        Ok(Self { node, id, port, issuer: opened["issuer"].as_str().unwrap_or_default().to_owned() })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The issuer that it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Every request so far.
    #[must_use]
    pub fn requests(&self) -> Vec<OpRequest> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.node
            .requests(&self.id)
            .iter()
            .map(|event| OpRequest {
                method: text(&event["method"]).unwrap_or_default(),
                path: text(&event["path"]).unwrap_or_default(),
                status: event["status"].as_u64().unwrap_or_default(),
                grant_type: text(&event["grant_type"]),
                client_id: text(&event["client_id"]),
                origin: text(&event["origin"]),
            })
            .collect()
    }

    /// How many token requests of this grant type arrived.
    #[must_use]
    pub fn token_requests(&self, grant_type: &str) -> usize {
        self.requests()
            .iter()
            .filter(|request| request.path == "/token" && request.grant_type.as_deref() == Some(grant_type))
            .count()
    }
}

impl Drop for Op {
    fn drop(&mut self) {
        // A process that has ended has closed it already.
        let _ = self.node.send(&json!({ "close": self.id }));
    }
}

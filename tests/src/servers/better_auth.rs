//! better-auth as Portabase configures it: `servers/better-auth.mjs`.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::node::Node;
use super::op::ConfidentialClient;

/// How better-auth is opened.
#[derive(Debug, Clone)]
pub struct BetterAuthOptions {
    /// The port it listens on; 0 takes a free one.
    pub port: u16,
    /// The origin that browsers see, when something stands in front of it.
    pub origin: Option<String>,
    /// Whom it signs people in with. It must answer at the first call to `/api/auth`, not before.
    pub issuer: String,
    /// The `id` of that provider.
    pub provider: String,
    /// `group:role,…`; the groups of a person are made lower case first.
    pub role_map: Option<String>,
    /// The role of everybody else; without one they are refused.
    pub default_role: Option<String>,
    /// The folder of static files at `/`, a page of the same origin.
    pub folder: Option<PathBuf>,
    /// Origins of pages elsewhere, which sign in as the public client `spa` of the provider and exchange
    /// its ID token (provider id `opspa`) for a bearer token.
    pub spa: Vec<String>,
    /// Further members of the options described in `servers/better-auth.mjs` and `servers/portabase.mjs`.
    pub more: Value,
}

impl Default for BetterAuthOptions {
    /// alice becomes an admin; bob is refused, and by his second sign-in pending.
    fn default() -> Self {
        Self {
            port: 0,
            origin: None,
            issuer: String::new(),
            provider: "pocketid".into(),
            role_map: Some("admin:admin,default:user".into()),
            default_role: None,
            folder: None,
            spa: Vec::new(),
            more: Value::Null,
        }
    }
}

impl BetterAuthOptions {
    fn command(&self, id: &str) -> Value {
        let mut command =
            json!({ "id": id, "port": self.port, "issuer": self.issuer, "provider_id": self.provider });
        // A member that is absent is not set; one that is null would be set to that.
        for (name, value) in [
            ("origin", self.origin.as_ref().map(|it| json!(it))),
            ("role_map", self.role_map.as_ref().map(|it| json!(it))),
            ("default_role", self.default_role.as_ref().map(|it| json!(it))),
            ("folder", self.folder.as_ref().map(|it| json!(it))),
        ] {
            if let Some(value) = value {
                command[name] = value;
            }
        }
        if !self.spa.is_empty() {
            command["spa"] = json!({ "origins": self.spa });
        }
        for (name, value) in self.more.as_object().into_iter().flatten() {
            command[name] = value.clone();
        }
        command
    }
}

/// A running better-auth; dropping it stops it.
#[derive(Debug)]
pub struct BetterAuth {
    node: Arc<Node>,
    id: String,
    port: u16,
}

/// One request as better-auth saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// What it answered.
    pub status: u64,
}

impl BetterAuth {
    /// Opens it, with nobody signed in.
    pub fn start(options: &BetterAuthOptions) -> io::Result<Self> {
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let id = format!("auth{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let node = Node::shared("better-auth.mjs")?;
        let opened = node.open(&id, &options.command(&id))?;
        let port = opened["port"].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
        Ok(Self { node, id, port })
    }

    /// Gives it other options, but for the port; accounts and sessions stay.
    pub fn configure(&self, options: &BetterAuthOptions) -> io::Result<()> {
        let options = BetterAuthOptions { port: self.port, ..options.clone() };
        self.node.open(&self.id, &options.command(&self.id)).map(drop)
    }

    /// Closes its port; [`BetterAuth::configure`] opens it again.
    pub fn stop(&self) -> io::Result<()> {
        self.node.open(&self.id, &json!({ "id": self.id, "close": self.id })).map(drop)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin: that of the page, and the API is below `/api/auth`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the provider sends people back to.
    #[must_use]
    pub fn redirect_uri(&self, provider: &str) -> String {
        format!("{}/api/auth/sso/callback/{provider}", self.origin())
    }

    /// The same for a social one.
    #[must_use]
    pub fn social_redirect_uri(&self, provider: &str) -> String {
        format!("{}/api/auth/callback/{provider}", self.origin())
    }

    /// Its client at the provider, unless `more` says otherwise.
    #[must_use]
    pub fn client(&self, provider: &str) -> ConfidentialClient {
        ConfidentialClient::backend([self.redirect_uri(provider)])
    }

    /// Every request so far.
    #[must_use]
    pub fn requests(&self) -> Vec<AuthRequest> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let request = |event: &Value| AuthRequest {
            method: text(&event["method"]),
            path: text(&event["path"]),
            status: event["status"].as_u64().unwrap_or_default(),
        };
        self.node.requests(&self.id).iter().map(request).collect()
    }
}

impl Drop for BetterAuth {
    fn drop(&mut self) {
        // A process that has ended has closed it already.
        let _ = self.node.send(&json!({ "close": self.id }));
    }
}

//! The resource server, which verifies each access token: `servers/resource-server.mjs`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::RESOURCE;
use super::node::Node;

/// How a resource server is opened.
#[derive(Debug, Clone, Default)]
pub struct ResourceServerOptions {
    /// The port it listens on; 0 takes a free one.
    pub port: u16,
    /// Whose tokens it believes.
    pub issuer: String,
    /// Where the keys are; by default below the issuer.
    pub jwks_uri: Option<String>,
    /// Which audience a token must have; by default [`RESOURCE`].
    pub audience: Option<String>,
    /// The origins of pages that may call it.
    pub origins: Vec<String>,
}

/// A running resource server; dropping it stops it.
#[derive(Debug)]
pub struct ResourceServer {
    node: Arc<Node>,
    id: String,
    port: u16,
}

/// One request as the resource server saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiRequest {
    /// `GET`, `OPTIONS`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// What it answered.
    pub status: u64,
    /// Whether there was an `Authorization` header.
    pub authorization: bool,
}

impl ResourceServer {
    /// Opens a resource server.
    pub fn start(options: &ResourceServerOptions) -> io::Result<Self> {
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let id = format!("api{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let mut command = json!({
            "id": id,
            "port": options.port,
            "issuer": options.issuer,
            "audience": options.audience.as_deref().unwrap_or(RESOURCE),
            "origins": options.origins,
        });
        if let Some(uri) = &options.jwks_uri {
            command["jwks_uri"] = json!(uri);
        }
        let node = Node::shared("resource-server.mjs")?;
        let opened = node.open(&id, &command)?;
        let port = opened["port"].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
        Ok(Self { node, id, port })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request so far.
    #[must_use]
    pub fn requests(&self) -> Vec<ApiRequest> {
        self.node
            .requests(&self.id)
            .iter()
            .map(|event| ApiRequest {
                method: event["method"].as_str().unwrap_or_default().to_owned(),
                path: event["path"].as_str().unwrap_or_default().to_owned(),
                status: event["status"].as_u64().unwrap_or_default(),
                authorization: event["authorization"] == true,
            })
            .collect()
    }

    /// How many calls with a bearer token were answered with 200.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.requests().iter().filter(|request| request.authorization && request.status == 200).count()
    }
}

impl Drop for ResourceServer {
    fn drop(&mut self) {
        // A process that has ended has closed it already.
        let _ = self.node.send(&json!({ "close": self.id }));
    }
}

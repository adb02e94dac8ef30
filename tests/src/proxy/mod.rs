//! The fault proxy: stands in front of the certified OpenID Provider, logs, and misbehaves on demand.
//!
//! Without rules it passes everything on. A [`Rule`] names an [`Endpoint`] and what goes wrong there
//! ([`Fault`]); [`habits`] are the rules that make it behave like another product.

pub mod answer;
mod endpoint;
mod exchange;
mod fault;
mod forward;
mod gate;
pub mod habits;
pub mod jwt;
mod redirect;
mod rule;
mod secrets;
mod serve;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};

pub use answer::Answer;
pub use endpoint::Endpoint;
pub use exchange::Exchange;
pub use fault::Fault;
pub use gate::Gate;
pub use rule::{Rule, on};
pub use secrets::Secret;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running proxy; dropping it closes its port.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    route: Mutex<Route>,
    rules: Mutex<Vec<Rule>>,
    log: Mutex<Vec<Exchange>>,
    entered: AtomicUsize,
}

/// Where requests go.
#[derive(Debug, Clone, Default)]
struct Route {
    upstream: u16,
    /// The path of an issuer that has one; taken off before the provider is asked.
    prefix: String,
}

impl Proxy {
    /// Listens on a free port. The port comes first, because it is part of the issuer.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let task = tokio::spawn(serve::accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    /// Says which local port stands behind, and the path, if any, that it knows nothing of.
    pub fn forward_to(&self, upstream: u16, prefix: &str) {
        *self.shared.route.lock().unwrap_or_else(PoisonError::into_inner) =
            Route { upstream, prefix: prefix.trim_end_matches('/').to_owned() };
    }

    /// What browsers see.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds rules; those of a request are applied in the order in which they were added.
    pub fn play(&self, rules: impl IntoIterator<Item = Rule>) {
        self.shared.rules.lock().unwrap_or_else(PoisonError::into_inner).extend(rules);
    }

    /// Drops all rules.
    pub fn behave(&self) {
        self.shared.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Every request so far, oldest first; those under way have no status yet.
    #[must_use]
    pub fn log(&self) -> Vec<Exchange> {
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Empties the log.
    pub fn forget(&self) {
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The requests to this endpoint so far, without preflights.
    #[must_use]
    pub fn requests(&self, endpoint: Endpoint) -> Vec<Exchange> {
        self.log().into_iter().filter(|it| it.endpoint == endpoint && it.method != "OPTIONS").collect()
    }

    /// How many requests came to this endpoint so far, without preflights.
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> usize {
        self.requests(endpoint).len()
    }

    /// Where the provider last sent the browser back to the page, whether or not it arrived.
    #[must_use]
    pub fn last_callback(&self) -> Option<String> {
        let back = |url: &String| !url.starts_with('/') && !url.starts_with(&self.origin());
        self.requests(Endpoint::Authorize).into_iter().rev().find_map(|it| it.location.filter(back))
    }

    /// Every secret that passed: tokens, codes, verifiers, nonces, states.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        secrets::of(&self.log())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

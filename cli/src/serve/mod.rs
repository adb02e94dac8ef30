//! The static server: the built page, under any path, with the headers it is deployed with.
//!
//! It rewrites nothing: the redirect URI of a sign-in is the page itself, so a path that is no
//! file is an honest 404, here as on any static host.

pub mod configuration;
mod connections;
mod files;
mod page;
mod response;
pub mod tls;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use self::configuration::inline_config;
pub use self::connections::Limits;
use self::page::Page;

/// How long `stop` waits for answers that are under way.
const STOP_WITHIN: Duration = Duration::from_secs(1);

/// What to serve.
#[derive(Debug, Clone)]
pub struct Site {
    /// The built page.
    pub dist: PathBuf,
    /// The text answered as `config.json`; without one, that of the file in `dist`.
    pub config: Option<String>,
    /// The path that the page lives under, beginning and ending with a slash.
    pub base_path: String,
    /// The certificate, for https; without one it is http.
    pub tls: Option<RustlsConfig>,
    /// Is `Strict-Transport-Security` sent? Over http it never is.
    pub hsts: bool,
    /// How much is borne from those who ask.
    pub limits: Limits,
}

impl Site {
    /// The folder as it is, at the root of its origin, by http.
    #[must_use]
    pub fn new(dist: impl Into<PathBuf>) -> Self {
        let (dist, base_path, limits) = (dist.into(), "/".into(), Limits::default());
        Self { dist, config: None, base_path, tls: None, hsts: false, limits }
    }
}

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that is none.
    #[error("the base path {0:?} must begin and end with a slash")]
    BasePath(String),
    /// The system does not let it listen there.
    #[error("cannot listen on {addr}: {}", why(*.addr, reason))]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
}

fn why(addr: SocketAddr, reason: &io::Error) -> String {
    match reason.kind() {
        io::ErrorKind::AddrInUse => "the port is taken by another program: choose another with --port".into(),
        io::ErrorKind::PermissionDenied if addr.port() < 1024 => {
            "ports below 1024 need the capability CAP_NET_BIND_SERVICE: choose another with --port".into()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address: choose another with --host".into()
        }
        _ => reason.to_string(),
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::BasePath(_) => io::ErrorKind::InvalidInput,
            Error::Listen { reason, .. } => reason.kind(),
        };
        Self::new(kind, error)
    }
}

/// A server that is running; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    scheme: &'static str,
    page: Arc<Page>,
    handle: Handle<SocketAddr>,
    task: JoinHandle<()>,
}

impl Running {
    /// The address that it listens on, with the port that the system chose if 0 was asked for.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address of the page, for a browser on this machine.
    #[must_use]
    pub fn url(&self) -> String {
        let (scheme, port, base) = (self.scheme, self.addr.port(), self.page.base());
        if self.addr.ip().is_unspecified() {
            // A wildcard address is none that a browser can open.
            format!("{scheme}://127.0.0.1:{port}{base}")
        } else {
            format!("{scheme}://{}{base}", self.addr)
        }
    }

    /// Answers `config.json` with this text from now on, and the headers that follow from it.
    pub fn set_config(&self, text: impl Into<String>) {
        self.page.set_config(text.into());
    }

    /// Stops accepting, gives answers under way a second to finish, and closes the port.
    pub async fn stop(self) {
        self.stop_within(STOP_WITHIN).await;
    }

    /// Stops accepting and closes the port, and gives answers under way this time to finish.
    pub async fn stop_within(mut self, time: Duration) {
        self.handle.graceful_shutdown(Some(time));
        // It fails only if the server has panicked: it is stopped then.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// Serves the site until it is stopped; needs a tokio runtime with its I/O and time drivers.
pub async fn start(site: Site, addr: SocketAddr) -> Result<Running, Error> {
    if !site.base_path.starts_with('/') || !site.base_path.ends_with('/') {
        return Err(Error::BasePath(site.base_path));
    }
    let refused = |reason| Error::Listen { addr, reason };
    let listener = TcpListener::bind(addr).await.map_err(refused)?;
    let addr = listener.local_addr().map_err(refused)?;
    let scheme = if site.tls.is_some() { "https" } else { "http" };
    let (tls, limits) = (site.tls.clone(), site.limits);
    let page = Arc::new(Page::read(site).await);
    let handle = Handle::new();
    let serving = connections::serve(listener, tls, limits, Arc::clone(&page), handle.clone());
    let task = tokio::spawn(serving);
    Ok(Running { addr, scheme, page, handle, task })
}

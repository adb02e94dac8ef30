//! The static server: the built page, under any path, with the headers it is deployed with.
//!
//! It rewrites nothing: the redirect URI of a sign-in is the page itself, so a path that is no
//! file is an honest 404, here as on any static host.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

use crate::{caching, headers};

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
}

impl Site {
    /// The folder as it is, at the root of its origin.
    #[must_use]
    pub fn new(dist: impl Into<PathBuf>) -> Self {
        Self { dist: dist.into(), config: None, base_path: "/".into() }
    }
}

/// A server that is running; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    page: Arc<Page>,
    shutdown: oneshot::Sender<()>,
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
        let port = self.addr.port();
        let base = &self.page.base;
        if self.addr.ip().is_unspecified() {
            // A wildcard address is none that a browser can open.
            format!("http://127.0.0.1:{port}{base}")
        } else {
            format!("http://{}{base}", self.addr)
        }
    }

    /// Answers `config.json` with this text from now on, and the headers that follow from it.
    pub fn set_config(&self, text: impl Into<String>) {
        *self.page.live.write().unwrap_or_else(PoisonError::into_inner) = Live::new(Some(text.into()));
    }

    /// Stops accepting, gives answers under way a second to finish, and closes the port.
    pub async fn stop(self) {
        let Self { shutdown, mut task, .. } = self;
        // It fails only if the server has ended already.
        let _ = shutdown.send(());
        if tokio::time::timeout(STOP_WITHIN, &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Serves the site until it is stopped; needs a tokio runtime with its I/O and time drivers.
///
/// # Errors
/// An address that cannot be listened on is named in the message, as is a base path that is none.
pub async fn start(site: Site, addr: SocketAddr) -> io::Result<Running> {
    if !site.base_path.starts_with('/') || !site.base_path.ends_with('/') {
        let message = format!("the base path {:?} must begin and end with a slash", site.base_path);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let listener = TcpListener::bind(addr).await.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "the port is taken by another program".into(),
            _ => error.to_string(),
        };
        io::Error::new(error.kind(), format!("cannot listen on {addr}: {reason}"))
    })?;
    let addr = listener.local_addr()?;
    let config = match site.config {
        Some(text) => Some(text),
        // Without a readable file the page asks for it, gets a 404 and says so itself.
        None => tokio::fs::read_to_string(site.dist.join("config.json")).await.ok(),
    };
    // The page prefers what it holds itself.
    let page = tokio::fs::read_to_string(site.dist.join("index.html")).await.unwrap_or_default();
    let config = inline_config(&page).map(str::to_owned).or(config);
    let files = ServeDir::new(site.dist)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let page = Arc::new(Page { base: site.base_path, files, live: RwLock::new(Live::new(config)) });
    let router = Router::new().fallback(answer).with_state(Arc::clone(&page));
    let (shutdown, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            // An error means that `Running` was dropped, which stops the server as well.
            let _ = stopped.await;
        });
        // axum's server has no errors of its own: a connection that fails ends alone.
        let _ = server.await;
    });
    Ok(Running { addr, page, shutdown, task })
}

/// The configuration in a page: `<script type="application/json" id="portico-config">`.
///
/// For the headers, and for whoever wants to say what is wrong with it.
#[must_use]
pub fn inline_config(page: &str) -> Option<&str> {
    let (_, from_id) = page.split_once("id=\"portico-config\"")?;
    let (_, text) = from_id.split_once('>')?;
    Some(text.split_once("</script>")?.0)
}

#[derive(Debug)]
struct Page {
    base: String,
    files: ServeDir,
    live: RwLock<Live>,
}

/// What a new configuration changes.
#[derive(Debug)]
struct Live {
    config: Option<String>,
    headers: HeaderMap,
}

impl Live {
    fn new(config: Option<String>) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in headers::for_text(config.as_deref().unwrap_or_default()) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        Self { config, headers }
    }
}

async fn answer(State(page): State<Arc<Page>>, request: Request) -> Response {
    let (config, headers) = {
        let live = page.live.read().unwrap_or_else(PoisonError::into_inner);
        (live.config.clone(), live.headers.clone())
    };
    let mut response = match request.uri().path().strip_prefix(page.base.as_str()) {
        _ if !matches!(*request.method(), Method::GET | Method::HEAD) => {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
        Some("config.json") if config.is_some() => json(config.unwrap_or_default()),
        Some(name) => {
            let name = if name.is_empty() { caching::PAGE } else { name }.to_owned();
            file(&page.files, &name, request).await
        }
        None => not_found(),
    };
    response.headers_mut().extend(headers);
    response
}

async fn file(files: &ServeDir, name: &str, mut request: Request) -> Response {
    // A trailing slash would ask for a folder; there is none to show.
    let Some(uri) = Uri::try_from(format!("/{name}")).ok().filter(|_| !name.ends_with('/')) else {
        return not_found();
    };
    *request.uri_mut() = uri;
    let Ok(response) = files.clone().try_call(request).await else {
        // The file system's own error: a folder, or a file that may not be read.
        return not_found();
    };
    // `ServeDir` sends the name of a folder on to the same with a slash; 304 is no redirection.
    if response.status() == StatusCode::NOT_FOUND || response.headers().contains_key(header::LOCATION) {
        return not_found();
    }
    let mut response = response.map(Body::new);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching::of(name)));
    response
}

fn json(text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching::OF_OTHER));
    response
}

fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, "not found\n")
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

//! A site of somebody else that carries the widget: pages of any HTML and with any headers, and the built
//! files beside them.

mod page;
mod post;
mod serve;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use page::Page;
pub use post::Post;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::environment;

/// Where the built files are.
pub const FILES: &str = "/portico/";

/// Which of its pages a provider may send people back to.
const WAYS_BACK: [&str; 4] = ["/", "/app/", "/app/elsewhere/", FILES];

/// A running site; dropping it closes its port.
#[derive(Debug)]
pub struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    pages: Mutex<BTreeMap<String, Page>>,
    scripts: Mutex<BTreeMap<String, String>>,
    folders: Mutex<Vec<(String, PathBuf)>>,
    file_headers: Mutex<Vec<(&'static str, String)>>,
    config: Mutex<String>,
    ahead: Mutex<Vec<String>>,
    asked: Mutex<Vec<String>>,
    posts: Mutex<Vec<Post>>,
}

impl Host {
    /// Opens a site with nothing but the built files.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        lock(&shared.folders).push((FILES.to_owned(), environment::dist()?));
        let task = tokio::spawn(serve::accept(listener, Arc::clone(&shared)));
        let host = Self { address, shared, task };
        host.run_ahead(AHEAD);
        Ok(host)
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The redirect URIs that its providers are told.
    #[must_use]
    pub fn redirect_uris(&self) -> Vec<String> {
        WAYS_BACK.map(|path| self.url(path)).to_vec()
    }

    /// Answers this path with this page from now on.
    pub fn put(&self, path: &str, page: Page) {
        lock(&self.shared.pages).insert(path.to_owned(), page);
    }

    /// Answers every file of a folder with these headers from now on.
    pub fn send_with_files(&self, headers: impl IntoIterator<Item = (&'static str, String)>) {
        *lock(&self.shared.file_headers) = headers.into_iter().collect();
    }

    /// Answers this path with this script from now on.
    pub fn put_script(&self, path: &str, script: &str) {
        lock(&self.shared.scripts).insert(path.to_owned(), script.to_owned());
    }

    /// Serves the files of a folder below this path, which ends with a slash; `index.html` is at the path itself.
    pub fn mount(&self, path: &str, folder: impl Into<PathBuf>) {
        // The last one counts.
        lock(&self.shared.folders).insert(0, (path.to_owned(), folder.into()));
    }

    /// Answers every `config.json` with this from now on.
    pub fn configure(&self, config: &Value) {
        *lock(&self.shared.config) = config.to_string();
    }

    /// Runs a script ahead of all others, in each page from its next load on.
    pub fn run_ahead(&self, script: &str) {
        lock(&self.shared.ahead).push(format!("{{{script}\n}}"));
    }

    /// The paths that were asked for so far.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.shared.asked).clone()
    }

    /// From now on it is as if nothing had been posted.
    pub fn forget_posts(&self) {
        lock(&self.shared.posts).clear();
    }

    /// The messages that its pages have posted so far, to windows or into channels.
    #[must_use]
    pub fn posts(&self) -> Vec<Post> {
        lock(&self.shared.posts).clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Notes what the widget says to the page and to other windows.
const AHEAD: &str = include_str!("ahead.js");

fn lock<T>(it: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

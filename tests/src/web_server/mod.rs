//! nginx, Caddy and Apache, as somebody has them: with the page, and with what `portico headers` prints for
//! them.

mod settings;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use portico_cli::config_file;
pub use portico_cli::web_server::Server;
use portico_cli::web_server::{self, Page};
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Ask;
use crate::{site, wait};

const START_WITHIN: Duration = Duration::from_secs(20);

/// A shell holds it: when its stdin closes, however the test process ended, it ends the server, and Apache's
/// children.
const HOLD: &str = r#"
"$@" > said 2>&1 &
server=$!
read -r _
kill "$server"
wait "$server"
"#;

/// A port that nobody else takes, and the page that will be there.
#[derive(Debug)]
pub struct Place {
    held: TcpListener,
    port: u16,
    base: &'static str,
}

impl Place {
    /// A place for the page under this path. Its address is known before there is a server, so that a
    /// provider can be told.
    pub fn new(base: &'static str) -> io::Result<Self> {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = held.local_addr()?.port();
        Ok(Self { held, port, base })
    }

    /// The URL of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.base)
    }
}

/// A running web server; dropping it ends it.
#[derive(Debug)]
pub struct WebServer {
    shell: Child,
    folder: TempDir,
    port: u16,
    base: &'static str,
}

impl WebServer {
    /// Starts the server with the built page and this configuration.
    ///
    /// # Errors
    /// There is no such server on this machine, or it refuses what it is told: then the error holds what it
    /// says.
    pub async fn start(server: Server, place: Place, config: &Value) -> io::Result<Self> {
        let Place { held, port, base } = place;
        let folder = TempDir::with_prefix("portico-web-")?;
        // Apache reads it as nobody.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let page = folder.path().join("root").join(base.trim_matches('/'));
        fs::create_dir_all(&page)?;
        site::copy_page(&page)?;
        fs::write(page.join("config.json"), config.to_string())?;
        fs::write(folder.path().join("printed"), printed(server, base, &config.to_string())?)?;
        let command = settings::write(server, folder.path(), port, base)?;
        drop(held);
        let shell = Command::new("sh")
            .args(["-c", HOLD, "sh"])
            .args(command)
            .current_dir(folder.path())
            // What Caddy keeps.
            .envs(["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|name| (name, folder.path())))
            .stdin(Stdio::piped())
            .spawn()?;
        let started = Self { shell, folder, port, base };
        // An answer: for a moment, a process that was forked elsewhere may hold the port still, and take
        // connections.
        let answers = async || Ask::get(started.url()).send().await.ok();
        match wait::until_within(START_WITHIN, answers).await {
            Some(_) => Ok(started),
            None => Err(io::Error::other(format!("{server:?} did not start: {}", started.said()))),
        }
    }

    /// The URL of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.base)
    }

    /// The origin of the page.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The folder of the page.
    #[must_use]
    pub fn page(&self) -> PathBuf {
        self.folder.path().join("root").join(self.base.trim_matches('/'))
    }

    /// What the server says of itself.
    #[must_use]
    pub fn said(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        ["said", "errors"].map(read).concat()
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // A shell that has ended already is what is wanted.
        let _ = self.shell.wait();
    }
}

/// What the command prints.
fn printed(server: Server, base: &str, config: &str) -> io::Result<String> {
    let parsed = config_file::parse(Path::new("config.json"), config).map_err(io::Error::other)?;
    let base = base.parse().map_err(io::Error::other)?;
    let page = Page::new(&parsed.config, base, false, Vec::new()).map_err(io::Error::other)?;
    web_server::config(server, &page).map_err(io::Error::other)
}

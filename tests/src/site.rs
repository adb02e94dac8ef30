//! The built page, served as it is deployed.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use portico_cli::serve::{self, Running};
use serde_json::Value;
use tempfile::TempDir;

use crate::environment;

/// A running site; dropping it stops it.
#[derive(Debug)]
pub struct Site {
    running: Running,
    _copy: Option<TempDir>,
}

impl Site {
    /// Serves the page at this path of a free port. The configuration follows, because it names
    /// servers that must know the page first.
    pub async fn start(base_path: &str) -> io::Result<Self> {
        let site = serve::Site {
            dist: environment::dist()?,
            config: Some(String::new()),
            base_path: base_path.to_owned(),
        };
        let running = serve::start(site, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self { running, _copy: None })
    }

    /// Serves a copy of the page in which one byte of each file with this ending is another one.
    pub async fn start_altered(ending: &str) -> io::Result<Self> {
        let copy = TempDir::with_prefix("portico-altered-")?;
        alter(&environment::dist()?, copy.path(), ending)?;
        let site = serve::Site::new(copy.path());
        let running = serve::start(site, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self { running, _copy: Some(copy) })
    }

    /// Serves a copy of the page without its `config.json`.
    pub async fn start_without_config() -> io::Result<Self> {
        let copy = TempDir::with_prefix("portico-bare-")?;
        alter(&environment::dist()?, copy.path(), "nothing")?;
        fs::remove_file(copy.path().join("config.json")).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let running =
            serve::start(serve::Site::new(copy.path()), SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self { running, _copy: Some(copy) })
    }

    /// The URL of the page, which is also its redirect URI.
    #[must_use]
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// The origin of the page.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.running.addr())
    }

    /// Answers `config.json` with this from now on.
    pub fn configure(&self, config: &Value) {
        self.running.set_config(config.to_string());
    }

    /// Answers `config.json` with this text from now on, whatever it is.
    pub fn configure_with_text(&self, text: &str) {
        self.running.set_config(text);
    }
}

/// Copies a folder. Of the altered files the precompressed ones stay behind, so that none is served.
fn alter(from: &Path, to: &Path, ending: &str) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name().to_string_lossy().into_owned();
        if source.is_dir() {
            fs::create_dir(&target)?;
            alter(&source, &target, ending)?;
        } else if name.ends_with(ending) {
            let mut bytes = fs::read(&source)?;
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(target, bytes)?;
        } else if !name.ends_with(&format!("{ending}.br")) && !name.ends_with(&format!("{ending}.gz")) {
            fs::copy(source, target)?;
        }
    }
    Ok(())
}

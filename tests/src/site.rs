//! The built page, served as it is deployed.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Mutex;

use portico_cli::serve::{self, Running};
use serde_json::Value;
use tempfile::TempDir;

use crate::environment;

/// A running site; dropping it stops it.
#[derive(Debug)]
pub struct Site {
    running: Running,
    copy: TempDir,
    scripts: Mutex<Vec<String>>,
}

/// Runs in the page ahead of its own module.
const AHEAD: &str = "ahead.js";

impl Site {
    /// Serves the page at this path of a free port. The configuration follows, because it names
    /// servers that must know the page first.
    pub async fn start(base_path: &str) -> io::Result<Self> {
        let copy = TempDir::with_prefix("portico-site-")?;
        alter(&environment::dist()?, copy.path(), "nothing")?;
        Self::serve(copy, Some(String::new()), base_path).await
    }

    /// Serves a copy of the page in which one byte of each file with this ending is another one.
    pub async fn start_altered(ending: &str) -> io::Result<Self> {
        let copy = TempDir::with_prefix("portico-altered-")?;
        alter(&environment::dist()?, copy.path(), ending)?;
        Self::serve(copy, None, "/").await
    }

    /// Serves a copy of the page without its `config.json`.
    pub async fn start_without_config() -> io::Result<Self> {
        let copy = TempDir::with_prefix("portico-bare-")?;
        alter(&environment::dist()?, copy.path(), "nothing")?;
        fs::remove_file(copy.path().join("config.json")).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        Self::serve(copy, None, "/").await
    }

    async fn serve(copy: TempDir, config: Option<String>, base_path: &str) -> io::Result<Self> {
        let site = serve::Site { config, base_path: base_path.to_owned(), ..serve::Site::new(copy.path()) };
        let running = serve::start(site, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self { running, copy, scripts: Mutex::default() })
    }

    /// Runs a script in the page ahead of its own, from its next load on, in every tab.
    ///
    /// It is a file of the site, not a command to the browser: that works in each of them, and the policy of
    /// the page allows it. The page's own script is not touched.
    pub fn run_ahead(&self, script: &str) {
        let mut scripts = self.scripts.lock().expect("no panic while held");
        scripts.push(format!("{{{script}\n}}"));
        let folder = self.copy.path();
        fs::write(folder.join(AHEAD), scripts.join("\n")).expect("a copy can be written to");
        let page = folder.join("index.html");
        let html = fs::read_to_string(&page).expect("the page is text");
        if !html.contains(AHEAD) {
            let with = html.replacen("<meta ", &format!("<script src=\"./{AHEAD}\"></script>\n<meta "), 1);
            fs::write(&page, with).expect("a copy can be written to");
            for ending in ["br", "gz"] {
                // Precompressed it would be served as it was.
                let _ = fs::remove_file(folder.join(format!("index.html.{ending}")));
            }
        }
    }

    /// Puts another file beside the page.
    pub fn add(&self, name: &str, text: &str) {
        fs::write(self.copy.path().join(name), text).expect("a copy can be written to");
    }

    /// The name of the second file of the program.
    #[must_use]
    pub fn second_file(&self) -> String {
        let page = fs::read_to_string(self.copy.path().join("index.html")).expect("the page is text");
        let (_, rest) = page.split_once("data-later=\"./").expect("the page names it");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The names of the files with this ending.
    #[must_use]
    pub fn files(&self, ending: &str) -> Vec<String> {
        let all = fs::read_dir(self.copy.path()).expect("a copy can be read").map_while(Result::ok);
        let names = all.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(ending)).collect()
    }

    /// Makes another file of one that is there.
    pub fn rewrite(&self, name: &str, edit: impl Fn(&[u8]) -> Vec<u8>) {
        let path = self.copy.path().join(name);
        let bytes = fs::read(&path).expect("it is there");
        fs::write(&path, edit(&bytes)).expect("a copy can be written to");
        for ending in ["br", "gz"] {
            // Precompressed it would be served as it was.
            let _ = fs::remove_file(self.copy.path().join(format!("{name}.{ending}")));
        }
    }

    /// Serves a file under a second name.
    pub fn copy(&self, name: &str, second: &str) {
        let folder = self.copy.path();
        fs::copy(folder.join(name), folder.join(second)).expect("a copy can be written to");
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

/// Copies the built page into a folder that another server has.
pub fn copy_page(to: &Path) -> io::Result<()> {
    alter(&environment::dist()?, to, "nothing")
}

/// A folder with the built page, for a server that has it among its own files.
///
/// # Errors
/// There is no built page, or it can't be copied.
pub fn copy_with_config(config: &Value) -> io::Result<TempDir> {
    let copy = TempDir::with_prefix("portico-page-")?;
    copy_page(copy.path())?;
    fs::write(copy.path().join("config.json"), config.to_string())?;
    Ok(copy)
}

/// The headers that the page with this configuration is deployed with, as a JSON object.
#[must_use]
pub fn headers(config: &Value) -> Value {
    let headers = portico_cli::headers::for_text(&config.to_string());
    headers.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
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

//! PocketBase itself, with its data in a folder of its own.
//!
//! Here is how it is started; `options` says how it is set up, `records` what is put into it.

mod options;
mod process;
mod records;

use std::io;
use std::path::{Path, PathBuf};

use hyper::Method;
pub use options::{OAuth2Provider, PocketBaseOptions};
use process::Process;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::mailbox::Mailbox;
use crate::http::{Answer, Ask};

const SUPERUSER: &str = "root@example.test";
const PASSWORD: &str = "of no use elsewhere";

/// A running PocketBase; dropping it stops it and removes its data.
#[derive(Debug)]
pub struct PocketBase {
    process: Mutex<Option<Process>>,
    folder: PathBuf,
    public: PathBuf,
    port: u16,
    superuser: String,
    mailbox: Mailbox,
}

impl PocketBase {
    /// Starts it and sets it up.
    pub async fn start(options: &PocketBaseOptions) -> io::Result<Self> {
        let folder = TempDir::with_prefix("portico-pocketbase-")?;
        process::run(folder.path(), &["superuser", "upsert", SUPERUSER, PASSWORD]).await?;
        let public = options.public.clone().unwrap_or_else(|| folder.path().join("public"));
        let (process, port) = Process::start(folder.path(), options.port, &public).await?;
        // From here on the process removes it.
        let folder = folder.keep();
        let mailbox = Mailbox::open().await?;
        let process = Mutex::new(Some(process));
        let mut this = Self { process, folder, public, port, superuser: String::new(), mailbox };
        this.superuser = this.superuser_token().await?;
        this.ask(&Method::PATCH, "/api/settings", &this.settings()).await?;
        this.change_users(&options.collection()).await?;
        Ok(this)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin: that of `pb_public`, and the API is below `/api`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where a provider sends people back to in PocketBase's own flow.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/api/oauth2-redirect", self.origin())
    }

    /// Asks as the superuser; anything but success is an error.
    pub async fn ask(&self, method: &Method, path: &str, body: &Value) -> io::Result<Value> {
        let ask = Ask::by(method, format!("{}{path}", self.origin())).bearer(&self.superuser);
        let ask = if body.is_null() { ask } else { ask.json(body) };
        ask.send().await.and_then(Answer::ok).map(|answer| answer.json())
    }

    /// Changes the collection `users`: what is not named stays.
    pub async fn change_users(&self, change: &Value) -> io::Result<()> {
        self.ask(&Method::PATCH, "/api/collections/users", change).await.map(drop)
    }

    /// Offers these providers, and no others, from now on.
    pub async fn offer(&self, providers: &[OAuth2Provider]) -> io::Result<()> {
        self.change_users(&json!({ "oauth2": options::oauth2(providers) })).await
    }

    /// Stops it; [`Self::resume`] goes on with the same data.
    pub async fn stop(&self) -> io::Result<()> {
        match self.process.lock().await.take() {
            Some(process) => process.stop().await,
            None => Ok(()),
        }
    }

    /// Starts it again, on the same port.
    pub async fn resume(&self) -> io::Result<()> {
        let (process, _) = Process::start(&self.folder, self.port, &self.public).await?;
        *self.process.lock().await = Some(process);
        Ok(())
    }

    /// Stops it and starts it again.
    pub async fn restart(&self) -> io::Result<()> {
        self.stop().await?;
        self.resume().await
    }

    /// The folder of its data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    async fn superuser_token(&self) -> io::Result<String> {
        let url = format!("{}/api/collections/_superusers/auth-with-password", self.origin());
        let body = json!({ "identity": SUPERUSER, "password": PASSWORD });
        let answer = Ask::post(url, &body).send().await.and_then(Answer::ok)?.json();
        Ok(answer["token"].as_str().unwrap_or_default().to_owned())
    }

    /// Mail goes to the mailbox.
    fn settings(&self) -> Value {
        json!({ "smtp": { "enabled": true, "host": "127.0.0.1", "port": self.mailbox.port(), "tls": false } })
    }
}

impl Drop for PocketBase {
    fn drop(&mut self) {
        if self.process.get_mut().is_none() {
            // Stopped and not started again: there is no process that would remove it.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

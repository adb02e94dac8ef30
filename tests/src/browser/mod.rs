//! A browser with a fresh profile, and the verbs of a person who uses it.

mod capabilities;
mod command;
mod console;
mod driver;
mod element;
mod figures;
mod forms;
mod look;
mod op_pages;
mod press;
mod screenshot;
mod storage;
mod tabs;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

pub use console::ConsoleLine;
use driver::Driver;
pub use element::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
pub use look::Look;
pub use storage::Stored;
pub use tabs::Tab;
use tempfile::TempDir;

/// Which browser engine the journeys run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
}

impl Engine {
    /// The one that `PORTICO_BROWSER` names; Chromium if it names none.
    pub fn chosen() -> io::Result<Self> {
        match std::env::var("PORTICO_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => {
                Err(io::Error::other(format!("PORTICO_BROWSER is {other:?}, not chromium or firefox")))
            }
        }
    }
}

/// A running browser. [`Browser::quit`] ends it; only its driver ends when it is dropped.
#[derive(Debug)]
pub struct Browser {
    engine: Engine,
    client: Client,
    driver: Driver,
    _profile: TempDir,
    /// Something was set that nothing takes back.
    is_peculiar: AtomicBool,
}

impl Browser {
    /// Starts a headless browser, and its driver, with an empty profile.
    pub async fn start() -> io::Result<Self> {
        let engine = Engine::chosen()?;
        let profile = TempDir::with_prefix("portico-profile-")?;
        let driver = Driver::start(engine).await?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities::of(engine, profile.path()))
            .connect(&driver.url())
            .await
            .map_err(|error| io::Error::other(format!("the browser did not start: {error}")))?;
        Ok(Self { engine, client, driver, _profile: profile, is_peculiar: AtomicBool::new(false) })
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Ends the browser.
    pub async fn quit(self) {
        // One that has crashed is gone already.
        let _ = self.client.close().await;
    }

    /// Makes it like new, at a page of this machine: one empty tab, no cookies, nothing in the console. What pages have
    /// stored is of their origins, and no two journeys have the same one. `false` if it can't be made so.
    pub async fn forget(&self, at: &str) -> bool {
        if self.is_peculiar.load(Ordering::Relaxed) {
            return false;
        }
        let made = async {
            self.client.goto(at).await?;
            // Those of its host, whatever the port.
            self.client.delete_all_cookies().await?;
            let old = self.client.windows().await?;
            let new = self.client.new_window(true).await?.handle;
            for tab in old {
                self.client.switch_to_window(tab).await?;
                self.client.close_window().await?;
            }
            self.client.switch_to_window(new).await
        };
        let is_made = made.await.is_ok();
        self.console().await;
        is_made
    }

    /// Opens a URL in the current tab. A page that cannot be reached is no error of this verb.
    pub async fn open(&self, url: &str) {
        let _ = self.client.goto(url).await;
    }

    /// The URL of the current tab.
    pub async fn url(&self) -> String {
        self.client.current_url().await.map(String::from).unwrap_or_default()
    }

    /// Goes back in the history of the current tab.
    pub async fn back(&self) {
        let _ = self.client.back().await;
    }

    /// Goes forward in the history of the current tab.
    pub async fn forward(&self) {
        let _ = self.client.forward().await;
    }

    /// Loads the current page again.
    pub async fn reload(&self) {
        let _ = self.client.refresh().await;
    }
}

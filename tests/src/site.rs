//! The built page, served as it is deployed.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use portico_cli::serve::{self, Running};
use serde_json::Value;

use crate::environment;

/// A running site; dropping it stops it.
#[derive(Debug)]
pub struct Site {
    running: Running,
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
        Ok(Self { running })
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

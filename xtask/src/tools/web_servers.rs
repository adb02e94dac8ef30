//! The web servers that the page is tried on. They are Debian's: what people have.

use std::path::PathBuf;

use anyhow::Result;

use super::apt::{self, Program};

/// The programs of nginx, Caddy and Apache.
#[derive(Debug)]
pub(crate) struct WebServers {
    pub(crate) nginx: PathBuf,
    pub(crate) caddy: PathBuf,
    pub(crate) apache: PathBuf,
}

impl WebServers {
    /// Finds or installs them.
    pub(crate) fn ready() -> Result<Self> {
        Ok(Self {
            nginx: apt::program(&Program {
                variables: &["PORTICO_NGINX"],
                names: &["nginx"],
                packages: &["nginx"],
            })?,
            caddy: apt::program(&Program {
                variables: &["PORTICO_CADDY"],
                names: &["caddy"],
                packages: &["caddy"],
            })?,
            // The programs and modules of Apache, without what makes a service of them.
            apache: apt::program(&Program {
                variables: &["PORTICO_APACHE"],
                names: &["apache2", "httpd"],
                packages: &["apache2-bin"],
            })?,
        })
    }
}

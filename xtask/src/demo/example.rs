//! A page of `examples/`, served as any static web server would.

use std::fs;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::HOST;
use crate::widget::examples;
use crate::{folders, tools};

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server of an example; dropping it stops it.
#[derive(Debug)]
pub(super) struct Example(Child);

impl Example {
    /// Serves the example, with this configuration at the root.
    pub(super) fn start(name: &str, config: &Value, port: u16) -> Result<Self> {
        let mut config = config.clone();
        // What somebody tries first: another tab, a reload.
        config["session"]["persistence"] = "tabs".into();
        let folder = examples::folder().join(name);
        fs::write(folder.join("config.json"), config.to_string()).context("config.json")?;
        let mut vite = Command::new("node");
        vite.arg(tools::widget()?.join("node_modules/.bin/vite")).arg("preview");
        vite.args(["--strictPort", "--host", &HOST.to_string(), "--port", &port.to_string(), "--outDir"]);
        // Vite ends with its standard input; a CI would not want that.
        vite.arg(&folder).current_dir(folders::target()).env_remove("CI");
        vite.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut server = Self(vite.spawn().context("cannot start `vite preview`")?);
        let mut waited = Duration::ZERO;
        while TcpStream::connect((HOST, port)).is_err() {
            if waited > PATIENCE || server.0.try_wait()?.is_some() {
                bail!("`vite preview` does not serve {} on port {port}", folder.display());
            }
            let pause = Duration::from_millis(100);
            thread::sleep(pause);
            waited += pause;
        }
        Ok(server)
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // It may have ended by itself: Ctrl-C is for all of a terminal's programs.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//! A page of `examples/`, served as any static web server would.

use std::fs;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::HOST;
use crate::tools;
use crate::widget::examples;

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// It ends with its standard input: however this process ends, it does as well.
const SERVER: &str = "
    import { preview } from 'vite';
    const [outDir, host, port] = process.argv.slice(1);
    process.stdin.resume().on('end', () => process.exit());
    await preview({ build: { outDir }, configFile: false, preview: { host, port: Number(port), strictPort: true } });
";

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
        let mut node = Command::new("node");
        node.args(["--input-type=module", "--eval", SERVER]).arg(&folder).arg(HOST.to_string());
        // Where Vite is found.
        node.arg(port.to_string()).current_dir(tools::widget()?);
        node.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut server = Self(node.spawn().context("cannot start the server of the example")?);
        let mut waited = Duration::ZERO;
        while TcpStream::connect((HOST, port)).is_err() {
            if waited > PATIENCE || server.0.try_wait()?.is_some() {
                bail!("nothing serves {} on port {port}", folder.display());
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

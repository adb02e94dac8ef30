//! The WebDriver program, on a free port.

use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::Engine;
use crate::environment;
use crate::wait;

const CHANCES: u32 = 4;

const START_WITHIN: Duration = Duration::from_secs(20);

/// A running driver; dropping it ends it.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    port: u16,
    output: Arc<Mutex<Vec<String>>>,
    read: AtomicUsize,
}

impl Driver {
    /// Starts it. It is given more than one chance: chromedriver takes a port that is free for IPv6
    /// and ends when another program has it for IPv4.
    pub(super) async fn start(engine: Engine) -> io::Result<Self> {
        let mut last = Self::try_to_start(engine).await;
        for _ in 1..CHANCES {
            if last.is_ok() {
                break;
            }
            last = Self::try_to_start(engine).await;
        }
        last
    }

    async fn try_to_start(engine: Engine) -> io::Result<Self> {
        let (program, arguments, marker) = match engine {
            Engine::Chromium => {
                let program = environment::program("PORTICO_CHROMEDRIVER", "chromedriver");
                (program, &["--port=0"][..], "started successfully on port ")
            }
            Engine::Firefox => {
                let program = environment::program("PORTICO_GECKODRIVER", "geckodriver");
                // The second port is of WebDriver BiDi, which would else be the same for two drivers.
                (program, &["--port", "0", "--websocket-port", "0"][..], "Listening on 127.0.0.1:")
            }
        };
        let mut child = Command::new(&program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                io::Error::new(error.kind(), format!("cannot start {}: {error}", program.display()))
            })?;
        let output = Arc::<Mutex<Vec<String>>>::default();
        collect(child.stdout.take(), &output);
        collect(child.stderr.take(), &output);
        let mut driver = Self { child, port: 0, output, read: AtomicUsize::new(0) };
        let started = wait::until_within(START_WITHIN, async || {
            let has_ended = driver.child.try_wait().is_ok_and(|status| status.is_some());
            driver.port_after(marker).map(Some).or(has_ended.then_some(None))
        });
        let port = started.await.flatten();
        driver.port = port.ok_or_else(|| io::Error::other(format!("no driver: {:?}", driver.lines())))?;
        Ok(driver)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the driver, and with Firefox the browser, has printed since this was last asked.
    pub(super) fn new_lines(&self) -> Vec<String> {
        let lines = self.lines();
        let read = self.read.swap(lines.len(), Ordering::Relaxed);
        lines.into_iter().skip(read).collect()
    }

    fn lines(&self) -> Vec<String> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn port_after(&self, marker: &str) -> Option<u16> {
        self.lines().iter().find_map(|line| {
            let digits = line.split_once(marker)?.1;
            digits.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok()
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Only a process that has ended already cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(pipe: Option<impl Read + Send + 'static>, output: &Arc<Mutex<Vec<String>>>) {
    let Some(pipe) = pipe else { return };
    let output = Arc::clone(output);
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            output.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

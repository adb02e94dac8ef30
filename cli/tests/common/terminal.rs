//! A terminal with the program on it, and somebody who answers.

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// `script` of util-linux makes the terminal: it is part of every Debian, and no crate does it with less.
pub(crate) struct Terminal {
    child: Child,
    keys: Option<ChildStdin>,
    shown: Receiver<Vec<u8>>,
    screen: String,
}

impl Terminal {
    /// Starts the program with these words, none of which a shell would read otherwise, and these variables.
    pub(crate) fn start(words: &[&str], variables: &[(&str, &str)]) -> Self {
        let line = [&[env!("CARGO_BIN_EXE_portico")], words].concat().join(" ");
        let mut script = Command::new("script");
        script.args(["-qefc", &line, "/dev/null"]).env_clear().env("TERM", "xterm");
        script.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let child = script.spawn();
        assert!(child.is_ok(), "these tests need `script` of util-linux (Debian: bsdutils): {child:?}");
        let mut child = child.unwrap();
        let (keys, mut output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (sender, shown) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keys, shown, screen: String::new() }
    }

    /// Waits until this is shown, after what was waited for before.
    pub(crate) fn sees(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.screen.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            let bytes = self.shown.recv_timeout(left);
            assert!(bytes.is_ok(), "no {text:?} in {:?}", self.screen);
            self.screen.push_str(&String::from_utf8_lossy(&bytes.unwrap()));
        }
        let (_, rest) = self.screen.split_once(text).unwrap();
        self.screen = rest.to_owned();
    }

    /// Types this and the key Enter.
    pub(crate) fn types(&mut self, text: &str) {
        let mut keys = self.keys.as_ref().unwrap();
        write!(keys, "{text}\r").unwrap();
    }

    /// The exit code, and all that was shown and not waited for. Whoever does not end is killed.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let until = Instant::now() + PATIENCE;
        // Its output has ended, or never will.
        while let Ok(bytes) = self.shown.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.screen.push_str(&String::from_utf8_lossy(&bytes));
        }
        assert!(Instant::now() < until, "still running, with {:?}", self.screen);
        let code = self.child.wait().unwrap().code();
        (code, std::mem::take(&mut self.screen))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

//! `portico serve` while it is running.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::command;

/// A program that is running; dropping it ends it.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) out: BufReader<ChildStdout>,
    pub(crate) url: String,
    pub(crate) err: PathBuf,
}

impl Program {
    /// Starts it, and waits until it says where the page is.
    pub(crate) fn start(folder: &Path, words: &[&str]) -> Self {
        let err = folder.join("stderr");
        let dist = folder.join("dist");
        let mut words = words.to_vec();
        words.extend(["--port", "0", dist.to_str().unwrap()]);
        let mut command = command(&["serve"]);
        command.args(words).stdout(Stdio::piped()).stderr(fs::File::create(&err).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        out.read_line(&mut url).unwrap();
        Self { child, out, url: url.trim_end().into(), err }
    }

    pub(crate) fn port(&self) -> u16 {
        let (_, port) = self.url.rsplit_once(':').unwrap();
        port.split('/').next().unwrap().parse().unwrap()
    }

    /// Sends this and reads all that comes.
    pub(crate) fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for its end; its exit code, and all that it has said.
    pub(crate) fn end(&mut self) -> (Option<i32>, String, String) {
        let since = Instant::now();
        let code = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status.code(),
                None => assert!(since.elapsed() < Duration::from_secs(20), "it does not end"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        (code, out, self.said())
    }

    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.err).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for something that happens soon.
pub(crate) fn until(what: impl Fn() -> bool) {
    let since = Instant::now();
    while !what() {
        assert!(since.elapsed() < Duration::from_secs(20), "it does not happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

//! The static server over real sockets.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

#[path = "../common/mod.rs"]
mod common;
mod connections;
mod deployed;
mod files;
mod program;
mod running;
mod tls;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use portico_cli::serve::{Running, Site, start};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const WASM: &str = "portico-0123456789abcdef.wasm";
const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A folder like a built page, inside one that holds a file that must stay out of reach.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let dist = dir.path().join("dist");
    fs::create_dir_all(dist.join("icons")).unwrap();
    fs::write(dir.path().join("secret.txt"), "secret").unwrap();
    fs::write(dist.join("index.html"), "<!doctype html><title>page</title>").unwrap();
    fs::write(dist.join("config.json"), r#"{"from":"file"}"#).unwrap();
    fs::write(dist.join("icons/a.svg"), "<svg/>").unwrap();
    fs::write(dist.join(WASM), "plain").unwrap();
    fs::write(dist.join(format!("{WASM}.br")), "brotli").unwrap();
    fs::write(dist.join(format!("{WASM}.gz")), "gzip").unwrap();
    dir
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends the request line and headers as they stand: a client library would tidy the paths.
async fn send(server: &Running, request: &str, headers: &str) -> Answer {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let text = format!("{request} HTTP/1.1\r\nHost: page.test\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.into(), body: body.into() }
}

async fn serve(dir: &TempDir, base_path: &str, config: Option<&str>) -> Running {
    let config = config.map(Into::into);
    let site = Site { config, base_path: base_path.into(), ..Site::new(dir.path().join("dist")) };
    start(site, LOOPBACK).await.unwrap()
}

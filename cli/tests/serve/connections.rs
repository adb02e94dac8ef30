//! Those who are slow, many, or say too much.

use std::fs;
use std::time::{Duration, Instant};

use portico_cli::serve::{Limits, Running, Site, start};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{LOOPBACK, folder, send};

const SHORT: Duration = Duration::from_millis(300);

async fn limited(dir: &TempDir, limits: Limits) -> Running {
    let site = Site { limits, ..Site::new(dir.path().join("dist")) };
    start(site, LOOPBACK).await.unwrap()
}

/// What comes until the server ends the connection, which it does soon.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    // Whether it ends it in good order does not matter here.
    assert!(closed.is_ok(), "the server does not end the connection");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn whoever_does_not_finish_a_request_is_left() {
    let dir = folder();
    let limits = Limits { first_request: SHORT, next_request: SHORT, ..Limits::default() };
    let server = limited(&dir, limits).await;
    for begun in ["", "GET / HTTP/1.1\r\nHost: a", "PRI * HTTP/2.0\r\n"] {
        let since = Instant::now();
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let answer = until_closed(&mut stream).await;
        assert!(!answer.contains("200 OK"), "{begun:?}: {answer}");
        assert!(since.elapsed() >= SHORT / 2, "{begun:?}");
    }
}

#[tokio::test]
async fn a_second_request_has_its_time_as_well() {
    let dir = folder();
    let limits = Limits { next_request: SHORT, ..Limits::default() };
    let server = limited(&dir, limits).await;
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(b"GET /icons/a.svg HTTP/1.1\r\nHost: a\r\n\r\nGET / HT").await.unwrap();
    let answer = until_closed(&mut stream).await;
    assert!(
        answer.contains("200 OK") && answer.contains("<svg/>") && !answer.contains("<title>"),
        "{answer}"
    );
}

#[tokio::test]
async fn whoever_takes_nothing_of_an_answer_is_left() {
    const SIZE: usize = 32 * 1024 * 1024;
    let dir = folder();
    fs::write(dir.path().join("dist/large.bin"), vec![b'a'; SIZE]).unwrap();
    let server = limited(&dir, Limits { stalled: SHORT, ..Limits::default() }).await;
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    tokio::time::sleep(SHORT * 5).await;
    let received = until_closed(&mut stream).await.len();
    assert!(received < SIZE, "{received}");
}

#[tokio::test]
async fn one_connection_too_many_is_closed_and_the_next_has_room() {
    let dir = folder();
    let server = limited(&dir, Limits { connections: 2, ..Limits::default() }).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        stream.write_all(b"GET /icons/a.svg HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert!(stream.read(&mut [0; 1000]).await.unwrap() > 0);
        held.push(stream);
    }
    let mut third = TcpStream::connect(server.addr()).await.unwrap();
    assert_eq!(until_closed(&mut third).await, "");
    held.pop();
    tokio::time::sleep(SHORT).await;
    assert_eq!(send(&server, "GET /icons/a.svg", "").await.status, 200);
}

#[tokio::test]
async fn what_is_sent_with_a_question_is_not_waited_for() {
    let dir = folder();
    let server = limited(&dir, Limits::default()).await;
    let answer = send(&server, "POST /", "Content-Length: 1000000000000\r\n").await;
    assert_eq!(answer.status, 405);
    let answer = send(&server, "GET /icons/a.svg", "Content-Length: 1000000000000\r\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "<svg/>"));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let dir = folder();
    let server = limited(&dir, Limits::default()).await;
    let many = "X-Name: a\r\n".repeat(200);
    assert_eq!(send(&server, "GET /", &many).await.status, 431);
    let long = format!("GET /{}", "a".repeat(100_000));
    assert!(matches!(send(&server, &long, "").await.status, 414 | 431));
    assert_eq!(send(&server, "GET /", "").await.status, 200);
}

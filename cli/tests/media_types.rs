//! What other servers are told of media types is what the page's own server answers.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use portico_cli::serve::{Site, start};
use portico_cli::web_server::media_types::MEDIA_TYPES;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn other_servers_are_told_the_types_that_this_one_sends() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(Site::new(folder.path()), SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    for (media_type, ends) in MEDIA_TYPES {
        for end in *ends {
            fs::write(folder.path().join(format!("file.{end}")), "").unwrap();
            let mut stream = TcpStream::connect(server.addr()).await.unwrap();
            let request = format!("GET /file.{end} HTTP/1.1\r\nHost: page.test\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.contains(&format!("\r\ncontent-type: {media_type}\r\n")), "{end}: {answer}");
        }
    }
}

//! A site of somebody else: one page, the same for every path.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running site; dropping it closes its port.
#[derive(Debug)]
pub struct Foreign {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Foreign {
    /// Serves this document.
    pub async fn start(html: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
        let answer = format!("{head}<!doctype html><link rel=icon href=\"data:,\">{html}");
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = answer.clone();
                tokio::spawn(async move {
                    // One read holds the head of any request that a browser sends here.
                    let _ = stream.read(&mut [0; 16_384]).await;
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Ok(Self { address, task })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.task.abort();
    }
}

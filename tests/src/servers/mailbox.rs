//! A mail server that delivers nothing: what is sent to it can be read here.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running mail server; dropping it closes its port.
#[derive(Debug)]
pub(super) struct Mailbox {
    port: u16,
    mails: Mails,
    task: JoinHandle<()>,
}

type Mails = Arc<Mutex<Vec<Mail>>>;

#[derive(Debug, Clone)]
struct Mail {
    /// As the envelope has them.
    recipients: Vec<String>,
    /// Header and body.
    text: String,
}

impl Mailbox {
    /// Opens a mail server (RFC 5321) on a free port, without TLS and without a password.
    pub(super) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let mails = Mails::default();
        let kept = Arc::clone(&mails);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    // A sender that breaks off has sent nothing.
                    let _ = receive(stream, &kept).await;
                });
            }
        });
        Ok(Self { port, mails, task })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The mails to this address, oldest first: their text without soft line breaks.
    pub(super) fn to(&self, address: &str) -> Vec<String> {
        let mails = self.mails.lock().expect("no panic while held");
        let mine = mails.iter().filter(|mail| mail.recipients.iter().any(|it| it == address));
        // A quoted-printable body may be broken inside a word (RFC 2045 §6.7).
        mine.map(|mail| mail.text.replace("=\r\n", "")).collect()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(stream: TcpStream, mails: &Mails) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut recipients = Vec::new();
    stream.write_all(b"220 mailbox\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        let reply = match command.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                let address = command.split_once('<').and_then(|(_, rest)| rest.split('>').next());
                recipients.extend(address.map(str::to_owned));
                "250 ok"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let text = text(&mut stream).await?;
                let mail = Mail { recipients: std::mem::take(&mut recipients), text };
                mails.lock().expect("no panic while held").push(mail);
                "250 kept"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 mailbox",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// Everything up to a line with only a dot.
async fn text(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let before = text.len();
        if stream.read_line(&mut text).await? == 0 || &text[before..] == ".\r\n" {
            text.truncate(before);
            return Ok(text);
        }
    }
}

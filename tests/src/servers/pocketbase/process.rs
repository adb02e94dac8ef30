//! The process of a PocketBase, which never outlives the test process that started it.

use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;

use crate::environment;

const START_WITHIN: Duration = Duration::from_secs(30);
const STOP_WITHIN: Duration = Duration::from_secs(15);

/// What it says when its port is open.
const STARTED: &str = "Server started at";
const PORT_IS_TAKEN: &str = "address already in use";

/// A port that is free now may be taken a moment later.
const TRIES: usize = 5;

/// A shell holds it: PocketBase does not look at stdin, and closing that of the shell ends both, however the
/// test process ended. A line on stdin ends the server, but leaves its folder.
const HOLD: &str = r#"
folder=$1; shift
"$@" 2>&1 &
server=$!
exec >&- 2>&-
read -r stays
kill "$server"
wait "$server"
[ -n "$stays" ] || rm -rf "$folder"
"#;

/// A running PocketBase; dropping it ends it and removes its folder.
#[derive(Debug)]
pub(super) struct Process {
    shell: Child,
    stdin: ChildStdin,
}

impl Process {
    /// Starts the server on this port, or on a free one, and answers which it is.
    pub(super) async fn start(folder: &Path, port: u16, public: &Path) -> io::Result<(Self, u16)> {
        let mut tries = 0;
        loop {
            let chosen = if port == 0 { free_port()? } else { port };
            match Self::start_at(folder, chosen, public).await {
                Err(error) if port == 0 && tries < TRIES && error.kind() == io::ErrorKind::AddrInUse => {
                    tries += 1;
                }
                other => return other.map(|process| (process, chosen)),
            }
        }
    }

    async fn start_at(folder: &Path, port: u16, public: &Path) -> io::Result<Self> {
        let mut shell = Command::new("sh")
            .args(["-c", HOLD, "sh"])
            .arg(folder)
            .arg(environment::pocketbase()?)
            .args(["serve", "--http", &format!("127.0.0.1:{port}")])
            .args(["--automigrate=false", "--hooksWatch=false"])
            .arg("--dir")
            .arg(data(folder))
            .arg("--publicDir")
            .arg(public)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(mut stdin), Some(stdout)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(io::Error::other("a piped process has no pipes"));
        };
        let mut lines = BufReader::new(stdout).lines();
        let mut said = Vec::new();
        let started = timeout(START_WITHIN, async {
            while let Some(line) = lines.next_line().await? {
                let is_up = line.contains(STARTED);
                said.push(line);
                if is_up {
                    return Ok(true);
                }
            }
            Ok::<_, io::Error>(false)
        });
        if started.await.unwrap_or(Ok(false))? {
            // A pipe that nobody reads would stop it when it is full.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Self { shell, stdin });
        }
        // The folder may be needed by a second try, or by the reader of this message.
        stdin.write_all(STAYS).await?;
        let said = said.join("\n");
        let kind = if said.contains(PORT_IS_TAKEN) { io::ErrorKind::AddrInUse } else { io::ErrorKind::Other };
        Err(io::Error::new(kind, format!("PocketBase did not start on port {port}: {said}")))
    }

    /// Ends the server and leaves its folder.
    pub(super) async fn stop(mut self) -> io::Result<()> {
        self.stdin.write_all(STAYS).await?;
        match timeout(STOP_WITHIN, self.shell.wait()).await {
            Ok(ended) => ended.map(drop),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "PocketBase does not end")),
        }
    }
}

const STAYS: &[u8] = b"stays\n";

/// Runs a command of PocketBase on the data of a folder, before it is served.
pub(super) async fn run(folder: &Path, words: &[&str]) -> io::Result<()> {
    let mut command = Command::new(environment::pocketbase()?);
    let output = command.args(words).arg("--dir").arg(data(folder)).stdin(Stdio::null()).output().await?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("`pocketbase {}`: {said}", words.join(" "))))
}

fn data(folder: &Path) -> std::path::PathBuf {
    folder.join("data")
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

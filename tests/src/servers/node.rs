//! A node process that opens servers on demand and reports on stdout, one JSON object per line.
//!
//! It ends when its stdin closes, so it never outlives the process that started it.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::environment;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

const SCRIPTS: [(&str, &str); 12] = [
    ("accounts.mjs", include_str!("../../servers/accounts.mjs")),
    ("better-auth.mjs", include_str!("../../servers/better-auth.mjs")),
    ("clients.mjs", include_str!("../../servers/clients.mjs")),
    ("commands.mjs", include_str!("../../servers/commands.mjs")),
    ("interactions.mjs", include_str!("../../servers/interactions.mjs")),
    ("keys.mjs", include_str!("../../servers/keys.mjs")),
    ("op.mjs", include_str!("../../servers/op.mjs")),
    ("pages.mjs", include_str!("../../servers/pages.mjs")),
    ("portabase.mjs", include_str!("../../servers/portabase.mjs")),
    ("resource-server.mjs", include_str!("../../servers/resource-server.mjs")),
    ("roles.mjs", include_str!("../../servers/roles.mjs")),
    ("static.mjs", include_str!("../../servers/static.mjs")),
];

#[derive(Debug)]
pub(super) struct Node {
    child: Mutex<Child>,
    stdin: Mutex<ChildStdin>,
    output: Arc<Output>,
}

#[derive(Debug, Default)]
struct Output {
    events: Mutex<Vec<Value>>,
    arrived: Condvar,
    errors: Mutex<String>,
}

impl Node {
    /// The process of this script; every server of this test process shares it.
    pub(super) fn shared(script: &'static str) -> io::Result<Arc<Self>> {
        static NODES: LazyLock<Mutex<HashMap<&str, Arc<Node>>>> = LazyLock::new(Mutex::default);
        let mut nodes = NODES.lock().expect("no panic while held");
        if let Some(node) = nodes.get(script) {
            return Ok(Arc::clone(node));
        }
        let node = Arc::new(Self::start(script)?);
        nodes.insert(script, Arc::clone(&node));
        Ok(node)
    }

    fn start(script: &str) -> io::Result<Self> {
        let mut child = Command::new(environment::program("PORTICO_NODE", "node"))
            .arg(unpacked()?.join(script))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), format!("cannot start node: {error}")))?;
        let output = Arc::<Output>::default();
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let events = Arc::clone(&output);
        thread::spawn(move || {
            for event in
                stdout.lines().map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok())
            {
                events.events.lock().expect("no panic while held").push(event);
                events.arrived.notify_all();
            }
        });
        let errors = Arc::clone(&output);
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok).filter(|line| !line.contains("WARNING")) {
                let mut errors = errors.errors.lock().expect("no panic while held");
                errors.push_str(&line);
                errors.push('\n');
            }
        });
        Ok(Self { child: Mutex::new(child), stdin: Mutex::new(stdin), output })
    }

    /// Sends one command; one that opens a server is answered by its `listening` event, one that closes it by
    /// `closed`, where the script says so.
    pub(super) fn open(&self, id: &str, command: &Value) -> io::Result<Value> {
        // A server may be opened again, with other options: what it answered then is no answer now.
        let before = self.output.events.lock().expect("no panic while held").len();
        self.send(command)?;
        let answers = |event: &Value| {
            event["id"] == id && matches!(event["event"].as_str(), Some("listening" | "closed" | "refused"))
        };
        let events = self.output.events.lock().expect("no panic while held");
        let (events, _) = self
            .output
            .arrived
            .wait_timeout_while(events, ANSWER_WITHIN, |events| !events[before..].iter().any(answers))
            .expect("no panic while held");
        let Some(event) = events[before..].iter().find(|event| answers(event)) else {
            let errors = self.output.errors.lock().expect("no panic while held");
            return Err(io::Error::other(format!("the test server did not start: {errors}")));
        };
        match event["message"].as_str() {
            Some(message) => Err(io::Error::other(message)),
            None => Ok(event.clone()),
        }
    }

    /// Waits for the events of all that was answered before: an answer is here sooner than its event. A process that
    /// has ended says no more.
    fn catch_up(&self) {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let asked = format!("now{}", ASKED.fetch_add(1, Ordering::Relaxed));
        if self.send(&json!({ "say_when": asked })).is_err() {
            return;
        }
        let says = |event: &Value| event["event"] == "now" && event["id"] == *asked;
        let events = self.output.events.lock().expect("no panic while held");
        let waited =
            self.output.arrived.wait_timeout_while(events, ANSWER_WITHIN, |events| !events.iter().any(says));
        let (events, waited) = waited.expect("no panic while held");
        drop(events);
        assert!(!waited.timed_out(), "the test server says nothing any more");
    }

    pub(super) fn send(&self, command: &Value) -> io::Result<()> {
        let mut stdin = self.stdin.lock().expect("no panic while held");
        writeln!(stdin, "{command}")?;
        stdin.flush()
    }

    /// The requests that the server with this id has answered.
    pub(super) fn requests(&self, id: &str) -> Vec<Value> {
        self.catch_up();
        let events = self.output.events.lock().expect("no panic while held");
        events.iter().filter(|event| event["id"] == id && event["event"] == "request").cloned().collect()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Only a process that has ended already cannot be killed.
        let _ = self.child.lock().map(|mut child| child.kill());
    }
}

/// Writes the scripts beside the packages they import: node resolves from the importing file.
fn unpacked() -> io::Result<PathBuf> {
    let servers = environment::servers()?;
    if !servers.join("node_modules/oidc-provider").is_dir() {
        let message = format!("{} holds no node_modules; run `npm ci` there", servers.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let mut hasher = DefaultHasher::new();
    SCRIPTS.hash(&mut hasher);
    let folder = servers.join(format!("scripts-{:016x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    for (name, text) in SCRIPTS {
        // Another test process may be reading it: write aside, then rename.
        let aside = folder.join(format!(".{name}.{}", std::process::id()));
        fs::write(&aside, text)?;
        fs::rename(aside, folder.join(name))?;
    }
    Ok(folder)
}

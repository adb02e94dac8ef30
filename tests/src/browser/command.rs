//! WebDriver commands that fantoccini has no function for.

use std::sync::atomic::Ordering;

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use hyper::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::Browser;

#[derive(Debug)]
struct Command {
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        match &self.body {
            Some(body) => (Method::POST, Some(body.to_string())),
            None => (Method::GET, None),
        }
    }
}

impl Browser {
    pub(super) async fn get(&self, path: String) -> Result<Value, CmdError> {
        self.client.issue_cmd(Command { path, body: None }).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, CmdError> {
        self.client.issue_cmd(Command { path: path.to_owned(), body: Some(body) }).await
    }

    /// Runs a script in the page, past its policy, and returns what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("script: {error}"))
    }

    /// Runs a script in the page that calls its last argument when it is done, and returns what it was called
    /// with. Half a minute is all that a browser gives it.
    pub async fn run_until_done(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap_or_else(|error| panic!("script: {error}"))
    }

    /// Runs no script of any page from now on, in this tab. Only Chromium can.
    pub async fn without_scripts(&self) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// Cuts the network of this tab, or mends it. Only Chromium can.
    pub async fn offline(&self, offline: bool) {
        self.is_peculiar.store(true, Ordering::Relaxed);
        let conditions = json!({ "network_conditions":
            { "offline": offline, "latency": 0, "download_throughput": -1, "upload_throughput": -1 } });
        self.post("chromium/network_conditions", conditions).await.expect("Chromium emulates networks");
    }
}

//! What the browser's console says.

use serde_json::{Value, json};

use super::{Browser, Engine};

/// One line of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleLine {
    /// Whether it is an error.
    pub bad: bool,
    /// Whether it tells of a policy (CSP, Trusted Types, integrity) that was violated.
    pub policy: bool,
    /// The text, with the place it came from.
    pub text: String,
}

/// Firefox says this to itself at its start, before the preference that keeps it quiet is read.
const BROWSERS_OWN: &str = "RSLoader:";

impl Browser {
    /// What the console said since it was last asked.
    pub async fn console(&self) -> Vec<ConsoleLine> {
        match self.engine {
            Engine::Chromium => {
                let log = self.post("se/log", json!({ "type": "browser" })).await.unwrap_or_default();
                log.as_array().into_iter().flatten().map(line).collect()
            }
            Engine::Firefox => self
                .driver
                .new_lines()
                .into_iter()
                .filter(|line| line.starts_with("console.") && !line.contains(BROWSERS_OWN))
                .map(|text| ConsoleLine {
                    bad: text.starts_with("console.error"),
                    policy: is_policy(&text),
                    text,
                })
                .collect(),
        }
    }
}

fn line(entry: &Value) -> ConsoleLine {
    let text = entry["message"].as_str().unwrap_or_default().to_owned();
    ConsoleLine { bad: entry["level"] == "SEVERE", policy: is_policy(&text), text }
}

fn is_policy(text: &str) -> bool {
    ["Content Security Policy", "Trusted", "integrity"].iter().any(|word| text.contains(word))
}

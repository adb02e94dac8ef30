//! Looking at the page: its state, its error, its words.

use std::fmt;

use serde_json::Value;

use super::Browser;
use crate::wait;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// `data-portico-state`.
    pub state: String,
    /// `data-portico-error`.
    pub error: String,
    /// `data-portico-backend`, where the backend's answer stands.
    pub backend: String,
    /// The words a person sees.
    pub text: String,
    /// Without the query.
    pub url: String,
}

const SCRIPT: &str = "
    const root = document.documentElement;
    return [root.dataset.porticoState, root.dataset.porticoError,
        document.querySelector('[data-portico-backend]')?.dataset.porticoBackend,
        document.body?.innerText, location.origin + location.pathname].map(it => it ?? '');";

impl Browser {
    /// What the page shows at this moment.
    pub async fn look(&self) -> Look {
        self.look_by(SCRIPT).await
    }

    /// What a script answers about what can be seen: state, error, backend, words, address.
    pub(super) async fn look_by(&self, script: &str) -> Look {
        // Between two documents there is nothing to look at.
        let Ok(Value::Array(found)) = self.client.execute(script, Vec::new()).await else {
            return Look::default();
        };
        let mut found = found.iter().map(|it| it.as_str().unwrap_or_default().to_owned());
        let mut next = || found.next().unwrap_or_default();
        Look { state: next(), error: next(), backend: next(), text: next(), url: next() }
    }

    /// Waits until the page is in this state.
    pub async fn see_state(&self, state: &str) -> Look {
        self.see(&format!("the state {state}"), |it| it.state == state).await
    }

    /// Waits until the page has failed with this error.
    pub async fn see_error(&self, code: &str) -> Look {
        let look = self.see(&format!("the error {code}"), |it| it.state == "failed").await;
        assert_eq!(look.error, code, "the page failed otherwise; it shows: {look}");
        look
    }

    /// Waits until the backend has answered, or failed to.
    pub async fn see_backend(&self, state: &str) -> Look {
        self.see(&format!("the backend {state}"), |it| it.backend == state).await
    }

    /// Unfolds what the backend answered and reads it.
    pub async fn read_backend_answer(&self) -> String {
        self.see_backend("answered").await;
        self.press("What the backend answered").await;
        let body = self.run("return document.querySelector('details[open] pre')?.innerText").await;
        body.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows these words.
    pub async fn see_text(&self, text: &str) -> Look {
        self.see(&format!("the text {text:?}"), |it| it.text.contains(text)).await
    }

    /// Waits until what the page shows is so.
    pub async fn see(&self, what: &str, is_so: impl Fn(&Look) -> bool) -> Look {
        let mut last = Look::default();
        let seen = wait::until(async || {
            last = self.look().await;
            is_so(&last).then(|| last.clone())
        })
        .await;
        seen.unwrap_or_else(|| panic!("waited for {what}; the page shows: {last}"))
    }
}

impl fmt::Display for Look {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "state={} error={} backend={} at {}", self.state, self.error, self.backend, self.url)?;
        let text: String = self.text.chars().take(600).collect();
        write!(out, "\n  | {}", text.replace('\n', "\n  | "))
    }
}

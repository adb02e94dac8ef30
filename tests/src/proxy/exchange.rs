//! One request and its answer, as the proxy logs them.

use std::time::Instant;

use serde_json::Value;
use url::form_urlencoded;

use super::Endpoint;

/// A request, and the answer that the browser got.
///
/// It holds secrets, for assertions within the process; nothing prints them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Exchange {
    pub(super) number: usize,
    /// Which endpoint it was for.
    pub endpoint: Endpoint,
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The parameters of a form body, in order.
    pub form: Vec<(String, String)>,
    /// The request headers, in lower case.
    pub headers: Vec<(String, String)>,
    /// When the request had arrived.
    pub started: Instant,
    /// When the answer was ready.
    pub finished: Option<Instant>,
    /// The status that the browser got.
    pub status: Option<u16>,
    /// The body that the browser got, if it is JSON.
    pub answer: Option<Value>,
    /// The body that the provider gave, if it is JSON.
    pub upstream: Option<Value>,
    /// The `Location` that the provider gave, before any fault.
    pub location: Option<String>,
}

impl Exchange {
    /// A parameter of the form, or else of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.form.iter().chain(&self.query).find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A request header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether both were under way at one time.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| one.finished.is_some_and(|end| end <= two.started);
        !before(self, other) && !before(other, self)
    }
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |pairs: &[(String, String)]| {
            pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(",")
        };
        write!(out, "{} {}", self.method, self.path)?;
        if !self.query.is_empty() {
            write!(out, " ?{}", names(&self.query))?;
        }
        if !self.form.is_empty() {
            write!(out, " form({})", names(&self.form))?;
        }
        match self.status {
            Some(status) => write!(out, " → {status}"),
            None => write!(out, " → no answer"),
        }
    }
}

/// The pairs of a query or form.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

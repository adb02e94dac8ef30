//! Asking a server without a browser.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::timeout;

/// All of these servers are on this machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A request that is being made up.
#[derive(Debug)]
#[must_use = "it is sent by `send`"]
pub struct Ask {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What a server answered. Redirects are answers.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Ask {
    /// A request by this method.
    pub fn by(method: &Method, url: impl Into<String>) -> Self {
        Self { method: method.clone(), url: url.into(), headers: Vec::new(), body: String::new() }
    }

    /// A GET request.
    pub fn get(url: impl Into<String>) -> Self {
        Self::by(&Method::GET, url)
    }

    /// A POST request with a JSON body.
    pub fn post(url: impl Into<String>, body: &Value) -> Self {
        Self::by(&Method::POST, url).json(body)
    }

    /// A POST request with a form.
    pub fn post_form(url: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut ask = Self::by(&Method::POST, url);
        ask.body = form;
        ask.header(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")
    }

    /// With this JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string();
        self.header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With this token in the `Authorization` header.
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION.as_str(), format!("Bearer {token}"))
    }

    /// Sends it.
    pub async fn send(self) -> io::Result<Answer> {
        let mut request = Request::builder().method(self.method).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(Bytes::from(self.body))).map_err(io::Error::other)?;
        // A connection of its own: a server that is restarted is no reason to fail.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
        let answer = async {
            let response = client.request(request).await.map_err(io::Error::other)?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
            let text = String::from_utf8_lossy(&body).into_owned();
            Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
        };
        timeout(ANSWER_WITHIN, answer).await.unwrap_or_else(|_| {
            Err(io::Error::new(io::ErrorKind::TimedOut, format!("{} is silent", self.url)))
        })
    }
}

impl Answer {
    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// This answer if its status says that all is well, or else an error that shows it.
    pub fn ok(self) -> io::Result<Self> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        Err(io::Error::other(format!("answered with {}: {}", self.status, self.text)))
    }
}

//! An answer that the provider never gave.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;

/// A whole answer. It lets the page read it, unless told otherwise.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) body: Bytes,
    pub(super) cors: bool,
}

/// What is on its way to the browser.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A body of any type.
    #[must_use]
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).expect("a status code");
        Self { status, content_type, body: body.into(), cors: true }
    }

    /// A JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A page for people.
    #[must_use]
    pub fn html(status: u16) -> Self {
        Self::new(
            status,
            "text/html",
            "<!doctype html><link rel=icon href=data:,><title>Error</title><h1>Something went wrong</h1>",
        )
    }

    /// No body at all.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::new(status, "text/plain", "")
    }

    /// No page may read it.
    #[must_use]
    pub fn without_cors(mut self) -> Self {
        self.cors = false;
        self
    }

    pub(super) fn into_reply(self, origin: Option<&str>) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(origin) = origin.filter(|_| self.cors).and_then(|it| HeaderValue::from_str(it).ok()) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        Reply { status: self.status, headers, body: self.body.into() }
    }
}

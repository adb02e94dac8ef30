//! Asking the server behind the proxy.

use std::io;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::answer::Reply;

/// A request, read to its end.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Passes it on. The `Host` stays that of the proxy: the provider builds its URLs from it.
pub(super) async fn ask(question: &Question, port: u16) -> io::Result<Reply> {
    let query = question.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut request = Request::builder()
        .method(question.method.clone())
        .uri(format!("http://127.0.0.1:{port}{}{query}", question.path))
        .body(Full::new(question.body.clone()))
        .map_err(io::Error::other)?;
    *request.headers_mut() = question.headers.clone();
    for name in [ACCEPT_ENCODING, CONNECTION] {
        request.headers_mut().remove(name);
    }
    // A connection of its own: nothing is shared between requests that a journey tells apart.
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
    let response = client.request(request).await.map_err(io::Error::other)?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes().into();
    let mut headers = parts.headers;
    // These are of the connection, and the body may change.
    for name in [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION] {
        headers.remove(name);
    }
    Ok(Reply { status: parts.status, headers, body })
}

//! What a host answers.

use std::convert::Infallible;
use std::fs;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use portico_cli::caching;
use tokio::net::TcpListener;

use super::page::{AHEAD, with_ahead};
use super::{Post, Shared, lock};

const JAVASCRIPT: &str = "text/javascript";

pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&shared), request));
            // A browser that goes away is no failure.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    if path == "/posts" {
        let told = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
        lock(&shared.posts).extend(told.ok().as_deref().and_then(Post::read));
        return Ok(of(StatusCode::NO_CONTENT, "text/plain", Bytes::new()));
    }
    lock(&shared.asked).push(path.clone());
    Ok(shared.found(&path).unwrap_or_else(|| of(StatusCode::NOT_FOUND, "text/plain", "not found".into())))
}

impl Shared {
    fn found(&self, path: &str) -> Option<Response<Full<Bytes>>> {
        if path == AHEAD {
            let scripts = lock(&self.ahead).join("\n");
            return Some(of(StatusCode::OK, JAVASCRIPT, scripts.into()));
        }
        if let Some(page) = lock(&self.pages).get(path) {
            let mut response = of(StatusCode::OK, "text/html; charset=utf-8", page.html().into());
            add(&mut response, &page.headers);
            return Some(response);
        }
        if let Some(script) = lock(&self.scripts).get(path) {
            return Some(of(StatusCode::OK, JAVASCRIPT, script.clone().into()));
        }
        if path.ends_with("/config.json") {
            return Some(of(StatusCode::OK, "application/json", lock(&self.config).clone().into()));
        }
        lock(&self.folders).iter().find_map(|(below, folder)| {
            let name = path.strip_prefix(below.as_str())?;
            let name = if name.is_empty() || name.ends_with('/') {
                format!("{name}{}", caching::PAGE)
            } else {
                name.to_owned()
            };
            let bytes = fs::read(folder.join(&name)).ok()?;
            let kind = media_type(&name);
            let bytes = match String::from_utf8(bytes) {
                Ok(html) if kind == "text/html" => with_ahead(&html).into(),
                Ok(text) => text.into(),
                Err(error) => error.into_bytes().into(),
            };
            let mut response = of(StatusCode::OK, kind, bytes);
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(caching::of(&name)));
            add(&mut response, &lock(&self.file_headers));
            Some(response)
        })
    }
}

fn add(response: &mut Response<Full<Bytes>>, headers: &[(&'static str, String)]) {
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).expect("a journey gives headers that can be sent");
        response.headers_mut().append(HeaderName::from_static(name), value);
    }
}

fn of(status: StatusCode, kind: &'static str, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html",
        "js" => JAVASCRIPT,
        "css" => "text/css",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

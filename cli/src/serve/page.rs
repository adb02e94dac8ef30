//! What is answered to a request.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;

use super::response::{json, not_found, plain, with};
use super::{Site, files, inline_config};
use crate::{caching, headers};

/// For a year, and for this name only: what else is under the domain is not ours ([RFC 6797 §6.1]).
///
/// [RFC 6797 §6.1]: https://www.rfc-editor.org/rfc/rfc6797#section-6.1
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The page, as it is served now.
#[derive(Debug)]
pub(super) struct Page {
    folder: PathBuf,
    base: String,
    hsts: bool,
    live: RwLock<Live>,
}

/// What a new configuration changes.
#[derive(Debug)]
struct Live {
    config: Option<String>,
    headers: HeaderMap,
}

impl Live {
    fn new(config: Option<String>) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in headers::for_text(config.as_deref().unwrap_or_default()) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        Self { config, headers }
    }
}

impl Page {
    /// The site's page, with the configuration that it has now.
    pub(super) async fn read(site: Site) -> Self {
        let config = match site.config {
            Some(text) => Some(text),
            // Without a readable file the page asks for it, gets a 404 and says so itself.
            None => tokio::fs::read_to_string(site.dist.join("config.json")).await.ok(),
        };
        // The page prefers what it holds itself.
        let page = tokio::fs::read_to_string(site.dist.join("index.html")).await.unwrap_or_default();
        let config = inline_config(&page).map(str::to_owned).or(config);
        let hsts = site.hsts && site.tls.is_some();
        Self { folder: site.dist, base: site.base_path, hsts, live: RwLock::new(Live::new(config)) }
    }

    /// The path that it lives under.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Answers `config.json` with this from now on.
    pub(super) fn set_config(&self, text: String) {
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Live::new(Some(text));
    }

    /// The answer, which is told in the log: without the query, for that of a callback holds the code.
    pub(super) async fn answer(&self, request: Request<()>) -> Response {
        let since = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let (config, headers) = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            (live.config.clone(), live.headers.clone())
        };
        let hsts = self.hsts && !is_loopback(&request);
        let mut response = self.found(request, config).await;
        response.headers_mut().extend(headers);
        if hsts {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
        let (status, time) = (response.status().as_u16(), since.elapsed().as_millis());
        let length = length(&response).map(|bytes| format!(", {bytes} bytes")).unwrap_or_default();
        tracing::info!("{method} {path} {status}{length}, {time} ms");
        response
    }

    async fn found(&self, request: Request<()>, config: Option<String>) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return with(
                plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered\n"),
                header::ALLOW,
                "GET, HEAD",
            );
        }
        let path = request.uri().path();
        let Some(name) = path.strip_prefix(&self.base) else {
            // Somebody has typed it.
            let is_base = self.base.strip_suffix('/').is_some_and(|base| path == base);
            return if is_base { moved(&self.base, request.uri()) } else { not_found() };
        };
        match (files::name(name).as_deref(), config) {
            (Some("config.json"), Some(config)) => json(config),
            (Some(name), _) => files::answer(&self.folder, name, request).await,
            (None, _) => not_found(),
        }
    }
}

/// How many bytes the body has, or would have if it were asked for.
fn length(response: &Response) -> Option<u64> {
    let said = response.headers().get(header::CONTENT_LENGTH);
    said.and_then(|value| value.to_str().ok()?.parse().ok()).or(response.body().size_hint().exact())
}

/// Whether it is asked for by a name of this machine: remembered for that, it would be for all that runs on it.
fn is_loopback(request: &Request<()>) -> bool {
    let named = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let authority = named.and_then(|host| host.parse().ok()).or_else(|| request.uri().authority().cloned());
    authority.is_some_and(|authority| {
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let host = host.trim_end_matches('.');
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    })
}

/// The page's address is the one with the slash; what else the address says stays.
fn moved(base: &str, uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(location) = HeaderValue::from_str(&format!("{base}{query}")) else { return not_found() };
    let mut response = with(
        plain(StatusCode::PERMANENT_REDIRECT, "the page is at the address with the slash\n"),
        header::CACHE_CONTROL,
        caching::OF_PAGE,
    );
    response.headers_mut().insert(header::LOCATION, location);
    response
}

//! Requests and responses as values. The driver sends them; nothing here touches the network.

use super::secret::{AccessToken, Body};
use crate::url::Url;

/// Which request an answer belongs to; unique in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u32);

/// A request. The driver adds what never changes: no redirects, no cache, no referrer.
#[derive(Clone, Debug)]
pub struct Request {
    /// GET, POST or DELETE.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// `Accept`: CORS-safelisted, so it causes no preflight.
    pub accept: &'static str,
    /// Form-encoded body of a POST: a simple request, which needs no preflight.
    pub form: Option<Body>,
    /// JSON body of a POST, in place of a form: causes a preflight where it leaves the origin.
    pub json: Option<Body>,
    /// Are cookies sent along? Only to the page's own origin, whatever this says.
    pub cookies: bool,
    /// `Authorization: Bearer …` ([RFC 6750 §2.1]); causes a preflight.
    ///
    /// [RFC 6750 §2.1]: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    pub bearer: Option<AccessToken>,
    /// Larger answers are cut off and refused.
    pub max_bytes: usize,
    /// Milliseconds until the whole answer must be there.
    pub timeout: u32,
}

/// The methods that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// DELETE: causes a preflight
    Delete,
}

/// JSON is asked for; a JWT is an answer that userinfo may give.
pub const ACCEPT_JSON: &str = "application/json";

impl Request {
    /// A GET for a JSON document.
    pub fn get(url: Url, max_bytes: usize) -> Self {
        Self {
            method: Method::Get,
            url,
            accept: ACCEPT_JSON,
            form: None,
            json: None,
            cookies: false,
            bearer: None,
            max_bytes,
            timeout: 10_000,
        }
    }

    /// A POST with a form body: a simple request, which needs no preflight.
    pub fn post(url: Url, form: String, max_bytes: usize) -> Self {
        Self {
            method: Method::Post,
            form: Some(Body::new(form)),
            timeout: 15_000,
            ..Self::get(url, max_bytes)
        }
    }

    /// A POST with a JSON body.
    pub fn post_json(url: Url, json: String, max_bytes: usize) -> Self {
        Self {
            method: Method::Post,
            json: Some(Body::new(json)),
            timeout: 15_000,
            ..Self::get(url, max_bytes)
        }
    }

    /// The request with a bearer token.
    #[must_use]
    pub fn with_bearer(mut self, token: &AccessToken) -> Self {
        if token.is_in_cookie() {
            self.cookies = true;
        } else {
            self.bearer = Some(token.clone());
        }
        self
    }
}

/// An answer of any status.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Seconds of `Retry-After` (RFC 9110 §10.2.3), where the server lets it be read.
    pub retry_after: Option<u32>,
    /// `Date` (RFC 9110 §6.6.1) in seconds since 1970, where the server lets it be read.
    pub date: Option<i64>,
    /// `WWW-Authenticate` (RFC 9110 §11.6.1), where the server lets it be read.
    pub www_authenticate: Option<String>,
    /// `set-auth-token` of better-auth, where the server lets it be read.
    pub set_auth_token: Option<AccessToken>,
    /// `Content-Type` without parameters, in lower case; empty if absent.
    pub content_type: String,
    /// The body, decoded as UTF-8.
    pub body: Body,
}

impl Response {
    /// 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Server-side trouble that may pass: 408, 429, 5xx.
    pub fn is_transient(&self) -> bool {
        matches!(self.status, 408 | 429 | 500..=599)
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The browser says it is offline.
    Offline,
    /// Refused, reset, not allowed by CORS or CSP, or redirected: browsers don't tell these apart.
    Unreachable,
    /// No whole answer in time.
    TimedOut,
    /// Larger than the limit.
    TooLarge,
}

/// What a request came to.
pub type Fetched = Result<Response, FetchError>;

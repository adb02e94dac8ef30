//! Asking a server, as the page would: nothing is sent along, no redirect is followed, size and time are limited.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portico::protocol::http::{FetchError, Fetched, Method, Request, Response};
use portico::protocol::secret::{AccessToken, Body};
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use rustls::crypto::ring;

/// For answers of which nothing is looked at but the headers.
const NO_BODY: usize = 0;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The name of the host leads nowhere.
    #[error("there is no host of this name")]
    Host,
    /// Nobody listens there.
    #[error("the connection is refused")]
    Refused,
    /// No whole answer in time.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// What the server shows is not to be trusted.
    #[error("its certificate is not valid: {0}")]
    Certificate(String),
    /// Something else went wrong with TLS: perhaps it speaks plain http.
    #[error("no TLS connection: {0}")]
    Tls(String),
    /// Larger than the page would read.
    #[error("the answer is larger than {} KiB", .0 / 1024)]
    TooLarge(usize),
    /// Something else.
    #[error("no answer: {0}")]
    Other(String),
}

/// An answer of any status, with all its headers: a browser would keep some of it from the page.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// As they came.
    pub headers: HeaderMap,
    /// The body. It may hold a secret.
    pub body: Body,
    /// Seconds since 1970, by this machine's clock, in the middle of the exchange.
    pub now: i64,
}

impl Answer {
    /// A header that stands there once, as text.
    pub fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Where a redirection leads.
    pub fn location(&self) -> Option<&str> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308).then(|| self.header(header::LOCATION)).flatten()
    }

    /// `Date` in seconds since 1970.
    pub fn date(&self) -> Option<i64> {
        let date = httpdate::parse_http_date(self.header(header::DATE)?).ok()?;
        i64::try_from(date.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()
    }

    /// As the page's own code wants it.
    pub fn fetched(&self) -> Fetched {
        let media_type = self.header(header::CONTENT_TYPE).and_then(|it| it.split(';').next()).unwrap_or("");
        Ok(Response {
            status: self.status,
            retry_after: self.header(header::RETRY_AFTER).and_then(|it| it.parse().ok()),
            date: self.date(),
            www_authenticate: self.header(header::WWW_AUTHENTICATE).map(str::to_owned),
            set_auth_token: self.header("set-auth-token").map(AccessToken::new),
            content_type: media_type.trim().to_ascii_lowercase(),
            body: self.body.clone(),
        })
    }
}

impl Unanswered {
    /// As the page would see it.
    pub fn fetched(&self) -> Fetched {
        Err(match self {
            Self::TimedOut(_) => FetchError::TimedOut,
            Self::TooLarge(_) => FetchError::TooLarge,
            _ => FetchError::Unreachable,
        })
    }
}

/// What a request came to, as the page's own code wants it.
pub fn fetched(answered: &Result<Answer, Unanswered>) -> Fetched {
    match answered {
        Ok(answer) => answer.fetched(),
        Err(unanswered) => unanswered.fetched(),
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Asker {
    client: Client,
    timeout: Duration,
    told: Arc<dyn Told>,
}

/// Is told whom is being asked, for a person who waits.
pub trait Told: std::fmt::Debug + Send + Sync {
    /// This address, without its query.
    fn asking(&self, address: &str);
}

impl Asker {
    /// Each request gets so much time.
    ///
    /// # Errors
    /// This machine's root certificates can't be read.
    pub fn new(timeout: Duration, told: Arc<dyn Told>) -> Result<Self, reqwest::Error> {
        Ok(Self { client: client(timeout, false)?, timeout, told })
    }

    /// The same with a jar of its own for cookies, as a browser has one: for pages.
    ///
    /// # Errors
    /// As [`Asker::new`].
    pub fn with_cookies(&self) -> Result<Self, reqwest::Error> {
        Ok(Self { client: client(self.timeout, true)?, ..self.clone() })
    }

    /// Sends a request of the page, which is at this origin.
    pub async fn ask(&self, request: &Request, origin: Option<&str>) -> Result<Answer, Unanswered> {
        let url = request.url.as_str();
        let mut builder = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Delete => self.client.delete(url),
        };
        builder = builder.header(header::ACCEPT, request.accept);
        if let Some(form) = &request.form {
            let kind = "application/x-www-form-urlencoded;charset=UTF-8";
            builder = builder.header(header::CONTENT_TYPE, kind).body(form.expose().to_owned());
        }
        if let Some(json) = &request.json {
            builder = builder.header(header::CONTENT_TYPE, "application/json").body(json.expose().to_owned());
        }
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token.expose());
        }
        self.send(url, from(builder, origin), request.max_bytes).await
    }

    /// Asks what a page of this origin may send ([Fetch §3.3.3]).
    ///
    /// [Fetch §3.3.3]: https://fetch.spec.whatwg.org/#cors-preflight-request
    pub async fn preflight(
        &self,
        url: &str,
        method: &str,
        header: &str,
        origin: &str,
    ) -> Result<Answer, Unanswered> {
        let builder = self.client.request(reqwest::Method::OPTIONS, url).header(header::ACCEPT, "*/*");
        let builder = builder
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, method)
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, header);
        self.send(url, from(builder, Some(origin)), NO_BODY).await
    }

    /// Goes to an address, as somebody does who follows a link from another site.
    pub async fn visit(&self, url: &str) -> Result<Answer, Unanswered> {
        let fetch_metadata = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-site", "cross-site"),
        ];
        let mut builder = self.client.get(url).header(header::ACCEPT, "text/html,application/xhtml+xml");
        for (name, value) in fetch_metadata {
            builder = builder.header(HeaderName::from_static(name), value);
        }
        self.send(url, builder, NO_BODY).await
    }

    async fn send(&self, url: &str, builder: RequestBuilder, max: usize) -> Result<Answer, Unanswered> {
        // Its query may hold a `state`, and it would be long.
        let shown = url.split(['?', '#']).next().unwrap_or(url);
        self.told.asking(shown);
        let (started, began_at) = (Instant::now(), now());
        let outcome = self.receive(builder, max).await;
        let elapsed = started.elapsed();
        let milliseconds = elapsed.as_millis();
        match outcome {
            Ok((status, headers, body)) => {
                tracing::info!("{shown} {status} in {milliseconds} ms");
                tracing::debug!("{:?}", names(&headers));
                let half = i64::try_from(elapsed.as_secs() / 2).unwrap_or(0);
                Ok(Answer { status, headers, body, now: began_at + half })
            }
            Err(unanswered) => {
                tracing::info!("{shown} {unanswered}, after {milliseconds} ms");
                Err(unanswered)
            }
        }
    }

    async fn receive(
        &self,
        builder: RequestBuilder,
        max: usize,
    ) -> Result<(u16, HeaderMap, Body), Unanswered> {
        let unanswered = |error| self.unanswered(&error);
        let mut response = builder.send().await.map_err(unanswered)?;
        let mut bytes = Vec::new();
        while max != NO_BODY
            && let Some(chunk) = response.chunk().await.map_err(unanswered)?
        {
            if bytes.len() + chunk.len() > max {
                return Err(Unanswered::TooLarge(max));
            }
            bytes.extend_from_slice(&chunk);
        }
        let body = Body::new(String::from_utf8_lossy(&bytes).into_owned());
        Ok((response.status().as_u16(), response.headers().clone(), body))
    }

    fn unanswered(&self, error: &reqwest::Error) -> Unanswered {
        if error.is_timeout() {
            return Unanswered::TimedOut(self.timeout);
        }
        let mut causes = Vec::new();
        let mut next: Option<&(dyn std::error::Error + 'static)> = error.source();
        while let Some(cause) = next {
            if let Some(unanswered) = cause.downcast_ref().map(of_tls) {
                return unanswered;
            }
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                if let Some(unanswered) = io.get_ref().and_then(|inner| inner.downcast_ref()).map(of_tls) {
                    return unanswered;
                }
                if io.kind() == io::ErrorKind::ConnectionRefused {
                    return Unanswered::Refused;
                }
            }
            causes.push(cause.to_string());
            next = cause.source();
        }
        // hyper has no type for it that could be asked for.
        if causes.iter().any(|cause| cause.contains("dns error")) {
            return Unanswered::Host;
        }
        Unanswered::Other(causes.pop().unwrap_or_else(|| "the request failed".into()))
    }
}

fn of_tls(error: &rustls::Error) -> Unanswered {
    match error {
        rustls::Error::InvalidCertificate(reason) => Unanswered::Certificate(reason.to_string()),
        other => Unanswered::Tls(other.to_string()),
    }
}

fn from(builder: RequestBuilder, origin: Option<&str>) -> RequestBuilder {
    match origin {
        Some(origin) => builder.header(header::ORIGIN, origin),
        None => builder,
    }
}

fn names(headers: &HeaderMap) -> Vec<&str> {
    headers.keys().map(HeaderName::as_str).collect()
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

fn client(timeout: Duration, cookies: bool) -> Result<Client, reqwest::Error> {
    // One that is there already is as good.
    let _ = ring::default_provider().install_default();
    Client::builder()
        .redirect(Policy::none())
        .timeout(timeout)
        .cookie_store(cookies)
        .referer(false)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
        .build()
}

//! Asking a server, as the page would: nothing is sent along, no redirect is followed, size and time are limited.

mod unanswered;
mod unseen;

use std::sync::Arc;
use std::time::{Duration, Instant};

use portico::protocol::http::{Method, Request};
use portico::protocol::secret::Body;
use portico::url::Url;
use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use rustls::crypto::ring;
pub use unanswered::Unanswered;
pub use unseen::{Unseen, fetched};

use super::answer::Answer;
use super::cors;

/// For answers of which nothing is looked at but the headers.
const NO_BODY: usize = 0;

/// Who asks: as a browser that has the page open.
#[derive(Clone, Debug)]
pub struct Asker {
    client: Client,
    timeout: Duration,
    told: Arc<dyn Told>,
    page: Option<Url>,
}

/// Is told whom is being asked, for a person who waits.
pub trait Told: std::fmt::Debug + Send + Sync {
    /// This address, without its query.
    fn asking(&self, address: &str);
}

impl Asker {
    /// Each request gets so much time. Without an address of the page, answers are looked at as if it might read them.
    ///
    /// # Errors
    /// This machine's root certificates can't be read.
    pub fn new(timeout: Duration, told: Arc<dyn Told>, page: Option<Url>) -> Result<Self, reqwest::Error> {
        Ok(Self { client: client(timeout)?, timeout, told, page })
    }

    /// The same for a page at this address.
    #[must_use]
    pub fn at(&self, page: Url) -> Self {
        Self { page: Some(page), ..self.clone() }
    }

    /// Where the page is.
    pub fn page(&self) -> Option<&Url> {
        self.page.as_ref()
    }

    /// How long a request may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The page's origin, where it is another one than that of the address: then CORS decides.
    pub fn foreign_origin(&self, url: &Url) -> Option<&str> {
        let origin = self.page.as_ref()?.origin();
        (origin != url.origin()).then(|| origin.as_str())
    }

    /// Sends a request of the page.
    pub async fn ask(&self, request: &Request) -> Result<Answer, Unanswered> {
        let url = request.url.as_str();
        // A browser names the origin to others, and with every POST.
        let own =
            self.page.as_ref().filter(|_| request.method != Method::Get).map(|page| page.origin().as_str());
        let origin = self.foreign_origin(&request.url).or(own);
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

    /// Asks whether the page may send this method with this header ([Fetch §3.3.3]); nothing where it need not ask.
    ///
    /// # Errors
    /// Why it may not.
    ///
    /// [Fetch §3.3.3]: https://fetch.spec.whatwg.org/#cors-preflight-request
    pub async fn preflight(&self, url: &Url, method: &str, header: &str) -> Result<(), Unseen> {
        let Some(origin) = self.foreign_origin(url) else { return Ok(()) };
        let answer =
            self.send_preflight(url.as_str(), method, header, origin).await.map_err(Unseen::Unanswered)?;
        cors::allows(&answer, origin, method, header)
            .map_err(|blocked| Unseen::Hidden { blocked, answer: Box::new(answer) })
    }

    async fn send_preflight(
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

    /// Goes to an address, as somebody does who follows a link from another site, with the cookies of this jar.
    pub async fn visit(&self, url: &reqwest::Url, jar: &Jar) -> Result<Answer, Unanswered> {
        let fetch_metadata = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-site", "cross-site"),
        ];
        let accept = "text/html,application/xhtml+xml";
        let mut builder = self.client.get(url.clone()).header(header::ACCEPT, accept);
        if let Some(cookies) = jar.cookies(url) {
            builder = builder.header(header::COOKIE, cookies);
        }
        for (name, value) in fetch_metadata {
            builder = builder.header(HeaderName::from_static(name), value);
        }
        let answer = self.send(url.as_str(), builder, NO_BODY).await?;
        jar.set_cookies(&mut answer.headers.get_all(header::SET_COOKIE).iter(), url);
        Ok(answer)
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
        let unanswered = |error| Unanswered::of(&error, self.timeout);
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

fn client(timeout: Duration) -> Result<Client, reqwest::Error> {
    // One that is there already is as good.
    let _ = ring::default_provider().install_default();
    Client::builder()
        .redirect(Policy::none())
        .timeout(timeout)
        .referer(false)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
        .build()
}

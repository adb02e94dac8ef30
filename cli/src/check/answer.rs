//! An answer.

use portico::protocol::http::{Fetched, Response};
use portico::protocol::secret::{AccessToken, Body};
use reqwest::header::{self, HeaderMap};

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

    /// By how many seconds the server's clock is ahead of this machine's. An answer out of a cache says how old it is
    /// ([RFC 9111 §5.1]).
    ///
    /// [RFC 9111 §5.1]: https://www.rfc-editor.org/rfc/rfc9111#section-5.1
    pub fn clock(&self) -> Option<i64> {
        let age = self.header(header::AGE).and_then(|age| age.trim().parse::<u32>().ok()).unwrap_or(0);
        Some(self.date()? + i64::from(age) - self.now)
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

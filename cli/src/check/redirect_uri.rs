//! Is the redirect URI registered, and may one sign in? An authorization request with `prompt=none` (OIDC Core §3.1.2.1)
//! by somebody who is not signed in, and one without: a server that knows the address sends them back there with an error
//! in the first case and shows its own page in the second, and a server that does not shows a page both times.

use std::time::Duration;

use portico::config::Provider;
use portico::protocol::AuthorizationError;
use portico::protocol::authorization::{self, Binding};
use portico::protocol::form;
use portico::protocol::metadata::ServerMetadata;
use portico::text::clean;
use portico::url::Url;
use reqwest::cookie::Jar;

use super::answer::Answer;
use super::ask::{Asker, Unanswered};
use super::entropy;
use super::report::Finding;
use crate::product::{Product, Remedy};

pub(super) const CHECK: &str = "redirect URI";

const CODE: &str = "authorization_error";

/// Most redirects that are followed: half as many as browsers do.
const MAX_HOPS: usize = 10;

/// All of them together may take so many times as long as one.
const PATIENCE: u32 = 3;

/// Somebody who goes to a provider.
#[derive(Clone, Copy)]
pub(super) struct Attempt<'a> {
    /// Where to.
    pub(super) endpoint: &'a Url,
    /// Where to come back to.
    pub(super) redirect_uri: &'a Url,
    /// `None`: the client is a backend's.
    pub(super) client_id: Option<&'a str>,
    pub(super) product: Product,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Visited {
    /// Back at the page, with these parameters.
    Back(Vec<(String, String)>),
    /// A page of the provider, or of wherever it sent people.
    Page {
        /// Where it is.
        url: reqwest::Url,
        /// What came from there.
        answer: Answer,
    },
    /// Redirects without an end.
    Endless,
    /// A redirect to what is no address.
    Nowhere,
    /// No answer.
    Unanswered(Unanswered),
}

/// The page's own request.
pub(super) fn request(
    provider: &Provider,
    server: &ServerMetadata,
    redirect_uri: &Url,
    is_silent: bool,
) -> String {
    let (state, nonce, code_verifier) = entropy().split();
    let binding =
        Binding { state: &state, nonce: &nonce, code_verifier: &code_verifier, redirect_uri, is_silent };
    authorization::request(provider, server, binding)
}

impl Attempt<'_> {
    /// Follows the request as a browser does, but never to the page itself.
    pub(super) async fn visit(&self, asker: &Asker, address: &str) -> Visited {
        let limit: Duration = asker.timeout() * PATIENCE;
        let visited = tokio::time::timeout(limit, self.follow(asker, address)).await;
        visited.unwrap_or(Visited::Unanswered(Unanswered::TimedOut(limit)))
    }

    async fn follow(&self, asker: &Asker, address: &str) -> Visited {
        let Ok(mut url) = reqwest::Url::parse(address) else { return Visited::Nowhere };
        let jar = Jar::default();
        for _ in 0..=MAX_HOPS {
            let answer = match asker.visit(&url, &jar).await {
                Ok(answer) => answer,
                Err(unanswered) => return Visited::Unanswered(unanswered),
            };
            let Some(location) = answer.location() else { return Visited::Page { url, answer } };
            let Ok(next) = url.join(location) else { return Visited::Nowhere };
            if let Some(parameters) = self.returned(&next) {
                return Visited::Back(parameters);
            }
            if !matches!(next.scheme(), "https" | "http") {
                return Visited::Nowhere;
            }
            url = next;
        }
        Visited::Endless
    }

    /// The parameters, if this is the page's address.
    fn returned(&self, url: &reqwest::Url) -> Option<Vec<(String, String)>> {
        let expected = reqwest::Url::parse(self.redirect_uri.as_str()).ok()?;
        let is_same = url.origin() == expected.origin() && url.path() == expected.path();
        // In one product the second `?` stands for a `&`.
        is_same.then(|| form::decode(&url.query().unwrap_or("").replace('?', "&")))
    }

    /// Is this a page of the provider itself?
    pub(super) fn is_own(&self, url: &reqwest::Url) -> bool {
        url.origin().ascii_serialization() == self.endpoint.origin().as_str()
    }

    /// What it tells of the registration. Only a silent attempt may come back with an error.
    pub(super) fn judge(&self, visited: Visited, is_silent: bool) -> Finding {
        let failed = |message: String, fix: &str| Finding::failed(CHECK, CODE, message, fix.to_owned());
        let at_endpoint =
            |what: &str| format!("{} {what}", self.endpoint.as_str().split('?').next().unwrap_or(""));
        let settings = "Look at the provider's own address settings, and at the reverse proxy before it.";
        match visited {
            Visited::Back(parameters) => self.back(&parameters, is_silent),
            Visited::Page { url, answer } => self.page(&url, &answer),
            Visited::Endless => {
                failed(at_endpoint(&format!("redirects more than {MAX_HOPS} times")), settings)
            }
            Visited::Nowhere => failed(at_endpoint("redirects to what is no address"), settings),
            Visited::Unanswered(unanswered) => {
                failed(at_endpoint(&format!("leads nowhere: {unanswered}")), &unanswered.fix())
            }
        }
    }

    fn failed(&self, code: &'static str, message: String, remedy: Remedy<'_>) -> Finding {
        Finding::failed(CHECK, code, message, self.product.remedy(remedy))
    }

    fn back(&self, parameters: &[(String, String)], is_silent: bool) -> Finding {
        let uri = self.redirect_uri.as_str();
        let error = parameters.iter().find(|(name, _)| name == "error").map(|(_, value)| value.as_str());
        let registered = || Finding::ok(CHECK, format!("{uri} is registered"));
        match error {
            None => registered(),
            Some("invalid_scope") => self.failed(CODE, "a scope is refused".into(), Remedy::Scope),
            Some("invalid_target") => self.failed(CODE, "the resource is refused".into(), Remedy::Resource),
            Some("unauthorized_client" | "unsupported_response_type") => {
                self.failed(CODE, "the client may not use the code flow".into(), Remedy::Flow)
            }
            Some("invalid_client") => {
                let remedy = Remedy::Client { id: self.client_id.unwrap_or("of the backend") };
                self.failed(CODE, "the client is refused".into(), remedy)
            }
            Some(error @ ("server_error" | "temporarily_unavailable")) => {
                let message = format!("{uri} is registered, but the provider has trouble: {error}");
                Finding::warning(CHECK, CODE, message, self.product.remedy(Remedy::Log))
            }
            // Whatever it says: it has come back, and `invalid_request` may be about `prompt=none`.
            Some(_) if is_silent => registered(),
            Some(error) => {
                let error = AuthorizationError::parse(error).as_str();
                let message = format!("{uri} is registered, but a sign-in comes back with the error {error}");
                self.failed(CODE, message, Remedy::Refused)
            }
        }
    }

    fn page(&self, url: &reqwest::Url, answer: &Answer) -> Finding {
        let (uri, status, product) = (self.redirect_uri.as_str(), answer.status, self.product);
        let is_endpoint = self.is_own(url) && url.path() == self.endpoint.path();
        let refused = |reason: String| {
            let message = format!("{product} does not take {uri}, and shows a page of its own ({reason})");
            self.failed("redirect_uri_refused", message, Remedy::RedirectUri(uri))
        };
        if let Some(reason) = told(url) {
            return refused(reason);
        }
        match status {
            400 | 401 | 403 if self.is_own(url) => refused(format!("HTTP {status}")),
            404 | 405 if is_endpoint => {
                let message = format!("there is nothing at {} (HTTP {status})", origin_and_path(url));
                self.failed(CODE, message, Remedy::Endpoint("authorization_endpoint"))
            }
            500.. if self.is_own(url) => {
                let message = format!("{} answers with HTTP {status}", origin_and_path(url));
                self.failed(CODE, message, Remedy::Log)
            }
            400.. => {
                let where_to = url.origin().ascii_serialization();
                let message =
                    format!("not known: {where_to} answers this tool with HTTP {status}; register {uri}");
                Finding::skipped(CHECK, message)
            }
            _ => {
                let message =
                    format!("not known: {product} shows its page whatever it is asked; register {uri}");
                Finding::skipped(CHECK, message)
            }
        }
    }
}

fn origin_and_path(url: &reqwest::Url) -> String {
    clean(&[&url.origin().ascii_serialization(), url.path()].concat(), 200)
}

/// The error on a page for what can't be sent back: Pocket ID's, Hydra's and others' end in `/error`, and have it in the
/// query.
fn told(url: &reqwest::Url) -> Option<String> {
    let (_, error) = url.query_pairs().find(|(name, _)| name == "error")?;
    url.path().ends_with("/error").then(|| clean(&error, 120))
}

//! Is the redirect URI registered? One authorization request with `prompt=none` (OIDC Core §3.1.2.1), by somebody who is
//! not signed in: a server that knows the address sends them back there with an error, and shows them a page of its own
//! if it does not.

use portico::config::Provider;
use portico::protocol::authorization::{self, Binding};
use portico::protocol::form;
use portico::protocol::metadata::ServerMetadata;
use portico::text::clean;
use portico::url::Url;

use super::ask::{Answer, Asker, Unanswered};
use super::entropy;
use super::report::Finding;
use crate::product::{Product, Remedy};

const CHECK: &str = "redirect URI";

/// Most redirects that are followed: as many as browsers follow, and half as many.
const MAX_HOPS: usize = 10;

/// What such a request came to.
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

/// The page's own request, which shows nobody anything.
pub(super) fn request(provider: &Provider, server: &ServerMetadata, redirect_uri: &Url) -> String {
    address(provider, server, redirect_uri, true)
}

/// The page's own request.
pub(super) fn request_with_pages(provider: &Provider, server: &ServerMetadata, redirect_uri: &Url) -> String {
    address(provider, server, redirect_uri, false)
}

fn address(provider: &Provider, server: &ServerMetadata, redirect_uri: &Url, is_silent: bool) -> String {
    let (state, nonce, code_verifier) = entropy().split();
    let binding =
        Binding { state: &state, nonce: &nonce, code_verifier: &code_verifier, redirect_uri, is_silent };
    authorization::request(provider, server, binding)
}

/// Follows it as a browser does, but never to the page itself.
pub(super) async fn visit(asker: &Asker, address: &str, redirect_uri: &Url) -> Visited {
    let (Ok(mut url), Ok(asker)) = (reqwest::Url::parse(address), asker.with_cookies()) else {
        return Visited::Nowhere;
    };
    for _ in 0..=MAX_HOPS {
        let answer = match asker.visit(url.as_str()).await {
            Ok(answer) => answer,
            Err(unanswered) => return Visited::Unanswered(unanswered),
        };
        let Some(location) = answer.location() else { return Visited::Page { url, answer } };
        let Ok(next) = url.join(location) else { return Visited::Nowhere };
        if let Some(parameters) = returned(&next, redirect_uri) {
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
fn returned(url: &reqwest::Url, redirect_uri: &Url) -> Option<Vec<(String, String)>> {
    let expected = reqwest::Url::parse(redirect_uri.as_str()).ok()?;
    let is_same = url.origin() == expected.origin() && url.path() == expected.path();
    // In one product the second `?` stands for a `&`.
    is_same.then(|| form::decode(&url.query().unwrap_or("").replace('?', "&")))
}

/// What it tells of the registration. Without a `client_id`, that of a backend.
pub(super) fn judge(
    visited: Visited,
    redirect_uri: &Url,
    client_id: Option<&str>,
    product: Product,
) -> Finding {
    let failed =
        |code, message: String, remedy| Finding::failed(CHECK, code, message, product.remedy(remedy));
    let uri = redirect_uri.as_str();
    let registered = || Finding::ok(CHECK, format!("{uri} is registered"));
    match visited {
        Visited::Back(parameters) => {
            let error = parameters.iter().find(|(name, _)| name == "error").map(|(_, value)| value.as_str());
            let code = "authorization_error";
            match error {
                Some("invalid_scope") => failed(code, "a scope is refused".into(), Remedy::Scope),
                Some("invalid_target") => failed(code, "the resource is refused".into(), Remedy::Resource),
                Some("unauthorized_client" | "unsupported_response_type") => {
                    failed(code, "the client may not use the code flow".into(), Remedy::Flow)
                }
                Some("invalid_client") => {
                    let remedy = Remedy::Client { id: client_id.unwrap_or("of the backend") };
                    failed(code, "the client is refused".into(), remedy)
                }
                Some(error @ ("server_error" | "temporarily_unavailable")) => Finding::warning(
                    CHECK,
                    code,
                    format!("{uri} is registered, but the provider has trouble: {error}"),
                    "Look at the provider's log.".into(),
                ),
                // Whatever it says: it has come back.
                _ => registered(),
            }
        }
        Visited::Page { url, answer } => {
            let told = told(&url);
            if (400..500).contains(&answer.status) || told.is_some() {
                let status = answer.status;
                let reason = told.unwrap_or_else(|| format!("HTTP {status}"));
                let message =
                    format!("{product} does not take {uri}, and shows a page of its own ({reason})");
                failed("redirect_uri_refused", message, Remedy::RedirectUri(uri))
            } else if answer.status >= 500 {
                let message = format!("the authorization endpoint answers with HTTP {}", answer.status);
                let fix = "Look at the provider's log.".into();
                Finding::failed(CHECK, "authorization_error", message, fix)
            } else {
                Finding::skipped(
                    CHECK,
                    format!("{product} shows its own page instead of an answer; register {uri}"),
                )
            }
        }
        Visited::Endless => {
            let message = format!("the authorization endpoint redirects more than {MAX_HOPS} times");
            let fix =
                "Look at the provider's own address settings, and at the reverse proxy before it.".into();
            Finding::failed(CHECK, "authorization_error", message, fix)
        }
        Visited::Nowhere => {
            let message = "the authorization endpoint redirects to what is no address";
            let fix = "Look at the provider's own address settings.".into();
            Finding::failed(CHECK, "authorization_error", message, fix)
        }
        Visited::Unanswered(unanswered) => {
            let message = format!("the authorization endpoint: {unanswered}");
            Finding::failed(CHECK, "authorization_error", message, unanswered.fix())
        }
    }
}

/// The error of Pocket ID's own page for what it can't send back.
fn told(url: &reqwest::Url) -> Option<String> {
    let (_, error) = url.query_pairs().find(|(name, _)| name == "error")?;
    url.path().ends_with("/error").then(|| clean(&error, 120))
}

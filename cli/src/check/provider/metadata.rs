//! Server metadata (RFC 8414): reachable, of the right issuer, with S256 and an algorithm that a page can verify.

use std::collections::HashSet;

use portico::config::{Algorithm, Provider};
use portico::json::{self, Value};
use portico::protocol::http::Fetched;
use portico::protocol::metadata::{self, ServerMetadata};
use portico::protocol::pkce::METHOD;
use portico::protocol::secret::Body;
use portico::protocol::{ClockSkew, Error};
use portico::url::Url;

use super::super::ask::fetched;
use super::super::report::Finding;
use super::Subject;
use crate::product::Remedy;

const METADATA: &str = "metadata";
const PKCE: &str = "pkce";
const ALGORITHM: &str = "signature algorithm";

/// What the metadata say, as far as they can be used.
pub(super) struct Found {
    pub(super) server: ServerMetadata,
    pub(super) discovery_url: Url,
    /// The document itself; an empty one where the configuration stands in for it.
    pub(super) document: Value,
    /// The server's clock less this machine's, in seconds.
    pub(super) clock: Option<i64>,
}

/// `None`: there is nothing to go on with.
pub(super) async fn check(subject: &mut Subject<'_>) -> Option<Found> {
    let request = metadata::request(subject.provider);
    let answered = subject.asker.ask(&request, subject.origin().as_deref()).await;
    let clock = answered.as_ref().ok().and_then(|answer| Some(answer.date()? - answer.now));
    let as_fetched = fetched(&answered);
    let was_read = answered.as_ref().is_ok_and(super::super::ask::Answer::is_success);
    let before = subject.findings.len();
    let answer = subject.read(METADATA, "discovery_unreachable", answered);
    let server = if answer.is_some() || was_read { read(subject, as_fetched.clone()) } else { None };
    // A page that can't read them goes by the configuration, where that says enough.
    if answer.is_none()
        && let unreachable = Error::DiscoveryUnreachable(portico::protocol::http::FetchError::Unreachable)
        && let Some(server) = metadata::configured(subject.provider, &unreachable)
    {
        subject.findings.truncate(before);
        let message = "not readable for the page, which goes by the endpoints in config.json";
        subject.add(Finding::ok(METADATA, message));
        let document = Value::Object(Vec::new());
        return Some(Found { server, discovery_url: request.url, document, clock });
    }
    let server = server?;
    let document = as_fetched.ok().and_then(|response| json::parse(response.body.expose()).ok());
    let document = document.unwrap_or(Value::Null);
    Some(Found { server, discovery_url: request.url, document, clock })
}

/// Reads them with the page's own code. After a mistake it goes on as if there was none, to find the next one.
fn read(subject: &mut Subject<'_>, mut fetched: Fetched) -> Option<ServerMetadata> {
    let mut provider = subject.provider.clone();
    let mut seen = HashSet::new();
    let server = loop {
        let error = match metadata::response(&provider, fetched.clone()) {
            Ok(server) => break server,
            Err(error) => error,
        };
        tell(subject, &error);
        if !seen.insert(error.code()) || !mend(&mut provider, &mut fetched, error) {
            return None;
        }
    };
    if !subject.findings.iter().any(|finding| finding.check == METADATA) {
        subject.add(Finding::ok(METADATA, format!("issuer {}", server.issuer)));
    }
    if !seen.contains("pkce_unsupported") {
        subject.add(Finding::ok(PKCE, challenge_methods(&fetched)));
    }
    if !seen.contains("algorithm_unsupported") {
        let names: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        subject.add(Finding::ok(ALGORITHM, names.join(", ")));
    }
    Some(server)
}

fn tell(subject: &mut Subject<'_>, error: &Error) {
    let message = match error {
        Error::DiscoveryHttp(status) => {
            format!("{} answers with HTTP {status}", subject.provider.discovery.url.as_str())
        }
        Error::DiscoveryMalformed("document") => {
            format!(
                "{} answers with something that is no JSON object",
                subject.provider.discovery.url.as_str()
            )
        }
        other => other.to_string(),
    };
    let code = error.code();
    match error {
        Error::DiscoveryIssuerMismatch { found, .. } => {
            subject.failed(METADATA, code, message, Remedy::Issuer { found });
        }
        Error::PkceUnsupported => subject.failed(PKCE, code, message, Remedy::Pkce),
        Error::AlgorithmUnsupported => subject.failed(ALGORITHM, code, message, Remedy::SigningKey),
        Error::EndpointInvalid(name) => {
            let fix = format!("Let the server's own address be https, or name `{name}` in config.json.");
            subject.add(Finding::failed(METADATA, code, message, fix));
        }
        _ => subject.failed(METADATA, code, message, Remedy::Metadata),
    }
}

/// Takes the mistake out of what is compared. `false`: nothing can be read any more.
fn mend(provider: &mut Provider, fetched: &mut Fetched, error: Error) -> bool {
    match error {
        Error::DiscoveryIssuerMismatch { found, .. } => provider.discovery.issuers = vec![found],
        Error::AlgorithmUnsupported => provider.id_token_signed_response_alg = Some(Algorithm::Rs256),
        Error::PkceUnsupported => {
            let Ok(response) = fetched else { return false };
            let Ok(Value::Object(members)) = json::parse(response.body.expose()) else { return false };
            let rest = members.into_iter().filter(|(name, _)| name != "code_challenge_methods_supported");
            response.body = Body::new(json::pretty(&Value::Object(rest.collect())));
        }
        _ => return false,
    }
    true
}

fn challenge_methods(fetched: &Fetched) -> &'static str {
    let document = fetched.as_ref().ok().and_then(|response| json::parse(response.body.expose()).ok());
    match document.and_then(|document| document.get("code_challenge_methods_supported").cloned()) {
        Some(_) => METHOD,
        None => "no methods are listed, S256 is used all the same",
    }
}

impl Found {
    /// Is the difference one that the page evens out?
    pub(super) fn clock_can_be_evened_out(&self) -> bool {
        self.clock.is_none_or(|apart| ClockSkew::between(apart, 0).is_some())
    }
}

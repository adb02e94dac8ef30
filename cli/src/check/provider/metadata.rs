//! Server metadata (RFC 8414): reachable, of the right issuer, with S256 and an algorithm that a page can verify.

use std::collections::HashSet;

use portico::config::{Algorithm, Provider};
use portico::json::{self, Value};
use portico::protocol::Error;
use portico::protocol::http::{FetchError, Fetched};
use portico::protocol::metadata::{self, ServerMetadata};
use portico::protocol::pkce::METHOD;
use portico::protocol::secret::Body;

use super::super::ask::{Unseen, fetched};
use super::super::report::Finding;
use super::{Codes, Subject};
use crate::product::Remedy;

const METADATA: &str = "metadata";
const PKCE: &str = "pkce";
const ALGORITHM: &str = "signature algorithm";

/// What the metadata say, as far as they can be used.
pub(super) struct Found {
    pub(super) server: ServerMetadata,
    /// The document itself; an empty one where the configuration stands in for it.
    pub(super) document: Value,
}

/// `None`: there is nothing to go on with.
pub(super) async fn check(subject: &mut Subject<'_>) -> Option<Found> {
    let request = metadata::request(subject.provider);
    let answered = subject.asker.ask(&request).await;
    subject.clock = answered.as_ref().ok().and_then(super::super::answer::Answer::clock);
    let seen = subject.asker.see(&request.url, answered);
    // A page that can't read them goes by the configuration, where that says enough.
    let of_page = metadata::response(subject.provider, fetched(&seen)).err();
    if let Some(server) = of_page.and_then(|error| metadata::configured(subject.provider, &error)) {
        let message = "not to be had for the page, which goes by the endpoints in config.json";
        subject.add(Finding::ok(METADATA, message));
        return Some(Found { server, document: Value::Object(Vec::new()) });
    }
    let as_fetched = match seen {
        Ok(answer) => answer.fetched(),
        Err(unseen) => {
            // What stands in it can be looked at all the same.
            let hidden = match &unseen {
                Unseen::Hidden { answer, .. } if answer.is_success() => Some(answer.fetched()),
                _ => None,
            };
            let codes = Codes {
                unreachable: Error::DiscoveryUnreachable(FetchError::Unreachable).code(),
                too_large: Error::DiscoveryTooLarge.code(),
            };
            subject.unseen(METADATA, &codes, &request.url, unseen, Remedy::Metadata);
            hidden?
        }
    };
    let document = parsed(&as_fetched).unwrap_or(Value::Null);
    let server = read(subject, as_fetched)?;
    Some(Found { server, document })
}

fn parsed(fetched: &Fetched) -> Option<Value> {
    json::parse(fetched.as_ref().ok()?.body.expose()).ok()
}

/// Reads them with the page's own code. After a mistake it goes on as if there was none, to find the next one.
fn read(subject: &mut Subject<'_>, mut fetched: Fetched) -> Option<ServerMetadata> {
    let mut provider = subject.provider.clone();
    let mut seen = HashSet::new();
    let server = loop {
        match metadata::response(&provider, fetched.clone()) {
            Ok(server) => break server,
            Err(error) => {
                // Told before: it could not be mended.
                if !seen.insert(error.code()) {
                    return None;
                }
                tell(subject, &error);
                mend(&mut provider, &mut fetched, &error)?;
            }
        }
    };
    if !subject.findings.iter().any(|finding| finding.check == METADATA) {
        subject.add(Finding::ok(METADATA, format!("issuer {}", server.issuer)));
    }
    if !seen.contains(Error::PkceUnsupported.code()) {
        let methods = parsed(&fetched).and_then(|it| it.get("code_challenge_methods_supported").cloned());
        let unlisted = "no methods are listed, S256 is used all the same";
        subject.add(Finding::ok(PKCE, if methods.is_some() { METHOD } else { unlisted }));
    }
    if !seen.contains(Error::AlgorithmUnsupported.code()) {
        let names: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        subject.add(Finding::ok(ALGORITHM, names.join(", ")));
    }
    Some(server)
}

fn tell(subject: &mut Subject<'_>, error: &Error) {
    let address = subject.provider.discovery.url.as_str();
    let message = match error {
        Error::DiscoveryHttp(status) => format!("{address} answers with HTTP {status}"),
        Error::DiscoveryMalformed("document") => {
            format!("{address} answers with something that is no JSON object")
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
        Error::DiscoveryHttp(500..) => subject.failed(METADATA, code, message, Remedy::Log),
        Error::EndpointInvalid(name) => {
            let fix = format!("Let the server's own address be https, or name `{name}` in config.json.");
            subject.add(Finding::failed(METADATA, code, message, fix));
        }
        _ => subject.failed(METADATA, code, message, Remedy::Metadata),
    }
}

/// Takes the mistake out of what is compared. `None`: nothing can be read any more.
fn mend(provider: &mut Provider, fetched: &mut Fetched, error: &Error) -> Option<()> {
    match error {
        Error::DiscoveryIssuerMismatch { .. } => {
            provider.discovery.issuers = vec![parsed(fetched)?.str("issuer")?.to_owned()];
        }
        Error::AlgorithmUnsupported => provider.id_token_signed_response_alg = Some(Algorithm::Rs256),
        Error::PkceUnsupported => {
            let Value::Object(members) = parsed(fetched)? else { return None };
            let rest = members.into_iter().filter(|(name, _)| name != "code_challenge_methods_supported");
            fetched.as_mut().ok()?.body = Body::new(json::pretty(&Value::Object(rest.collect())));
        }
        _ => return None,
    }
    Some(())
}

//! Server metadata (RFC 8414): reachable, of the right issuer, with S256 and an algorithm that a page can verify.

use std::collections::HashSet;

use portico::config::{Algorithm, Overrides, Provider};
use portico::json::{self, Value};
use portico::protocol::Error;
use portico::protocol::http::{FetchError, Fetched};
use portico::protocol::metadata::{self, ServerMetadata};
use portico::protocol::pkce::METHOD;
use portico::protocol::secret::Body;
use portico::text::clean;

use super::super::ask::{Unseen, fetched};
use super::super::report::{Finding, Outcome};
use super::{Codes, Subject};
use crate::product::{Product, Remedy};

const METADATA: &str = "metadata";
const PKCE: &str = "pkce";
const ALGORITHM: &str = "signature algorithm";

/// The endpoints that the page asks, and the checks that are about them.
const ENDPOINTS: [(&str, &str); 5] = [
    ("authorization_endpoint", super::super::redirect_uri::CHECK),
    ("token_endpoint", super::token::CHECK),
    ("jwks_uri", super::keys::CHECK),
    ("userinfo_endpoint", super::userinfo::CHECK),
    ("revocation_endpoint", super::sign_out::CHECK),
];

/// What the metadata say, as far as they can be used.
pub(super) struct Found {
    /// With the address of the metadata in place of endpoints that can't be used.
    pub(super) server: ServerMetadata,
    /// Those endpoints.
    pub(super) unusable: Vec<&'static str>,
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
        return Some(Found { server, unusable: Vec::new(), document: Value::Object(Vec::new()) });
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
            subject.unseen(METADATA, &codes, &request.url, &unseen, Remedy::Metadata);
            hidden?
        }
    };
    let text = as_fetched.as_ref().map_or("", |response| response.body.expose());
    let document = json::parse(text).unwrap_or(Value::Null);
    let addresses = ENDPOINTS.iter().filter_map(|(name, _)| document.str(name));
    subject.product = Product::of(addresses.chain([subject.provider.discovery.url.as_str()]));
    let unusable = unusable(subject, &document);
    let server = read(subject, &document, as_fetched)?;
    Some(Found { server, unusable, document })
}

/// Does the configuration name this endpoint, so that the metadata don't count?
fn is_named(overrides: &Overrides, name: &str) -> bool {
    let given = match name {
        "authorization_endpoint" => &overrides.authorization_endpoint,
        "token_endpoint" => &overrides.token_endpoint,
        "jwks_uri" => &overrides.jwks_uri,
        "userinfo_endpoint" => &overrides.userinfo_endpoint,
        _ => &overrides.revocation_endpoint,
    };
    given.is_some()
}

/// Finds endpoints that no page can use (a name of another network, in http), and tells of each.
fn unusable(subject: &mut Subject<'_>, document: &Value) -> Vec<&'static str> {
    let issuer = document.str("issuer").unwrap_or_default();
    let mut found = Vec::new();
    for (name, check) in ENDPOINTS {
        let is_named = is_named(&subject.provider.overrides, name);
        let Some(text) = document.str(name).filter(|_| !is_named) else { continue };
        if metadata::endpoint(text, issuer).is_some() {
            continue;
        }
        found.push(name);
        let message =
            format!("{} can't be used: it is no https address without a fragment", clean(text, 200));
        let fix = subject.product.remedy(Remedy::UnusableEndpoint(name));
        let finding = Finding::failed(check, Error::EndpointInvalid("").code(), message, fix);
        let is_needed = !matches!(name, "userinfo_endpoint" | "revocation_endpoint");
        subject.add(if is_needed { finding } else { Finding { outcome: Outcome::Warning, ..finding } });
    }
    found
}

/// Reads them with the page's own code. After a mistake it goes on as if there was none, to find the next one.
fn read(subject: &mut Subject<'_>, document: &Value, mut fetched: Fetched) -> Option<ServerMetadata> {
    let mut provider = subject.provider.clone();
    let mut seen = HashSet::new();
    let server = loop {
        match metadata::response(&provider, fetched.clone()) {
            Ok(server) => break server,
            Err(error) => {
                // Told before: it could not be mended.
                if !seen.insert(error.to_string()) {
                    return None;
                }
                tell(subject, &error);
                mend(&mut provider, document, &mut fetched, &error)?;
            }
        }
    };
    if !subject.findings.iter().any(|finding| finding.check == METADATA) {
        subject.add(Finding::ok(METADATA, format!("issuer {}", server.issuer)));
    }
    if !seen.contains(&Error::PkceUnsupported.to_string()) {
        let methods = document.get("code_challenge_methods_supported");
        let unlisted = "no methods are listed, S256 is used all the same";
        subject.add(Finding::ok(PKCE, if methods.is_some() { METHOD } else { unlisted }));
    }
    if !seen.contains(&Error::AlgorithmUnsupported.to_string()) {
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
        // Each was told of by its address.
        Error::EndpointInvalid(_) => {}
        _ => subject.failed(METADATA, code, message, Remedy::Metadata),
    }
}

/// Takes the mistake out of what is compared. `None`: nothing can be read any more.
fn mend(provider: &mut Provider, document: &Value, fetched: &mut Fetched, error: &Error) -> Option<()> {
    match error {
        Error::DiscoveryIssuerMismatch { .. } => {
            provider.discovery.issuers = vec![document.str("issuer")?.to_owned()];
        }
        Error::EndpointInvalid(name) => {
            let in_place = Some(provider.discovery.url.clone());
            match *name {
                "authorization_endpoint" => provider.overrides.authorization_endpoint = in_place,
                "token_endpoint" => provider.overrides.token_endpoint = in_place,
                _ => provider.overrides.jwks_uri = in_place,
            }
        }
        Error::AlgorithmUnsupported => provider.id_token_signed_response_alg = Some(Algorithm::Rs256),
        Error::PkceUnsupported => {
            let members = document.as_object()?.iter();
            let rest = members.filter(|(name, _)| name != "code_challenge_methods_supported").cloned();
            fetched.as_mut().ok()?.body = Body::new(json::pretty(&Value::Object(rest.collect())));
        }
        _ => return None,
    }
    Some(())
}

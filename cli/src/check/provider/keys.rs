//! The keys that verify ID tokens (RFC 7517).

use portico::json::{self, Value};
use portico::protocol::http::FetchError;
use portico::protocol::{Error, jwk};

use super::super::report::{Finding, Outcome};
use super::metadata::Found;
use super::{Codes, Subject};
use crate::product::{Product, Remedy};

pub(super) const CHECK: &str = "keys";

/// Is there one that fits an algorithm of the server?
pub(super) async fn check(subject: &mut Subject<'_>, found: &Found) {
    encryption(subject, found);
    let (server, url) = (&found.server, &found.server.jwks_uri);
    if found.unusable.contains(&"jwks_uri") || !subject.is_allowed(CHECK, "jwks_uri", url, Outcome::Failed) {
        return;
    }
    let endpoint = Remedy::Endpoint("jwks_uri");
    let answer = match subject.asker.fetch(&jwk::request(url)).await {
        Ok(answer) => answer,
        Err(unseen) => {
            let codes = Codes {
                unreachable: Error::KeysUnreachable(FetchError::Unreachable).code(),
                too_large: Error::KeysTooLarge.code(),
            };
            return subject.unseen(CHECK, &codes, url, &unseen, endpoint);
        }
    };
    let keys = match jwk::response(answer.fetched()) {
        Ok(keys) => keys,
        Err(error) => {
            let remedy = if answer.status >= 500 { Remedy::Log } else { endpoint };
            return subject.failed(CHECK, error.code(), format!("{}: {error}", url.as_str()), remedy);
        }
    };
    let fits = server.algorithms.iter().any(|algorithm| !jwk::select(&keys, *algorithm, None).is_empty());
    if fits {
        let plural = if keys.len() == 1 { "" } else { "s" };
        return subject.add(Finding::ok(CHECK, format!("{} key{plural} for signatures", keys.len())));
    }
    let document = json::parse(answer.body.expose()).unwrap_or(Value::Null);
    let listed = document.get("keys").and_then(Value::as_array).map_or(0, <[Value]>::len);
    let names: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
    let message = match listed {
        0 => format!("{} holds no keys", url.as_str()),
        1 => format!("the one key there can verify none of {}", names.join(", ")),
        more => format!("none of the {more} keys there can verify any of {}", names.join(", ")),
    };
    subject.failed(CHECK, Error::KeyNotFound.code(), message, Remedy::SigningKey);
}

/// authentik lists how it encrypts where it does; others list what they could.
fn encryption(subject: &mut Subject<'_>, found: &Found) {
    let listed = found.document.get("id_token_encryption_alg_values_supported").and_then(Value::as_array);
    if subject.product == Product::Authentik && listed.is_some_and(|listed| !listed.is_empty()) {
        let message = "ID tokens are encrypted".into();
        subject.failed(CHECK, Error::IdTokenEncrypted.code(), message, Remedy::Encryption);
    }
}

//! The keys that verify ID tokens (RFC 7517).

use portico::json::{self, Value};
use portico::protocol::{Error, jwk};

use super::super::report::Finding;
use super::Subject;
use super::metadata::Found;
use crate::product::{Product, Remedy};

const CHECK: &str = "keys";

/// Is there one that fits an algorithm of the server?
pub(super) async fn check(subject: &mut Subject<'_>, found: &Found) {
    encryption(subject, found);
    let server = &found.server;
    if !subject.is_allowed(CHECK, "jwks_uri", &server.jwks_uri) {
        return;
    }
    let answered = subject.asker.ask(&jwk::request(&server.jwks_uri), subject.origin().as_deref()).await;
    let Some(answer) = subject.read(CHECK, "keys_unreachable", answered) else { return };
    let keys = match jwk::response(answer.fetched()) {
        Ok(keys) => keys,
        Err(error) => {
            let message = format!("{}: {error}", server.jwks_uri.as_str());
            return subject.failed(CHECK, error.code(), message, Remedy::SigningKey);
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
        0 => format!("{} holds no keys", server.jwks_uri.as_str()),
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

//! Where products have their endpoints.

use serde_json::json;

use crate::proxy::{Endpoint, Fault, Rule, on};

/// A member of the metadata, where the product has it, which endpoint that is, and where the certified provider has it.
type Place = (&'static str, &'static str, Endpoint, &'static str);

/// Pocket ID's.
#[must_use]
pub fn pocket_id_paths() -> Vec<Rule> {
    at(&[
        ("authorization_endpoint", "/authorize", Endpoint::Authorize, "/auth"),
        ("token_endpoint", "/api/oidc/token", Endpoint::Token, "/token"),
        ("userinfo_endpoint", "/api/oidc/userinfo", Endpoint::Userinfo, "/userinfo"),
        ("end_session_endpoint", "/api/oidc/end-session", Endpoint::EndSession, "/session/end"),
        ("jwks_uri", "/.well-known/jwks.json", Endpoint::Jwks, "/jwks"),
    ])
}

/// authentik's, of the application `acme`: all but the metadata end in a slash.
#[must_use]
pub fn authentik_paths() -> Vec<Rule> {
    at(&[
        ("authorization_endpoint", "/application/o/authorize/", Endpoint::Authorize, "/auth"),
        ("token_endpoint", "/application/o/token/", Endpoint::Token, "/token"),
        ("userinfo_endpoint", "/application/o/userinfo/", Endpoint::Userinfo, "/userinfo"),
        ("revocation_endpoint", "/application/o/revoke/", Endpoint::Revocation, "/token/revocation"),
        ("end_session_endpoint", "/application/o/acme/end-session/", Endpoint::EndSession, "/session/end"),
        ("jwks_uri", "/application/o/acme/jwks/", Endpoint::Jwks, "/jwks"),
    ])
}

fn at(places: &[Place]) -> Vec<Rule> {
    let members: Vec<(&str, &str)> = places.iter().map(|place| (place.0, place.1)).collect();
    let published = on(Endpoint::Discovery).with(Fault::json(move |body| {
        for (name, path) in &members {
            let origin = body[*name].as_str().and_then(|url| url::Url::parse(url).ok());
            if let Some(origin) = origin.map(|url| url.origin().ascii_serialization()) {
                body[*name] = json!(format!("{origin}{path}"));
            }
        }
    }));
    let asked = places.iter().flat_map(|(_, path, endpoint, own)| {
        // The path of the issuer was taken off by the proxy.
        let (path, own) = (path.strip_prefix("/application/o/acme").unwrap_or(path), *own);
        let edit = move |asked: &mut String| {
            if asked == path {
                own.clone_into(asked);
            }
        };
        [on(*endpoint).with(Fault::path(edit)), on(*endpoint).preflight().with(Fault::path(edit))]
    });
    std::iter::once(published).chain(asked).collect()
}

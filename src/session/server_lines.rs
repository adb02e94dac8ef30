//! Server metadata as lines of a record, for transactions and sessions.
//!
//! A record is one value a line, in a fixed order; no value can hold a line break, since each was checked to be
//! printable. What is pinned in a record is what its tokens are sent to, whatever the configuration says later.

use crate::config::Algorithm;
use crate::protocol::metadata::{AccountServer, BetterAuthServer, RecordServer, ServerMetadata};
use crate::url::{Url, decimal};

/// How many lines a server takes.
pub(super) const COUNT: usize = 12;

/// The lines of a server.
pub(super) fn write(server: &ServerMetadata) -> [String; COUNT] {
    let algorithms: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
    let (kind, base, collection) = match &server.accounts {
        None => ("", String::new(), String::new()),
        Some(AccountServer::PocketBase(RecordServer { base, collection, has_pkce })) => {
            (if *has_pkce { "pkce" } else { "plain" }, base.as_str().to_owned(), collection.clone())
        }
        Some(AccountServer::BetterAuth(BetterAuthServer { base, by_cookie })) => {
            (if *by_cookie { "cookie" } else { "bearer" }, base.as_str().to_owned(), String::new())
        }
    };
    let url = |url: &Option<Url>| url.as_ref().map_or(String::new(), |url| url.as_str().to_owned());
    [
        server.issuer.clone(),
        server.authorization_endpoint.as_str().to_owned(),
        server.token_endpoint.as_str().to_owned(),
        server.jwks_uri.as_str().to_owned(),
        url(&server.userinfo_endpoint),
        url(&server.end_session_endpoint),
        url(&server.revocation_endpoint),
        algorithms.join(" "),
        decimal(u8::from(server.sends_iss)),
        base,
        collection,
        kind.to_owned(),
    ]
}

/// Reads them; `None` if they are damaged.
pub(super) fn read(lines: &[&str]) -> Option<ServerMetadata> {
    let [
        issuer,
        authorization,
        token,
        jwks,
        userinfo,
        end_session,
        revocation,
        algorithms,
        sends_iss,
        base,
        collection,
        kind,
    ] = lines
    else {
        return None;
    };
    let url = |text: &str| Url::parse(text).ok();
    Some(ServerMetadata {
        issuer: (*issuer).to_owned(),
        authorization_endpoint: url(authorization)?,
        token_endpoint: url(token)?,
        jwks_uri: url(jwks)?,
        userinfo_endpoint: url(userinfo),
        end_session_endpoint: url(end_session),
        revocation_endpoint: url(revocation),
        algorithms: algorithms.split_terminator(' ').map(Algorithm::parse).collect::<Option<_>>()?,
        sends_iss: *sends_iss == "1",
        accounts: match *kind {
            "" => None,
            "pkce" | "plain" => Some(AccountServer::PocketBase(RecordServer {
                base: url(base)?,
                collection: (*collection).to_owned(),
                has_pkce: *kind == "pkce",
            })),
            _ => Some(AccountServer::BetterAuth(BetterAuthServer {
                base: url(base)?,
                by_cookie: *kind == "cookie",
            })),
        },
    })
}

/// An absent value is an empty line.
pub(super) fn optional(line: &str) -> Option<String> {
    (!line.is_empty()).then(|| line.to_owned())
}

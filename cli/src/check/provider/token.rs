//! The token endpoint (RFC 6749 §3.2): asked with a made-up code, it has to refuse in a way that the page can read.

use portico::protocol::http::FetchError;
use portico::protocol::metadata::ServerMetadata;
use portico::protocol::secret::Code;
use portico::protocol::{Error, token};
use portico::text::clean;

use super::super::answer::Answer;
use super::super::ask::Unseen;
use super::super::entropy;
use super::super::report::{Finding, Outcome};
use super::{Codes, Subject};
use crate::product::Remedy;

pub(super) const CHECK: &str = "token endpoint";

/// No code of anybody.
const CODE: &str = "portico-check";

/// Does it know the client, and as a public one?
pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    let url = &server.token_endpoint;
    if !subject.is_allowed(CHECK, "token_endpoint", url, Outcome::Failed) {
        return;
    }
    let Some(redirect_uri) = subject.redirect_uri.clone() else { return };
    let (_, _, code_verifier) = entropy().split();
    let provider = subject.provider;
    let resource = provider.resources.first().map(String::as_str);
    let code = Code::new(CODE);
    let request = token::request(url, &provider.client_id, &redirect_uri, &code, &code_verifier, resource);
    let answered = subject.asker.ask(&request).await;
    // Unlike that of the metadata, this answer comes out of no cache.
    subject.clock = answered.as_ref().ok().and_then(Answer::clock).or(subject.clock);
    match subject.asker.see(url, answered) {
        Ok(answer) => judge(subject, server, &answer),
        Err(Unseen::Hidden { answer, .. }) if is_about_client(&answer) => {
            // Some hide this refusal alone from pages.
            unknown(subject, &answer);
        }
        Err(unseen) => {
            let codes = Codes {
                unreachable: Error::TokenUnreachable(FetchError::Unreachable).code(),
                too_large: Error::TokenTooLarge.code(),
            };
            subject.unseen(CHECK, &codes, url, &unseen, Remedy::Endpoint("token_endpoint"));
        }
    }
}

fn judge(subject: &mut Subject<'_>, server: &ServerMetadata, answer: &Answer) {
    let Err(error) = token::response(answer.fetched(), answer.now) else {
        let message = "it gives tokens for a code that nobody got".to_owned();
        let fix = "Don't use this server: whoever asks is signed in.".into();
        return subject.add(Finding::failed(CHECK, "token_malformed", message, fix));
    };
    let message = format!("{}: {error}", server.token_endpoint.as_str());
    let endpoint = Remedy::Endpoint("token_endpoint");
    let refuses = Finding::ok(CHECK, "refuses a made-up code, readably");
    match &error {
        _ if is_about_client(answer) => unknown(subject, answer),
        Error::TokenRejected { code: Some("invalid_target"), .. } => {
            subject.failed(CHECK, error.code(), message, Remedy::Resource);
        }
        Error::TokenRejected { code: Some("unsupported_grant_type"), .. } => {
            subject.failed(CHECK, error.code(), message, Remedy::Flow);
        }
        Error::TokenHttp(404 | 405) => subject.failed(CHECK, error.code(), message, endpoint),
        Error::TokenHttp(408 | 429 | 502..) => subject.warning(CHECK, error.code(), message, Remedy::Log),
        // Some answer a wrong code with an error of their own.
        Error::TokenRejected { .. } | Error::TokenHttp(_) => subject.add(refuses),
        _ => subject.failed(CHECK, error.code(), message, endpoint),
    }
}

fn unknown(subject: &mut Subject<'_>, answer: &Answer) {
    let id = subject.provider.client_id.as_str();
    let code =
        token::response(answer.fetched(), answer.now).err().map_or("token_rejected", |error| error.code());
    let words = error_of(answer).map(|words| format!(", {:?}", clean(&words, 80))).unwrap_or_default();
    let status = answer.status;
    let message =
        format!("the client {id:?} is not known, or is none without a secret (HTTP {status}{words})");
    subject.failed(CHECK, code, message, Remedy::Client { id });
}

/// `error` of the answer, which is not a registered word everywhere.
fn error_of(answer: &Answer) -> Option<String> {
    Some(portico::json::parse(answer.body.expose()).ok()?.str("error")?.to_owned())
}

/// Is it the client that is refused, and not the code (RFC 6749 §5.2)?
///
/// `invalid_client` says so, and a 401 that wants authentication or says nothing (Kanidm), or calls the client
/// unauthorized (Keycloak). Pocket ID 2.9 answers 404 and `{"error":"Client not found"}`. Rauthy has 401 and a word of its
/// own for a wrong code.
fn is_about_client(answer: &Answer) -> bool {
    let error = error_of(answer);
    let wants_authentication = answer.header("www-authenticate").is_some();
    match (answer.status, error.as_deref()) {
        (_, Some("invalid_client")) | (401, None | Some("unauthorized_client")) => true,
        (401, Some(_)) if wants_authentication => true,
        (_, Some("unauthorized_client")) => false,
        (400 | 401 | 403 | 404, Some(words)) => words.to_ascii_lowercase().contains("client"),
        _ => false,
    }
}

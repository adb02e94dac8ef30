//! The token endpoint (RFC 6749 §3.2): asked with a made-up code, it has to refuse in a way that the page can read.

use portico::protocol::metadata::ServerMetadata;
use portico::protocol::secret::Code;
use portico::protocol::{Error, token};

use super::super::entropy;
use super::super::report::Finding;
use super::Subject;
use crate::product::Remedy;

const CHECK: &str = "token endpoint";

/// No code of anybody.
const CODE: &str = "portico-check";

/// Does it know the client, and as a public one?
pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    if !subject.is_allowed(CHECK, "token_endpoint", &server.token_endpoint) {
        return;
    }
    let Some(redirect_uri) = subject.redirect_uri.clone() else { return };
    let (_, _, code_verifier) = entropy().split();
    let provider = subject.provider;
    let request = token::request(
        &server.token_endpoint,
        &provider.client_id,
        &redirect_uri,
        &Code::new(CODE),
        &code_verifier,
        provider.resources.first().map(String::as_str),
    );
    let answered = subject.asker.ask(&request, subject.origin().as_deref()).await;
    let Some(answer) = subject.read(CHECK, "token_unreachable", answered) else { return };
    let is_about_client = tells_of_a_client(answer.body.expose());
    match token::response(answer.fetched(), answer.now) {
        Err(error @ Error::TokenRejected { status, code }) => match (status, code) {
            (_, Some("invalid_client")) | (401, _) => unknown(subject, &error),
            (400 | 403 | 404, None) if is_about_client => unknown(subject, &error),
            (_, Some("invalid_target")) => {
                subject.failed(CHECK, error.code(), error.to_string(), Remedy::Resource);
            }
            _ => subject.add(Finding::ok(CHECK, "refuses a made-up code, readably")),
        },
        Err(error @ Error::TokenHttp(404 | 405)) => {
            let message = format!("{} answers with {error}", server.token_endpoint.as_str());
            subject.failed(CHECK, error.code(), message, Remedy::Metadata);
        }
        // Some answer a wrong code with an error of their own.
        Err(Error::TokenHttp(_)) => subject.add(Finding::ok(CHECK, "refuses a made-up code, readably")),
        Err(error) => {
            let message = format!("{}: {error}", server.token_endpoint.as_str());
            subject.failed(CHECK, error.code(), message, Remedy::Metadata);
        }
        Ok(_) => {
            let message = "it gives tokens for a code that nobody got".to_owned();
            let fix = "Don't use this server: whoever asks is signed in.".into();
            subject.add(Finding::failed(CHECK, "token_malformed", message, fix));
        }
    }
}

fn unknown(subject: &mut Subject<'_>, error: &Error) {
    let id = subject.provider.client_id.as_str();
    let message = format!("the client {id:?} is not known, or is none without a secret: {error}");
    let remedy = Remedy::Client { id };
    subject.failed(CHECK, error.code(), message, remedy);
}

/// Pocket ID 2.9 answers 404 and `{"error":"Client not found"}`.
fn tells_of_a_client(body: &str) -> bool {
    let document = portico::json::parse(body).ok();
    let error = document.as_ref().and_then(|document| document.str("error")).unwrap_or("");
    error.to_ascii_lowercase().contains("client")
}

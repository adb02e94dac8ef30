//! Going to the provider (RFC 6749 §4.1.1), twice: as nobody sees it, and as somebody does who wants to sign in.

use portico::protocol::metadata::ServerMetadata;

use super::super::redirect_uri::{self, Attempt, CHECK, Visited};
use super::super::report::{Finding, Outcome};
use super::{Subject, framing};

/// Does it know the redirect URI, and would it let somebody sign in?
pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    let Some(redirect_uri) = subject.redirect_uri.clone() else { return };
    if let Some(page) = subject.asker.page().filter(|page| page.origin() != redirect_uri.origin()) {
        let message = format!(
            "{} is of another origin than the page, {}: what comes back there belongs to no sign-in",
            redirect_uri.as_str(),
            page.origin().as_str()
        );
        let fix = "Leave `redirect_uri` out, or let it lead to the page.".into();
        return subject.add(Finding::failed(CHECK, "redirect_uri_mismatch", message, fix));
    }
    let attempt = Attempt {
        endpoint: &server.authorization_endpoint,
        redirect_uri: &redirect_uri,
        client_id: Some(&subject.provider.client_id),
        product: subject.product,
    };
    let silent = redirect_uri::request(subject.provider, server, &redirect_uri, true);
    let first = attempt.judge(attempt.visit(subject.asker, &silent).await, true);
    if first.outcome == Outcome::Failed {
        return subject.add(first);
    }
    let seen = redirect_uri::request(subject.provider, server, &redirect_uri, false);
    let visited = attempt.visit(subject.asker, &seen).await;
    let framing = match &visited {
        Visited::Page { url, answer } if answer.is_success() && attempt.is_own(url) => {
            framing::judge(answer, subject)
        }
        _ => Finding::skipped(framing::CHECK, "it showed no page of its own to look at"),
    };
    let second = attempt.judge(visited, false);
    subject.add(if second.outcome == Outcome::Failed { second } else { first });
    subject.add(framing);
}

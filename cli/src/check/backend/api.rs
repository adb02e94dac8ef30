//! An API that gets the access token (RFC 6750).

use portico::config::{Method, Request};
use portico::protocol::http;

use super::super::ask::Unseen;
use super::super::report::Finding;
use super::Subject;

const CHECK: &str = "request";

/// What the account screen says of it.
const CODE: &str = "backend_unreachable";

/// Largest answer that is read, in bytes.
const MAX_SIZE: usize = 64 * 1024;

/// No request is configured.
pub(super) fn none(subject: &mut Subject<'_>) {
    subject.add(Finding::skipped(CHECK, "none is configured; scripts of the page may make any"));
}

pub(super) async fn check(subject: &mut Subject<'_>, request: &Request) {
    if preflight(subject, request).await {
        refusal(subject, request).await;
    }
}

/// May the page send the token?
pub(super) async fn preflight(subject: &mut Subject<'_>, request: &Request) -> bool {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let Err(unseen) = subject.asker.preflight(&request.url, method, "authorization").await else {
        return true;
    };
    let origin = subject.asker.foreign_origin(&request.url).unwrap_or_default();
    let fix = format!(
        "Let the API answer OPTIONS with 204, Access-Control-Allow-Origin: {origin} and \
         Access-Control-Allow-Headers: Authorization."
    );
    subject.unseen(CHECK, CODE, &request.url, &unseen, &fix);
    false
}

/// Without a token it has to refuse, and let the page read that it does: or an expired token looks like a dead network.
async fn refusal(subject: &mut Subject<'_>, request: &Request) {
    if request.method == Method::Post {
        // Whoever it is asked by, it might do something.
        return subject.add(Finding::ok(CHECK, "a page may send it a bearer token"));
    }
    let anonymous = http::Request::get(request.url.clone(), MAX_SIZE);
    let answer = match subject.asker.fetch(&anonymous).await {
        Ok(answer) => answer,
        Err(Unseen::Redirected(to)) => {
            let message = format!("without a token it redirects to {to}, and the page follows no redirects");
            let fix = "Let the API refuse with 401 in place of a redirect to a sign-in page: an expired token looks like a \
                       dead network otherwise."
                .into();
            return subject.add(Finding::failed(CHECK, CODE, message, fix));
        }
        Err(unseen) => {
            let fix = "Let the API send Access-Control-Allow-Origin with its refusals (401) too: the page can't tell an \
                       expired token from a dead network otherwise.";
            return subject.unseen(CHECK, CODE, &request.url, &unseen, fix);
        }
    };
    let message = |what: &str| format!("{what} (HTTP {} without a token)", answer.status);
    let warning = |what: &str, fix: &str| Finding::warning(CHECK, "backend_http", message(what), fix.into());
    subject.add(match answer.status {
        401 | 403 => Finding::ok(CHECK, message("a page may send it a bearer token, and reads its refusals")),
        404 | 405 => warning("there seems to be nothing to ask", "Is the path of `backend.request` right?"),
        500.. => warning("it fails", "Look at the log of the API."),
        _ => Finding::ok(CHECK, message("a page may send it a bearer token")),
    });
}

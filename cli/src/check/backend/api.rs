//! An API that gets the access token (RFC 6750).

use portico::config::{Backend, Method, Request};
use portico::protocol::http;

use super::super::cors;
use super::super::report::Finding;
use super::Subject;

const CHECK: &str = "request";

/// What the account screen says of it.
const CODE: &str = "backend_unreachable";

/// Largest answer that is read, in bytes.
const MAX_SIZE: usize = 64 * 1024;

pub(super) async fn check(subject: &mut Subject<'_>, backend: &Backend) {
    let Some(request) = &backend.request else {
        return subject.add(Finding::skipped(CHECK, "none is configured; scripts of the page may make any"));
    };
    if preflight(subject, request).await {
        refusal(subject, request).await;
    }
}

/// May the page send the token?
async fn preflight(subject: &mut Subject<'_>, request: &Request) -> bool {
    let Some(origin) = subject.foreign_origin(&request.url) else { return true };
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let url = request.url.as_str();
    let finding = match subject.asker.preflight(url, method, "authorization", &origin).await {
        Err(unanswered) => Finding::failed(CHECK, CODE, unanswered.to_string(), unanswered.fix()),
        Ok(answer) => match cors::allows(&answer, &origin, method, "authorization") {
            Ok(()) => return true,
            Err(blocked) => {
                let message = format!("a page of {origin} may not send a bearer token: {blocked}");
                let fix = format!(
                    "Let the API answer OPTIONS with 204, Access-Control-Allow-Origin: {origin} and \
                     Access-Control-Allow-Headers: Authorization."
                );
                Finding::failed(CHECK, CODE, message, fix)
            }
        },
    };
    subject.add(finding);
    false
}

/// Without a token it has to refuse, and let the page read that it does: or an expired token looks like a dead network.
async fn refusal(subject: &mut Subject<'_>, request: &Request) {
    if request.method == Method::Post {
        // Whoever it is asked by, it might do something.
        return subject.add(Finding::ok(CHECK, "a page may send it a bearer token"));
    }
    let asked = http::Request::get(request.url.clone(), MAX_SIZE);
    let origin = subject.page.map(|page| page.origin().as_str().to_owned());
    let answered = subject.asker.ask(&asked, origin.as_deref()).await;
    let fix = "Let the API send Access-Control-Allow-Origin with its refusals (401) too: the page can't tell an expired token \
               from a dead network otherwise.";
    let Some(answer) = subject.read(CHECK, CODE, &request.url, answered, fix) else { return };
    let message = |what: &str| format!("{what} (HTTP {} without a token)", answer.status);
    subject.add(match answer.status {
        401 | 403 => Finding::ok(CHECK, message("a page may send it a bearer token, and reads its refusals")),
        404 | 405 => Finding::warning(
            CHECK,
            "backend_http",
            message("there seems to be nothing to ask"),
            "Is the path of `backend.request` right?".into(),
        ),
        500.. => {
            Finding::warning(CHECK, "backend_http", message("it fails"), "Look at the log of the API.".into())
        }
        _ => Finding::ok(CHECK, message("a page may send it a bearer token")),
    });
}

//! Userinfo (OIDC Core §5.3): may the page send it a bearer token? Whether its answer can be read is seen with a token only.

use portico::protocol::metadata::ServerMetadata;

use super::super::cors;
use super::super::report::Finding;
use super::Subject;
use crate::product::Remedy;

const CHECK: &str = "userinfo";

/// Sign-in works without, and then shows no more than what the ID token says.
const CODE: &str = "userinfo_unreachable";

pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    // A token for an API is no token for userinfo, so the page does not ask.
    let Some(endpoint) = server.userinfo_endpoint.as_ref().filter(|_| subject.provider.resources.is_empty())
    else {
        return;
    };
    let Some(origin) = subject.origin() else { return };
    if !subject.is_allowed(CHECK, "userinfo_endpoint", endpoint) {
        return;
    }
    let answered = subject.asker.preflight(endpoint.as_str(), "GET", "authorization", &origin).await;
    match answered {
        Err(unanswered) => {
            let message = format!("{}: {unanswered}", endpoint.as_str());
            subject.add(Finding::warning(CHECK, CODE, message, unanswered.fix()));
        }
        Ok(answer) => match cors::allows(&answer, &origin, "GET", "authorization") {
            Ok(()) => subject.add(Finding::ok(CHECK, "a page may send it a bearer token")),
            Err(blocked) => {
                let message = format!("a page of {origin} may not send it a bearer token: {blocked}");
                subject.warning(CHECK, CODE, message, Remedy::UserinfoCors(&origin));
            }
        },
    }
}

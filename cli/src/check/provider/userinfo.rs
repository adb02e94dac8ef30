//! Userinfo (OIDC Core §5.3): may the page send it a bearer token, and read what it says of one that nobody gave?

use portico::protocol::metadata::ServerMetadata;
use portico::protocol::secret::AccessToken;
use portico::protocol::userinfo;
use portico::url::Url;

use super::super::ask::Unseen;
use super::super::report::{Finding, Outcome};
use super::Subject;
use crate::product::Remedy;

pub(super) const CHECK: &str = "userinfo";

/// Sign-in works without, and then shows no more than what the ID token says.
const CODE: &str = "userinfo_unreachable";

pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    // A token for an API is no token for userinfo, so the page does not ask.
    let Some(url) = server.userinfo_endpoint.as_ref().filter(|_| subject.provider.resources.is_empty())
    else {
        return;
    };
    if subject.asker.page().is_none()
        || !subject.is_allowed(CHECK, "userinfo_endpoint", url, Outcome::Warning)
    {
        return;
    }
    if let Err(unseen) = subject.asker.preflight(url, "GET", "authorization").await {
        return tell(subject, url, unseen);
    }
    let request = userinfo::request(url, &AccessToken::new("portico-check"));
    match subject.asker.fetch(&request).await {
        Ok(answer) if answer.status == 404 => {
            let message = format!("{} answers with HTTP 404", url.as_str());
            subject.warning(CHECK, CODE, message, Remedy::Endpoint("userinfo_endpoint"));
        }
        // authentik and others hide their refusals, and nothing else, from pages.
        Err(Unseen::Hidden { answer, .. }) if matches!(answer.status, 400 | 401 | 403) => readable(subject),
        Ok(_) => readable(subject),
        Err(unseen) => tell(subject, url, unseen),
    }
}

fn readable(subject: &mut Subject<'_>) {
    subject.add(Finding::ok(CHECK, "a page may send it a bearer token"));
}

fn tell(subject: &mut Subject<'_>, url: &Url, unseen: Unseen) {
    let origin = subject.asker.foreign_origin(url).unwrap_or("this origin").to_owned();
    let message = unseen.message(url, &origin);
    match unseen {
        Unseen::Unanswered(unanswered) => {
            subject.add(Finding::warning(CHECK, CODE, message, unanswered.fix()));
        }
        Unseen::Redirected(_) => {
            subject.warning(CHECK, CODE, message, Remedy::Endpoint("userinfo_endpoint"));
        }
        Unseen::Hidden { .. } => subject.warning(CHECK, CODE, message, Remedy::UserinfoCors(&origin)),
    }
}

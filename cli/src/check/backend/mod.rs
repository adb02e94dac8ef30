//! The backend: an API that gets the access token, or a server with accounts of its own.

mod api;
mod better_auth;
mod pocketbase;

use portico::config::{Accounts, Backend, Config};
use portico::url::Url;

use super::ask::{Answer, Asker, Unanswered};
use super::cors;
use super::report::{Finding, Section};

/// The backend, and who asks it.
struct Subject<'a> {
    asker: &'a Asker,
    page: Option<&'a Url>,
    findings: Vec<Finding>,
}

/// Asks a backend what an anonymous visitor would ask it.
pub(super) async fn check(config: &Config, backend: &Backend, page: Option<&Url>, asker: &Asker) -> Section {
    let mut subject = Subject { asker, page, findings: Vec::new() };
    let title = match &backend.accounts {
        Some(Accounts::PocketBase(base)) => {
            pocketbase::check(&mut subject, base).await;
            format!("PocketBase  {}", base.url.as_str())
        }
        Some(Accounts::BetterAuth(server)) => {
            better_auth::check(&mut subject, config, server).await;
            format!("better-auth  {}", server.url.as_str())
        }
        None => match &backend.request {
            Some(request) => format!("The API  {}", request.url.as_str()),
            None => "The API".into(),
        },
    };
    // A session in a cookie is not sent elsewhere, and what is the backend's own it does not refuse with CORS.
    if backend.accounts.is_none() {
        api::check(&mut subject, backend).await;
    }
    Section { field: "backend".into(), title, findings: subject.findings }
}

impl Subject<'_> {
    fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The page's origin, if it is another one than that of the address.
    fn foreign_origin(&self, url: &Url) -> Option<String> {
        let origin = self.page?.origin();
        (origin != url.origin()).then(|| origin.as_str().to_owned())
    }

    /// The answer, if the page would get it.
    fn read(
        &mut self,
        check: &'static str,
        code: &'static str,
        url: &Url,
        answered: Result<Answer, Unanswered>,
        fix: &str,
    ) -> Option<Answer> {
        let answer = match answered {
            Ok(answer) => answer,
            Err(unanswered) => {
                let message = format!("{}: {unanswered}", url.as_str());
                self.add(Finding::failed(check, code, message, unanswered.fix()));
                return None;
            }
        };
        if let Some(origin) = self.foreign_origin(url)
            && let Err(blocked) = cors::readable(&answer, &origin)
        {
            let message = format!("a page of {origin} may not read {}: {blocked}", url.as_str());
            self.add(Finding::failed(check, code, message, fix.to_owned()));
            return None;
        }
        Some(answer)
    }
}

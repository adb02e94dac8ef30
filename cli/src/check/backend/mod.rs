//! The backend: an API that gets the access token, or a server with accounts of its own.

mod api;
mod better_auth;
mod pocketbase;

use portico::config::{Accounts, Backend, Config};
use portico::url::Url;

use super::ask::{Asker, Unseen};
use super::report::{Finding, Section};

/// The backend, and who asks it.
struct Subject<'a> {
    asker: &'a Asker,
    findings: Vec<Finding>,
}

/// Asks a backend what an anonymous visitor would ask it.
pub(super) async fn check(config: &Config, backend: &Backend, asker: &Asker) -> Section {
    let mut subject = Subject { asker, findings: Vec::new() };
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
    match (&backend.accounts, &backend.request) {
        (None, Some(request)) => api::check(&mut subject, request).await,
        (None, None) => api::none(&mut subject),
        // What these answer to somebody without a token, says nothing of how they refuse one.
        (Some(_), Some(request)) => drop(api::preflight(&mut subject, request).await),
        (Some(_), None) => {}
    }
    Section { field: "backend".into(), title, findings: subject.findings }
}

impl Subject<'_> {
    fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Says why the page gets nothing from this address; `of_cors` is what to do where CORS is why.
    fn unseen(&mut self, check: &'static str, code: &'static str, url: &Url, unseen: &Unseen, of_cors: &str) {
        let message = unseen.message(url, self.asker.foreign_origin(url).unwrap_or("this origin"));
        let fix = unseen.fix(url, |_| of_cors.to_owned());
        self.add(Finding::failed(check, code, message, fix));
    }
}

//! An identity provider that the page is a client of itself.

mod clock;
mod framing;
mod keys;
mod metadata;
mod sign_in;
mod sign_out;
mod token;
mod userinfo;

use portico::config::Provider;
use portico::url::Url;

use super::ask::{Asker, Unanswered, Unseen};
use super::report::{Finding, Outcome};
use crate::product::{Product, Remedy};

/// A provider, and who asks it.
pub(super) struct Subject<'a> {
    provider: &'a Provider,
    product: Product,
    asker: &'a Asker,
    /// Where the provider sends people back to.
    redirect_uri: Option<Url>,
    /// Origins that the page's policy allows beside its own.
    connect: &'a [String],
    /// By how many seconds the server's clock is ahead of this machine's.
    clock: Option<i64>,
    findings: Vec<Finding>,
}

/// What the page says where an endpoint gives it nothing.
struct Codes {
    unreachable: &'static str,
    too_large: &'static str,
}

/// Asks a provider all that the page will need of it.
pub(super) async fn check(provider: &Provider, connect: &[String], asker: &Asker) -> Vec<Finding> {
    let mut subject = Subject {
        provider,
        product: Product::of([provider.discovery.url.as_str(), provider.issuer()]),
        asker,
        redirect_uri: provider.redirect_uri.as_ref().or(asker.page()).cloned(),
        connect,
        clock: None,
        findings: Vec::new(),
    };
    subject.check().await;
    subject.findings
}

impl Subject<'_> {
    async fn check(&mut self) {
        let Some(found) = metadata::check(self).await else { return };
        let (server, is_usable) = (&found.server, |name| !found.unusable.contains(&name));
        keys::check(self, &found).await;
        if is_usable("token_endpoint") {
            token::check(self, server).await;
        }
        userinfo::check(self, server).await;
        if is_usable("authorization_endpoint") {
            sign_in::check(self, server).await;
        }
        sign_out::check(self, server);
        clock::check(self);
    }

    fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn failed(&mut self, check: &'static str, code: &'static str, message: String, remedy: Remedy<'_>) {
        let fix = self.product.remedy(remedy);
        self.add(Finding::failed(check, code, message, fix));
    }

    fn warning(&mut self, check: &'static str, code: &'static str, message: String, remedy: Remedy<'_>) {
        let fix = self.product.remedy(remedy);
        self.add(Finding::warning(check, code, message, fix));
    }

    /// Says why the page gets nothing from this address; `missing` is what to do if there is nothing there.
    fn unseen(
        &mut self,
        check: &'static str,
        codes: &Codes,
        url: &Url,
        unseen: &Unseen,
        missing: Remedy<'_>,
    ) {
        let origin = self.asker.foreign_origin(url).unwrap_or("this origin");
        let message = unseen.message(url, origin);
        let is_large = matches!(unseen, Unseen::Unanswered(Unanswered::TooLarge(_)));
        let code = if is_large { codes.too_large } else { codes.unreachable };
        let fix = unseen.fix(url, |answer| {
            self.product.remedy(match answer.status {
                404 | 405 => missing,
                500.. => Remedy::Log,
                _ => Remedy::Cors(origin),
            })
        });
        self.add(Finding::failed(check, code, message, fix));
    }

    /// Does the page's policy let it ask this endpoint? If not, that comes out so.
    fn is_allowed(
        &mut self,
        check: &'static str,
        name: &'static str,
        endpoint: &Url,
        outcome: Outcome,
    ) -> bool {
        let origin = endpoint.origin().as_str();
        let is_own = self.asker.page().is_some_and(|page| page.origin() == endpoint.origin());
        if is_own || self.connect.iter().any(|allowed| allowed == origin) {
            return true;
        }
        let message = format!("{} is on an origin that config.json does not name", endpoint.as_str());
        let fix = self.product.remedy(Remedy::ForeignEndpoint { name, origin });
        let finding = Finding::failed(check, "endpoint_not_allowed", message, fix);
        self.add(Finding { outcome, ..finding });
        false
    }
}

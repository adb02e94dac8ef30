//! An identity provider that the page is a client of itself.

mod clock;
mod framing;
mod keys;
mod metadata;
mod sign_out;
mod token;
mod userinfo;

use portico::config::Provider;
use portico::protocol::metadata::ServerMetadata;
use portico::url::Url;

use super::ask::{Answer, Asker, Unanswered};
use super::cors;
use super::redirect_uri::{self, Visited};
use super::report::Finding;
use crate::product::{Product, Remedy};

/// A provider, and who asks it.
pub(super) struct Subject<'a> {
    provider: &'a Provider,
    product: Product,
    asker: &'a Asker,
    /// Where the provider sends people back to: on the page's origin.
    redirect_uri: Option<Url>,
    /// Origins that the page's policy allows.
    connect: &'a [String],
    findings: Vec<Finding>,
}

/// Asks a provider all that the page will need of it.
pub(super) async fn check(
    provider: &Provider,
    page: Option<&Url>,
    connect: &[String],
    asker: &Asker,
) -> Vec<Finding> {
    let subject = Subject {
        provider,
        product: Product::of([provider.discovery.url.as_str(), provider.issuer()]),
        asker,
        redirect_uri: provider.redirect_uri.clone().or_else(|| page.cloned()),
        connect,
        findings: Vec::new(),
    };
    subject.check().await
}

impl Subject<'_> {
    async fn check(mut self) -> Vec<Finding> {
        let Some(found) = metadata::check(&mut self).await else { return self.findings };
        let server = &found.server;
        let endpoints = [&server.token_endpoint, &server.jwks_uri, &found.discovery_url];
        let addresses = endpoints.map(Url::as_str);
        if self.product == Product::Other {
            self.product = Product::of(addresses);
        }
        keys::check(&mut self, &found).await;
        token::check(&mut self, server).await;
        userinfo::check(&mut self, server).await;
        let came_back = self.redirect_uri(server).await;
        if came_back {
            framing::check(&mut self, server).await;
        }
        sign_out::check(&mut self, server);
        clock::check(&mut self, &found);
        self.findings
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

    /// Where the page is.
    fn origin(&self) -> Option<String> {
        self.redirect_uri.as_ref().map(|url| url.origin().as_str().to_owned())
    }

    /// The answer, if the page would get it: a server that answers, no redirection, and CORS.
    fn read(
        &mut self,
        check: &'static str,
        code: &'static str,
        answered: Result<Answer, Unanswered>,
    ) -> Option<Answer> {
        let answer = match answered {
            Ok(answer) => answer,
            Err(unanswered) => {
                self.add(Finding::failed(check, code, unanswered.to_string(), unanswered.fix()));
                return None;
            }
        };
        if let Some(location) = answer.location() {
            let location = portico::text::clean(location.split('?').next().unwrap_or(location), 200);
            let message = format!("it redirects to {location}, and the page follows no redirects");
            self.add(Finding::failed(
                check,
                code,
                message,
                "Name the address behind it in config.json.".into(),
            ));
            return None;
        }
        if let Some(origin) = self.origin()
            && let Err(blocked) = cors::readable(&answer, &origin)
        {
            let message = format!("a page of {origin} may not read it: {blocked}");
            self.failed(check, code, message, Remedy::Cors(&origin));
            return None;
        }
        Some(answer)
    }

    /// Does the page's policy let it ask this endpoint?
    fn is_allowed(&mut self, check: &'static str, name: &'static str, endpoint: &Url) -> bool {
        let origin = endpoint.origin().as_str();
        if self.connect.iter().any(|allowed| allowed == origin) {
            return true;
        }
        let message = format!("{} is on an origin that config.json does not name", endpoint.as_str());
        self.failed(check, "endpoint_not_allowed", message, Remedy::ForeignEndpoint { name, origin });
        false
    }

    /// Asks for a sign-in without anybody to sign in. Has the provider sent somebody back?
    async fn redirect_uri(&mut self, server: &ServerMetadata) -> bool {
        let Some(redirect_uri) = self.redirect_uri.clone() else { return false };
        let address = redirect_uri::request(self.provider, server, &redirect_uri);
        let visited = redirect_uri::visit(self.asker, &address, &redirect_uri).await;
        let came_back = matches!(visited, Visited::Back(_));
        let product = self.product;
        let client_id = Some(self.provider.client_id.as_str());
        self.add(redirect_uri::judge(visited, &redirect_uri, client_id, product));
        came_back
    }
}

//! PocketBase: the collection, and the providers that it is the client of.

use futures_util::future::join_all;
use portico::backend::pocketbase::{self, Error, auth_methods, realtime};
use portico::config::PocketBase;
use portico::protocol::authorization::Binding;
use portico::protocol::http::FetchError;
use portico::url::Url;

use super::super::ask::Asker;
use super::super::entropy;
use super::super::redirect_uri::{self, Attempt};
use super::super::report::Finding;
use super::Subject;
use crate::product::Product;

const CHECK: &str = "collection";

pub(super) async fn check(subject: &mut Subject<'_>, base: &PocketBase) {
    let Ok(request) = auth_methods::request(&base.url, &base.collection) else { return };
    let unreachable = Error::Unreachable(FetchError::Unreachable).code();
    let answer = match subject.asker.fetch(&request).await {
        Ok(answer) => answer,
        Err(unseen) => {
            let fix = "Start PocketBase with --origins=* (as it is by itself), or with the page's origin among them.";
            return subject.unseen(CHECK, unreachable, &request.url, &unseen, fix);
        }
    };
    // Renewal is such a call, and so is every other one of somebody who is signed in.
    if let Err(unseen) = subject.asker.preflight(&request.url, "POST", "authorization").await {
        let fix = "Let what is in front of PocketBase allow the header Authorization (Access-Control-Allow-Headers).";
        return subject.unseen(CHECK, unreachable, &request.url, &unseen, fix);
    }
    let methods = match auth_methods::response(answer.fetched()) {
        Ok(methods) => methods,
        Err(error) => {
            let fix = match error {
                Error::CollectionMissing => format!(
                    "In PocketBase, Collections: is there an auth collection {:?}? Its name is `backend.collection`.",
                    base.collection
                ),
                _ => "Is `backend.base_url` the address of a PocketBase of version 0.23 or newer?".into(),
            };
            return subject.add(Finding::failed(CHECK, error.code(), error.to_string(), fix));
        }
    };
    let names = methods.providers.iter().map(|provider| provider.name.as_str());
    let further = [("password", methods.password.is_some()), ("one-time password", methods.otp.is_some())];
    let ways: Vec<&str> = names.chain(further.iter().filter(|way| way.1).map(|way| way.0)).collect();
    if ways.is_empty() {
        let message = format!("{:?} lets nobody in: every way to sign in is off", base.collection);
        let fix =
            "In PocketBase, Collections, this collection, Edit, Options: switch on OAuth2 or passwords."
                .into();
        return subject.add(Finding::failed(CHECK, "pocketbase_method_off", message, fix));
    }
    subject.add(Finding::ok(CHECK, format!("{}: {}", base.collection, ways.join(", "))));
    let own = || realtime::redirect_uri(&base.url).ok();
    let redirect_uri = if base.realtime { own() } else { subject.asker.page().cloned() };
    let asker = subject.asker;
    let checks =
        methods.providers.iter().map(|provider| check_provider(asker, provider, redirect_uri.as_ref()));
    subject.findings.extend(join_all(checks).await.into_iter().flatten());
}

async fn check_provider(
    asker: &Asker,
    provider: &pocketbase::Provider,
    redirect_uri: Option<&Url>,
) -> Vec<Finding> {
    let name = &provider.display_name;
    let mut findings = Vec::new();
    if !provider.has_pkce {
        let message = format!("{name}: PKCE is off");
        let fix = "In PocketBase, the collection's OAuth2 options, this provider: switch on PKCE.".into();
        findings.push(Finding::warning("pkce", "pkce_off", message, fix));
    }
    let (Some(redirect_uri), Some(endpoint)) = (redirect_uri, &provider.auth_url) else { return findings };
    let (state, nonce, code_verifier) = entropy().split();
    let binding = Binding {
        state: &state,
        nonce: &nonce,
        code_verifier: &code_verifier,
        redirect_uri,
        is_silent: true,
    };
    let finding = match pocketbase::authorization::request(provider, binding) {
        Ok(address) => {
            let product = Product::of([endpoint.as_str()]);
            let attempt = Attempt { endpoint, redirect_uri, client_id: None, product };
            attempt.judge(attempt.visit(asker, &address).await, true)
        }
        Err(error) => {
            let fix =
                "In PocketBase, the collection's OAuth2 options, this provider: mend its Auth URL, or use \
                       `backend.realtime`."
                    .into();
            Finding::failed(redirect_uri::CHECK, error.code(), error.to_string(), fix)
        }
    };
    findings.push(Finding { message: format!("{name}: {}", finding.message), ..finding });
    findings
}

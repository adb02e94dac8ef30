//! better-auth: whom it trusts, whose ID tokens it takes, and whether a page elsewhere may ask it.

use portico::backend::better_auth::{Credential, Error, Start, get_session, sign_in_social, sign_in_sso};
use portico::config::{BetterAuth, Config, Shown};
use portico::protocol::form;
use portico::protocol::http::FetchError;
use portico::url::Url;

use super::super::ask::{Asker, fetched};
use super::super::redirect_uri::Attempt;
use super::super::report::Finding;
use super::Subject;
use crate::product::Product;

mod id_token;

const SERVER: &str = "server";
const PROVIDER: &str = "provider";

pub(super) async fn check(subject: &mut Subject<'_>, config: &Config, server: &BetterAuth) {
    if !server.is_by_cookie() {
        return id_token::check(subject, config, server).await;
    }
    if let Some(origin) = subject.asker.foreign_origin(&server.url) {
        let message = format!("its session is a cookie of its own origin, and the page is at {origin}");
        let fix = format!(
            "Serve the page from {}, at any path; or let it sign in by itself, with `providers` of its own.",
            server.url.origin().as_str()
        );
        return subject.add(Finding::failed(SERVER, "backend_of_another_origin", message, fix));
    }
    let Ok(request) = get_session::request(&server.url, Credential::Cookie) else { return };
    let seen = subject.asker.fetch(&request).await;
    match get_session::response(fetched(&seen)) {
        Ok(_) => subject.add(Finding::ok(SERVER, "answers who is signed in")),
        Err(error) => {
            let message = match seen {
                Err(unseen) => unseen.message(&request.url, "its own origin"),
                Ok(_) => error.to_string(),
            };
            return subject.add(Finding::failed(SERVER, error.code(), message, fix(&error, &server.url, "")));
        }
    }
    // Its session is a cookie of its own origin: that is where the page is, whether it is said or not.
    let root = || server.url.join("/").ok();
    let Some(page) = subject.asker.page().cloned().or_else(root) else { return };
    let asker = subject.asker.at(page.clone());
    for provider in &server.providers {
        subject.findings.extend(start(&asker, server, provider, &page).await);
    }
}

/// Begins a sign-in that nobody goes on with: better-auth forgets it after five minutes.
async fn start(asker: &Asker, server: &BetterAuth, shown: &Shown, page: &Url) -> Vec<Finding> {
    let begin = Start { provider: &shown.id, callback_url: page, error_callback_url: page };
    let request = if shown.is_social {
        sign_in_social::request(&server.url, &begin)
    } else {
        sign_in_sso::request(&server.url, &begin)
    };
    let Ok(request) = request else { return Vec::new() };
    let url = match sign_in_sso::response(fetched(&asker.fetch(&request).await)) {
        Ok(url) => url,
        Err(error) => {
            let message = format!("{}: {error}", shown.id);
            let fix = fix(&error, &server.url, page.origin().as_str());
            return vec![Finding::failed(PROVIDER, error.code(), message, fix)];
        }
    };
    let known = format!("{} is known, and the page's address is trusted", shown.id);
    let mut findings = vec![Finding::ok(PROVIDER, known)];
    let redirect_uri = parameter(&url, "redirect_uri").and_then(|text| Url::parse(&text).ok());
    if let Some(redirect_uri) = redirect_uri {
        let address = url.with_query("prompt=none");
        let product = Product::of([url.as_str()]);
        let attempt = Attempt { endpoint: &url, redirect_uri: &redirect_uri, client_id: None, product };
        let finding = attempt.judge(attempt.visit(asker, &address).await, true);
        findings.push(Finding { message: format!("{}: {}", shown.id, finding.message), ..finding });
    }
    findings
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    let (_, query) = url.as_str().split_once('?')?;
    form::decode(query).into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

/// What to do about it: at better-auth's options, and by what Portabase calls them.
fn fix(error: &Error, server: &Url, origin: &str) -> String {
    match error {
        Error::Origin | Error::CallbackUrl => format!(
            "Add {origin} to `trustedOrigins` of better-auth. Portabase: to TRUSTED_DOMAINS, or PROJECT_URL is another one."
        ),
        Error::DiscoveryUntrusted => "Add the origin of the provider's issuer to `trustedOrigins` of better-auth. Portabase: to \
                                      TRUSTED_DOMAINS."
            .into(),
        Error::DiscoveryFailed => "better-auth can't read the provider's metadata: is the provider reachable from there, and the \
                                   issuer right, byte for byte? Portabase: AUTH_OIDC_…_ISSUER_URL."
            .into(),
        Error::ProviderUnknown => "The `id` has to be better-auth's `providerId`, and its `type` `social` for socialProviders and \
                                   genericOAuth(), else `sso`. Portabase: AUTH_OIDC_…_ID, or the name in lower case."
            .into(),
        Error::IdTokenUnsupported => "A provider of sso() takes no ID tokens: configure genericOAuth() with the page's client.".into(),
        Error::RateLimited { .. } => "Ask again in a minute.".into(),
        Error::Unreachable(FetchError::Unreachable | FetchError::TimedOut | FetchError::Offline) => {
            "Is better-auth running at `backend.base_url`?".into()
        }
        _ => format!("Is a better-auth at {}? `backend.auth_path` says so, if it is elsewhere.", server.as_str()),
    }
}

//! What the journeys with better-auth have in common.

use std::sync::Arc;

use portico_tests::servers::{BetterAuth, BetterAuthOptions, ConfidentialClient};
use portico_tests::site;
use portico_tests::stage::{Kind, Setup, Stage, journey_with};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The provider as Portabase has it, by `sso()`.
pub(super) const PROVIDER: &str = "pocketid";

/// Its title in the picker.
pub(super) const TITLE: &str = "Pocket ID";

/// A social provider, which can be linked.
pub(super) const SOCIAL: &str = "acme";

/// better-auth, which may have the page among its own files.
pub(super) struct Backend {
    pub(super) auth: Arc<BetterAuth>,
    /// With what it was configured last.
    pub(super) options: BetterAuthOptions,
    _folder: TempDir,
}

impl Backend {
    /// The page at better-auth's own origin.
    pub(super) fn page(&self) -> String {
        format!("{}/", self.auth.origin())
    }

    /// The address of one of its endpoints.
    pub(super) fn api(&self, path: &str) -> String {
        format!("{}/api/auth/{path}", self.auth.origin())
    }

    /// How many requests to this endpoint it has answered, without preflights.
    pub(super) fn asked(&self, path: &str) -> usize {
        let path = format!("/api/auth/{path}");
        self.auth.requests().iter().filter(|it| it.path == path && it.method != "OPTIONS").count()
    }

    /// Gives it other options.
    pub(super) fn change(&self, edit: impl FnOnce(&mut BetterAuthOptions)) {
        let mut options = self.options.clone();
        edit(&mut options);
        self.auth.configure(&options).unwrap();
    }

    /// Opens the page that it has, and waits for the picker.
    pub(super) async fn open_picker(&self, stage: &Stage) {
        stage.browser.open(&self.page()).await;
        stage.browser.see_state("picker").await;
    }

    /// Signs somebody in there, for the first time, and waits until the backend has answered.
    pub(super) async fn sign_in(&self, stage: &Stage, name: &str) {
        self.open_picker(stage).await;
        stage.browser.sign_in_with(TITLE, name).await;
        stage.browser.see_backend("answered").await;
    }
}

/// The configuration of a page at better-auth's own origin.
pub(super) fn own_config(origin: &str) -> Value {
    json!({
        "page": { "title": "Acme" },
        "backend": {
            "kind": "better-auth",
            "base_url": origin,
            "providers": [
                { "id": PROVIDER, "title": TITLE },
                { "id": SOCIAL, "type": "social", "title": "Acme Social" },
            ],
            "request": { "path": "api/auth/list-accounts" },
        },
    })
}

/// Runs a journey with a better-auth of these providers: the first one is that of `sso()`, a second one is social.
pub(super) fn with(
    kinds: Vec<Kind>,
    edit: impl FnOnce(&Stage, &mut BetterAuthOptions),
    steps: impl AsyncFnOnce(&Stage, &Backend),
) {
    // Its address comes first: the provider must know it.
    let auth = Arc::new(BetterAuth::start(&BetterAuthOptions::default()).unwrap());
    let uris = [auth.redirect_uri(PROVIDER), auth.social_redirect_uri(SOCIAL)];
    let op = json!({ "confidential": [ConfidentialClient::backend(uris).metadata()] });
    journey_with(&Setup { providers: kinds, op, ..Setup::default() }, async |stage| {
        let config = own_config(&auth.origin());
        let folder = site::copy_with_config(&config).unwrap();
        let mut more = json!({ "headers": site::headers(&config) });
        if let Some(second) = stage.providers.get(1) {
            more["social"] = json!({ "id": SOCIAL, "issuer": second.issuer() });
        }
        let mut options = BetterAuthOptions {
            issuer: stage.provider().issuer().to_owned(),
            folder: Some(folder.path().to_owned()),
            more,
            ..BetterAuthOptions::default()
        };
        edit(stage, &mut options);
        auth.configure(&options).unwrap();
        stage.is_also_at(auth.origin());
        // It goes on until the page was looked at once more.
        let auth = Arc::clone(&auth);
        steps(stage, &Backend { auth, options, _folder: folder }).await;
    });
}

/// Runs a journey with a better-auth that has the page at its own origin.
pub(super) fn on_its_own_origin(steps: impl AsyncFnOnce(&Stage, &Backend)) {
    of(vec![Kind::default()], steps);
}

/// The same with these providers.
pub(super) fn of(kinds: Vec<Kind>, steps: impl AsyncFnOnce(&Stage, &Backend)) {
    with(kinds, |_, _| {}, steps);
}

/// Who is signed in by the cookie, as better-auth tells the page.
pub(super) async fn session(stage: &Stage) -> Value {
    stage.browser.run("return fetch('/api/auth/get-session').then((it) => it.json())").await
}

/// What the account screen says beside this label.
pub(super) async fn fact(stage: &Stage, label: &str) -> String {
    let script = format!(
        "const line = [...document.querySelectorAll('.facts dt')].find((it) => it.innerText === '{label}');
        return line?.nextElementSibling.innerText ?? 'no such line';"
    );
    stage.browser.run(&script).await.as_str().unwrap_or_default().to_owned()
}

/// What scripts of the page are told.
pub(super) async fn account(stage: &Stage) -> Value {
    stage.browser.run("return portico.session.account()").await
}

/// Where the page keeps or shows this text.
pub(super) async fn places_of(stage: &Stage, secret: &str) -> Vec<String> {
    assert!(secret.len() > 16, "{secret:?} is no secret");
    let stored = stage.browser.stored().await;
    assert!(!stored.is_empty() && stored.iter().all(|it| it.place != "scan failed"), "{stored:?}");
    stored.into_iter().filter(|it| it.text.contains(secret)).map(|it| it.place).collect()
}

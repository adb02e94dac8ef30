//! Everything a journey needs, set up in one call and checked at its end.

mod afterwards;
mod browsers;
mod provider;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{LazyLock, Mutex};
use std::thread;

use futures_util::FutureExt as _;
pub use provider::{Kind, Provider};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::browser::Browser;
use crate::config;
use crate::host::Host;
use crate::proxy::Proxy;
use crate::servers::{ResourceServer, ResourceServerOptions};
use crate::site::Site;

/// One runtime for all journeys: servers that they share live on it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// How a stage is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The path that the page is served under.
    pub base_path: &'static str,
    /// The providers of the picker, in order.
    pub providers: Vec<Kind>,
    /// Further members of the options of each provider, see `servers/op.mjs`.
    pub op: Value,
    /// Is there a site of somebody else that carries the widget?
    pub host: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { base_path: "/", providers: vec![Kind::default()], op: Value::Null, host: false }
    }
}

/// A page, its providers, a backend and a browser.
#[derive(Debug)]
pub struct Stage {
    /// The page.
    pub site: Site,
    /// The providers of the picker, in order.
    pub providers: Vec<Provider>,
    /// The backend; it trusts the first provider.
    pub api: ResourceServer,
    /// What stands before the backend.
    pub backend: Proxy,
    /// The browser.
    pub browser: Browser,
    host: Option<Host>,
    pages: Mutex<Vec<String>>,
    excused: Mutex<Vec<String>>,
    still_open: Mutex<bool>,
    violations: Mutex<bool>,
}

impl Stage {
    async fn set(setup: &Setup, browser: Browser) -> std::io::Result<Self> {
        let site = Site::start(setup.base_path).await?;
        let host = if setup.host { Some(Host::start().await?) } else { None };
        let ways_back = host.as_ref().map(Host::redirect_uris).unwrap_or_default();
        let mut providers = Vec::new();
        for kind in &setup.providers {
            providers.push(Provider::start(kind, &site.url(), &ways_back, &setup.op).await?);
        }
        let first = providers.first().expect("a stage has a provider");
        let api = ResourceServer::start(&ResourceServerOptions {
            issuer: first.op.issuer().to_owned(),
            jwks_uri: Some(format!("http://127.0.0.1:{}/jwks", first.op.port())),
            origins: host.iter().map(Host::origin).chain([site.origin()]).collect(),
            ..ResourceServerOptions::default()
        })?;
        let backend = Proxy::start().await?;
        backend.forward_to(api.port(), "");
        let stage = Self {
            site,
            providers,
            api,
            backend,
            browser,
            pages: Mutex::new(host.iter().map(Host::origin).collect()),
            host,
            excused: Mutex::default(),
            still_open: Mutex::default(),
            violations: Mutex::default(),
        };
        stage.configure(|_| ());
        Ok(stage)
    }

    /// The configuration that the page has unless a journey changes it.
    #[must_use]
    pub fn configuration(&self) -> Value {
        let entries: Vec<Value> = self.providers.iter().map(Provider::entry).collect();
        config::configuration(&entries, &self.backend.origin())
    }

    /// Changes the configuration of the page and of the widget, from the next load on.
    pub fn configure(&self, edit: impl FnOnce(&mut Value)) {
        let mut config = self.configuration();
        edit(&mut config);
        self.site.configure(&config);
        if let Some(host) = &self.host {
            host.configure(&config);
        }
    }

    /// The site that carries the widget, if the stage was set up with one.
    #[must_use]
    pub fn host(&self) -> &Host {
        self.host.as_ref().expect("the stage is set up with a host")
    }

    /// The first provider, which is the only one in most journeys.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.providers[0]
    }

    /// Opens the page and waits for the picker.
    pub async fn open_picker(&self) {
        self.browser.open(&self.site.url()).await;
        self.browser.see_state("picker").await;
    }

    /// Signs alice in, from the picker to the account screen.
    pub async fn sign_in(&self) {
        self.open_picker().await;
        self.browser.sign_in_with(&self.provider().title, "alice").await;
        self.browser.see_state("signed_in").await;
    }

    /// The page is served at this origin too, by a backend, and must keep and show no secret there either.
    pub fn is_also_at(&self, origin: impl Into<String>) {
        self.pages.lock().expect("no panic while held").push(origin.into());
    }

    /// A console line that holds this is expected: the browser itself reports each failed request.
    pub fn excuse(&self, part: impl Into<String>) {
        self.excused.lock().expect("no panic while held").push(part.into());
    }

    /// The failed requests to this endpoint of the first provider are expected.
    pub fn excuse_endpoint(&self, path: &str) {
        self.excuse(format!("{}{path}", self.provider().proxy.origin()));
    }

    /// This journey violates the policy of the page itself.
    pub fn violations_are_expected(&self) {
        *self.violations.lock().expect("no panic while held") = true;
    }

    /// A sign-in that has left for the provider may keep its transaction.
    pub fn a_sign_in_stays_open(&self) {
        *self.still_open.lock().expect("no panic while held") = true;
    }
}

/// Runs a journey with one provider.
pub fn journey(steps: impl AsyncFnOnce(&Stage)) {
    journey_with(&Setup::default(), steps);
}

/// Runs a journey: sets the stage, takes the steps, checks what must be true after every journey.
pub fn journey_with(setup: &Setup, steps: impl AsyncFnOnce(&Stage)) {
    RUNTIME.block_on(async {
        let (turn, browser) = browsers::take().await.unwrap_or_else(|error| panic!("no browser: {error}"));
        let stage = Stage::set(setup, browser).await.unwrap_or_else(|error| panic!("no stage: {error}"));
        let walked = AssertUnwindSafe(async {
            steps(&stage).await;
            stage.afterwards().await;
        });
        let outcome = walked.catch_unwind().await;
        if outcome.is_err() {
            stage.report().await;
        }
        let page = format!("{}config.json", stage.site.url());
        browsers::give(turn, stage.browser, &page, outcome.is_ok()).await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

impl Stage {
    /// What helps to understand a journey that failed.
    async fn report(&self) {
        let name = thread::current().name().unwrap_or("journey").replace("::", "-");
        if let Some(path) = self.browser.screenshot(&name).await {
            eprintln!("picture: {}", path.display());
        }
        for provider in &self.providers {
            eprintln!("{} saw: {:#?}", provider.title, provider.proxy.log());
        }
        eprintln!("backend saw: {:?}", self.api.requests());
        for line in self.browser.console().await {
            eprintln!("console: {}", line.text);
        }
    }
}

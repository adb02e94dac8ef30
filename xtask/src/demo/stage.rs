//! The servers of the demo.

use std::any::Any;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use portico_cli::serve::{self, Running, Site};
use portico_tests::servers::{
    BetterAuth, BetterAuthOptions, ConfidentialClient, OAuth2Provider, Op, OpOptions, PocketBase,
    PocketBaseOptions, ResourceServer, ResourceServerOptions,
};
use portico_tests::{config, environment, site};
use serde_json::{Value, json};

use super::example::Example;
use super::{Backend, HOST, Options, once};
use crate::widget::examples;

/// The entry of the picker that `--once` presses.
pub(super) const PROVIDER: &str = "Acme Staff";
/// Another one of the same provider, with another signature algorithm.
const OTHER_PROVIDER: &str = "Acme Guests";

/// What better-auth calls the provider.
const PROVIDER_ID: &str = "staff";

/// What keeps the accounts, for as long as it is held, and the configuration of a page for it.
struct Accounts {
    _held: Box<dyn Any>,
    origin: String,
    /// `None`: it has a page itself.
    config: Option<Value>,
}

/// The access tokens of the provider are for a resource server.
fn of_the_provider(options: &Options, page: &str, issuer: &str) -> Result<Accounts> {
    let api = ResourceServer::start(&ResourceServerOptions {
        port: options.api,
        issuer: issuer.to_owned(),
        origins: vec![page.to_owned()],
        ..ResourceServerOptions::default()
    })
    .context("the resource server")?;
    let mut other = config::provider("guests", OTHER_PROVIDER, issuer);
    other["client_id"] = "spa-es".into();
    let providers = [config::provider("staff", PROVIDER, issuer), other];
    let origin = api.origin();
    let config = Some(config::configuration(&providers, &origin));
    Ok(Accounts { config, origin, _held: Box::new(api) })
}

/// PocketBase is the client of the provider, and has a collection that only members may read.
async fn of_pocketbase(options: &Options, issuer: &str) -> Result<Accounts> {
    let providers = vec![OAuth2Provider::at(issuer, PROVIDER)];
    let base = PocketBase::start(&PocketBaseOptions { port: options.api, providers, ..Default::default() })
        .await
        .context("PocketBase")?;
    base.create_things("A thing that members may read").await?;
    let origin = base.origin();
    let config = json!({
        "page": { "title": "Sign in to Acme" },
        "backend": {
            "kind": "pocketbase",
            "base_url": origin,
            "request": { "path": "api/collections/things/records" },
        },
    });
    Ok(Accounts { _held: Box::new(base), origin, config: Some(config) })
}

/// better-auth is the client of the provider, and has the page at its own origin: the session is a cookie of that.
fn of_better_auth(options: &Options, page: &str, issuer: &str) -> Result<Accounts> {
    let config = json!({
        "page": { "title": "Sign in to Acme" },
        "backend": {
            "kind": "better-auth",
            "base_url": page,
            "providers": [{ "id": PROVIDER_ID, "title": PROVIDER }],
            // Not who is signed in, for that answer has the token in it.
            "request": { "path": "api/auth/list-accounts" },
        },
    });
    let folder = site::copy_with_config(&config)?;
    let auth = BetterAuth::start(&BetterAuthOptions {
        port: options.page,
        issuer: issuer.to_owned(),
        provider: PROVIDER_ID.into(),
        role_map: Some("admin:admin,users:user".into()),
        folder: Some(folder.path().to_owned()),
        more: json!({ "headers": site::headers(&config) }),
        ..BetterAuthOptions::default()
    })
    .context("better-auth")?;
    let origin = auth.origin();
    Ok(Accounts { _held: Box::new((auth, folder)), origin, config: None })
}

/// The page, if the backend does not have it.
async fn page_of(accounts: &Accounts, options: &Options) -> Result<Option<Running>> {
    let Some(config) = &accounts.config else { return Ok(None) };
    let site = Site { config: Some(config.to_string()), ..Site::new(environment::dist()?) };
    Ok(Some(serve::start(site, SocketAddr::from((HOST, options.page))).await?))
}

pub(super) fn start(options: &Options) -> Result<()> {
    let page = format!("http://{HOST}:{}", options.page);
    let path = options.example.as_deref().map_or("/".into(), examples::path);
    let issuer = format!("http://{HOST}:{}", options.op);
    let _op = Op::start(&OpOptions {
        port: options.op,
        redirect_uris: vec![format!("{page}{path}")],
        confidential: vec![ConfidentialClient::backend([
            format!("{page}/"),
            format!("{page}/api/auth/sso/callback/{PROVIDER_ID}"),
        ])],
        ..OpOptions::default()
    })
    .context("the OpenID Provider")?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let accounts = match options.backend {
            Backend::Api => of_the_provider(options, &page, &issuer)?,
            Backend::PocketBase => of_pocketbase(options, &issuer).await?,
            Backend::BetterAuth => of_better_auth(options, &page, &issuer)?,
        };
        let example = options.example.as_deref().zip(accounts.config.as_ref());
        let example = example.map(|(name, config)| Example::start(name, config, options.page)).transpose()?;
        let server = if example.is_some() { None } else { page_of(&accounts, options).await? };
        let url = format!("{page}{path}");
        if options.once {
            let has_widget = example.is_some();
            println!("{}", tokio::task::spawn_blocking(move || once::sign_in(&url, has_widget)).await??);
        } else {
            println!("\n  {url}\n");
            println!("  sign in as alice or bob; the password is the name");
            println!("  OpenID Provider {issuer}, backend {}", accounts.origin);
            println!("  Ctrl-C ends it");
            tokio::signal::ctrl_c().await?;
        }
        if let Some(server) = server {
            server.stop().await;
        }
        Ok(())
    })
}

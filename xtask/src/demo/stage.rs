//! The servers of the demo, and a sign-in without a person.

use std::net::SocketAddr;
use std::thread;

use anyhow::{Context, Result, anyhow};
use portico_cli::serve::{self, Site};
use portico_tests::servers::{Op, OpOptions, ResourceServer, ResourceServerOptions};
use portico_tests::{config, demo, environment};

use super::{HOST, Options};

/// The entry of the picker that `--once` presses.
const PROVIDER: &str = "Acme Staff";
/// Another one of the same provider, with another signature algorithm.
const OTHER_PROVIDER: &str = "Acme Guests";
/// Who signs in with `--once`; the password of everybody is their name.
const PERSON: &str = "alice";

pub(super) fn start(options: &Options) -> Result<()> {
    let page = format!("http://{HOST}:{}", options.page);
    let issuer = format!("http://{HOST}:{}", options.op);
    let _op = Op::start(&OpOptions {
        port: options.op,
        redirect_uris: vec![format!("{page}/")],
        ..OpOptions::default()
    })
    .context("the OpenID Provider")?;
    let api = ResourceServer::start(&ResourceServerOptions {
        port: options.api,
        issuer: issuer.clone(),
        origins: vec![page],
        ..ResourceServerOptions::default()
    })
    .context("the resource server")?;
    let mut other = config::provider("guests", OTHER_PROVIDER, &issuer);
    other["client_id"] = "spa-es".into();
    let providers = [config::provider("staff", PROVIDER, &issuer), other];
    let site = Site {
        config: Some(config::configuration(&providers, &api.origin()).to_string()),
        ..Site::new(environment::dist()?)
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let server = serve::start(site, SocketAddr::from((HOST, options.page))).await?;
        let url = server.url();
        if options.once {
            // The sign-in has a runtime of its own.
            let signed_in = thread::spawn(move || demo::sign_in_once(&url, PROVIDER, PERSON, PERSON));
            let answer = tokio::task::spawn_blocking(move || signed_in.join()).await?;
            let answer = answer.map_err(|_| anyhow!("the sign-in panicked"))??;
            println!("{PERSON} signed in; the resource server answered:\n{answer}");
        } else {
            println!("\n  {url}\n");
            println!("  sign in as alice or bob; the password is the name");
            println!("  OpenID Provider {issuer}, resource server {}", api.origin());
            println!("  Ctrl-C ends it");
            tokio::signal::ctrl_c().await?;
        }
        server.stop().await;
        Ok(())
    })
}

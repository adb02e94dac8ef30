//! `dist/` on a port of this machine, as it would be deployed, with any configuration.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use portico::config::{self, Entry};
use portico_cli::serve::{Running, Site};

use crate::args::{self, Known};
use crate::ports::{self, Port};
use crate::{build, folders};

pub(crate) const HELP: &str = "\
Usage: cargo xtask serve [--config FILE] [--port N] [--host ADDRESS] [--base PATH]

Serves dist/ (which is built if it is missing) with the production headers, until Ctrl-C.

  --config FILE     answered as config.json, and read again when it changes; without it, the
                    one in dist/, if there is one
  --port N          8080 if not given
  --host ADDRESS    127.0.0.1 if not given; a page that is reached by another name than localhost
                    needs https to sign in
  --base PATH       the path that the page lives under: / if not given, or, say, /a/b/";

/// How often the configuration is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug)]
struct Options {
    config: Option<PathBuf>,
    port: u16,
    host: IpAddr,
    base: String,
}

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    let options = options(parser)?;
    let text = options.config.as_deref().map(read).transpose()?;
    ports::check(options.host, &[Port { number: options.port, of: "the page", option: "--port" }])?;
    if !folders::dist().exists() {
        build::build()?;
    }
    let site = Site { dist: folders::dist(), config: text, base_path: options.base.clone() };
    tokio::runtime::Runtime::new()?.block_on(serve(site, &options))
}

async fn serve(site: Site, options: &Options) -> Result<()> {
    let path = options.config.clone().unwrap_or_else(|| folders::dist().join("config.json"));
    let text = site.config.clone().unwrap_or_else(|| fs::read_to_string(&path).unwrap_or_default());
    let page = fs::read_to_string(folders::dist().join("index.html")).unwrap_or_default();
    match portico_cli::serve::inline_config(&page) {
        Some(inline) => report(&folders::dist().join("index.html"), inline),
        None => report(&path, &text),
    }
    let server = portico_cli::serve::start(site, SocketAddr::new(options.host, options.port)).await?;
    println!("{}", server.url());
    tokio::select! {
        () = follow(&server, options.config.as_deref(), text) => {}
        result = tokio::signal::ctrl_c() => result?,
    }
    server.stop().await;
    Ok(())
}

/// Hands each new text of the file to the server, for ever.
async fn follow(server: &Running, path: Option<&Path>, mut known: String) {
    let Some(path) = path else { return std::future::pending().await };
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        // An editor may be replacing the file just now: what cannot be read is looked at again.
        let Ok(text) = fs::read_to_string(path) else { continue };
        if text != known {
            println!("{} has changed", path.display());
            report(path, &text);
            server.set_config(text.as_str());
            known = text;
        }
    }
}

/// Prints what is wrong with the configuration, and what was ignored in it; the page says it too.
fn report(path: &Path, text: &str) {
    for line in complaints(text) {
        eprintln!("{}: {line}", path.display());
    }
}

fn complaints(text: &str) -> Vec<String> {
    match config::parse(text) {
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
        Ok(parsed) => {
            let unusable = parsed.config.entries.iter().flat_map(|entry| match entry {
                Entry::Unusable { errors, .. } => errors.as_slice(),
                Entry::Provider(_) => &[],
            });
            unusable.map(ToString::to_string).chain(parsed.notes.iter().cloned()).collect()
        }
    }
}

fn options(parser: lexopt::Parser) -> Result<Options> {
    let mut options =
        Options { config: None, port: 8080, host: Ipv4Addr::LOCALHOST.into(), base: String::from("/") };
    args::read(parser, |parser, known| {
        let Known::Option(name) = known else { return Ok(false) };
        match name.as_str() {
            "config" => options.config = Some(parser.value()?.into()),
            "port" => options.port = args::port(parser)?,
            "host" => {
                let word = args::text(parser)?;
                let word = if word == "localhost" { "127.0.0.1" } else { &word };
                options.host = word.parse().with_context(|| format!("{word:?} is no IP address"))?;
            }
            "base" => {
                options.base = args::text(parser)?;
                if !options.base.starts_with('/') || !options.base.ends_with('/') {
                    bail!("--base {:?} must begin and end with a slash", options.base);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(options)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Options> {
        options(lexopt::Parser::from_args(words))
    }

    #[test]
    fn options_have_their_defaults_and_values() {
        let none = parsed(&[]).unwrap();
        assert_eq!((none.port, none.host.to_string().as_str(), none.base.as_str()), (8080, "127.0.0.1", "/"));
        let all = parsed(&["--config", "c.json", "--port", "1", "--host", "::1", "--base=/a/b/"]).unwrap();
        assert_eq!(all.config, Some("c.json".into()));
        assert_eq!((all.port, all.host.to_string().as_str(), all.base.as_str()), (1, "::1", "/a/b/"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for words in
            [&["--base", "a/b"][..], &["--host", "example.test"], &["--config"], &["dist"], &["--verbose"]]
        {
            assert!(parsed(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn each_error_of_a_configuration_is_a_line_that_names_its_field() {
        let text = r#"{ "providers": [
            { "id": "a", "title": "A", "issuer": "https://a.test", "client_id": "c" },
            { "id": "b", "title": "B", "issuer": "ftp://b.test", "client_id": "c" }
        ] }"#;
        let found = complaints(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("providers[1].issuer"), "{found:?}");
        assert_eq!(complaints("{").len(), 1);
        assert!(complaints(r#"{"providers": []}"#)[0].contains("providers"));
    }
}

//! `portico headers`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::host_page::{self, From};
use crate::terminal::{self, Streams};
use crate::web_server::{self, BasePath, Page, Server};
use crate::{config_file, input};

/// Arguments of `portico headers`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub struct Args {
    /// The configuration; - is standard input
    #[arg(default_value = "config.json")]
    config: PathBuf,
    #[command(flatten)]
    whom: Whom,
    /// The path that the page is served under, as /login/
    #[arg(long, value_name = "PATH", default_value = "/")]
    base: BasePath,
    /// Has browsers use https for this host for a year: only where nothing of it is served by plain http
    #[arg(long)]
    hsts: bool,
    /// The built page, whose files netlify and cloudflare are told by name [default: the folder of CONFIG]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Who is told: one of them.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// The web server
    #[arg(long = "for", value_name = "SERVER", value_enum)]
    server: Option<Server>,
    /// Prints instead what the Content-Security-Policy of a page must allow that loads the widget from this origin, or
    /// `self`
    #[arg(long, value_name = "ORIGIN", conflicts_with_all = ["base", "hsts", "folder"])]
    widget_from: Option<From>,
}

const USAGE: &str = "\
portico headers --for <SERVER> [OPTIONS] [CONFIG]
       portico headers --widget-from <ORIGIN> [CONFIG]";

const EXAMPLES: &str = "\
Examples:
  portico headers --for nginx > /etc/nginx/snippets/portico.conf
  portico headers /srv/portico/config.json --for caddy --base /login/ --hsts
  portico headers dist/config.json --for cloudflare > dist/_headers
  portico headers --widget-from https://login.example.com

What the output needs beside it stands at its top, and in docs/HEADERS.md.";

/// Prints the headers, or the sources of a policy. Entries that can't be used are told of, and their origins left out.
///
/// # Errors
/// A configuration that can't be read or is none, or one that this server could not be told.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let parsed = config_file::read(&args.config)?;
    for error in config_file::unusable(&parsed.config) {
        let line = format!("{}: {error} ({}): left out", input::name(&args.config), error.code());
        terminal::warning(streams.err, &line)?;
    }
    if let Some(server) = args.whom.server {
        let files = if server.names_files() { files(args, streams)? } else { Vec::new() };
        let page = Page::new(&parsed.config, args.base.clone(), args.hsts, files)?;
        streams.out.write_all(web_server::config(server, &page)?.as_bytes())?;
    }
    if let Some(from) = &args.whom.widget_from {
        streams.out.write_all(host_page::policy(&parsed.config, from).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The names of the page's files; that none of them is one of the program is told of.
fn files(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<Vec<String>> {
    let beside = || args.config.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = match &args.folder {
        Some(folder) => folder,
        None => beside().unwrap_or(Path::new(".")),
    };
    let files = fs::read_dir(folder)
        .map_err(|reason| anyhow::anyhow!("cannot read the folder {}: {reason}", folder.display()))?;
    let names: Vec<String> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    if !names.iter().any(|name| crate::caching::is_content_hashed(name)) {
        let folder = folder.display();
        let line = format!(
            "there is no built page in {folder}, so nothing of it is kept for ever: --folder names it"
        );
        terminal::warning(streams.err, &line)?;
    }
    Ok(names)
}

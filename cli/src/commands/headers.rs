//! `portico headers`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::terminal::{self, Streams};
use crate::web_server::{self, BasePath, Page, Server};
use crate::{config_file, input};

/// Arguments of `portico headers`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The configuration; - is standard input
    #[arg(default_value = "config.json")]
    config: PathBuf,
    /// The web server
    #[arg(long = "for", value_name = "SERVER", value_enum)]
    server: Server,
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

const EXAMPLES: &str = "\
Examples:
  portico headers --for nginx > /etc/nginx/snippets/portico.conf
  portico headers /srv/portico/config.json --for caddy --base /login/ --hsts
  portico headers dist/config.json --for cloudflare > dist/_headers

What the output needs beside it stands at its top, and in docs/HEADERS.md.";

/// Prints the headers. Entries that can't be used are told of, and their origins left out.
///
/// # Errors
/// A configuration that can't be read or is none, or one that this server could not be told.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let parsed = config_file::read(&args.config)?;
    for error in config_file::unusable(&parsed.config) {
        let line = format!("{}: {error} ({}): left out", input::name(&args.config), error.code());
        terminal::warning(streams.err, &line)?;
    }
    let files = if args.server.names_files() { files(args, streams)? } else { Vec::new() };
    let page = Page::new(&parsed.config, args.base.clone(), args.hsts, files)?;
    streams.out.write_all(web_server::config(args.server, &page)?.as_bytes())?;
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

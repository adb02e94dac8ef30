//! `portico serve`

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;

use crate::args::Verbose;
use crate::serve::configuration::Configuration;
use crate::serve::tls::{Certificate, Files};
use crate::serve::{self, Site};
use crate::signals::Signals;
use crate::terminal::{self, Streams};
use crate::web_server::BasePath;

/// How often the configuration is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the certificate is looked at.
const RENEWAL_EVERY: Duration = Duration::from_mins(1);
/// How long answers under way may take after a signal.
const STOP_WITHIN: Duration = Duration::from_secs(10);

const EXAMPLES: &str = "\
Examples:
  portico serve dist
  portico serve dist --config my-config.json --port 8081 --base /login/
  portico serve dist --host 0.0.0.0 --port 8443 \\
      --tls-cert fullchain.pem --tls-key privkey.pem

It sends the production headers for the configuration, and .br and .gz files to
whoever accepts them. A changed configuration is used at once, a renewed
certificate within a minute. Ctrl-C and SIGTERM end it; downloads under way have
10 seconds then. `-v` says each request.";

/// Arguments of `portico serve`.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder that the page was built to
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Answered as config.json, in place of the one in DIR
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where it listens; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// The address it listens at: 0.0.0.0 or :: for all of this machine
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into(), value_parser = host)]
    host: IpAddr,
    /// The path that the page lives under
    #[arg(long, value_name = "PATH", default_value = "/")]
    base: BasePath,
    /// The certificate and its chain, in PEM form: it is https then
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM form
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Makes browsers use https for this host name only, on every port and for a year
    #[arg(long, requires = "tls_cert")]
    hsts: bool,
    #[command(flatten)]
    pub(crate) verbose: Verbose,
}

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().map_err(|_| "not an IP address, nor localhost".into())
}

/// Serves until a signal ends it.
///
/// # Errors
/// No page in the folder, a file that can't be read, an address that can't be listened on.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    look_for_page(&args.dir)?;
    // One thread answers all: files are read on others, and a site that needs more has a web server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(args, streams))?;
    // Files that are being read need not be waited for.
    runtime.shutdown_background();
    Ok(ExitCode::SUCCESS)
}

fn look_for_page(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    if !folder.exists() {
        bail!("there is no folder {shown}");
    }
    if !folder.is_dir() {
        bail!("{shown} is no folder: name the one that the page was built to");
    }
    if !folder.join("index.html").is_file() {
        bail!("there is no index.html in {shown}: name the folder that the page was built to");
    }
    Ok(())
}

async fn serve(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    let mut configuration = Configuration::read(&args.dir, args.config.as_deref(), LOOK_EVERY)?;
    let files = args.tls_cert.clone().zip(args.tls_key.clone()).map(|(cert, key)| Files { cert, key });
    let mut certificate = files.map(|files| Certificate::read(files, RENEWAL_EVERY)).transpose()?;
    let site = Site {
        config: configuration.text().map(str::to_owned),
        base_path: args.base.as_str().to_owned(),
        tls: certificate.as_ref().map(Certificate::config),
        hsts: args.hsts,
        ..Site::new(&args.dir)
    };
    let mut signals = Signals::new()?;
    let server = serve::start(site, SocketAddr::new(args.host, args.port)).await?;
    warn(streams.err, &configuration.complaints());
    if certificate.is_none() && !args.host.is_loopback() {
        warn(streams.err, &[NEEDS_HTTPS]);
    }
    writeln!(streams.out, "{}", server.url())?;
    streams.out.flush()?;
    loop {
        tokio::select! {
            () = configuration.changed() => {
                say(streams.err, "the configuration has changed");
                warn(streams.err, &configuration.complaints());
                // What was served before is better than what can't be read.
                if let Some(text) = configuration.text() {
                    server.set_config(text);
                }
            }
            renewed = renewed(certificate.as_mut()) => match renewed {
                Ok(()) => say(streams.err, "the certificate has been renewed"),
                Err(error) => warn(streams.err, &[format!("the former certificate stays in use: {error}")]),
            },
            () = signals.next() => break,
        }
    }
    say(streams.err, "stopping; once more ends it at once");
    tokio::select! {
        () = server.stop_within(STOP_WITHIN) => {}
        () = signals.next() => {}
    }
    Ok(())
}

const NEEDS_HTTPS: &str = "this is http: a page that is opened by another name than localhost signs nobody in, \
    unless a proxy in front of it has https; --tls-cert and --tls-key have it here";

async fn renewed(certificate: Option<&mut Certificate>) -> Result<(), serve::tls::Error> {
    match certificate {
        Some(certificate) => certificate.renewed().await,
        None => std::future::pending().await,
    }
}

fn warn(err: &mut dyn Write, lines: &[impl AsRef<str>]) {
    for line in lines {
        // As with `say`.
        let _ = terminal::warning(err, line.as_ref());
    }
}

/// Whoever would read it may be gone: the page stays.
fn say(err: &mut dyn Write, line: &str) {
    let _ = writeln!(err, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_address() {
        for (text, expected) in
            [("localhost", "127.0.0.1"), ("::", "::"), ("[::1]", "::1"), ("0.0.0.0", "0.0.0.0")]
        {
            assert_eq!(host(text).unwrap().to_string(), expected, "{text}");
        }
        for text in ["", "example.test", "1.2.3", "127.0.0.1:80"] {
            assert!(host(text).is_err(), "{text}");
        }
    }
}

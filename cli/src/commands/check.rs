//! `portico check`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use portico::config::Config;
use portico::url::Url;

use crate::args::Verbose;
use crate::check;
use crate::check::ask::{Asker, Told};
use crate::check::report::Report;
use crate::config_file::{self, Invalid};
use crate::input;
use crate::terminal::Streams;

/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// Arguments of `portico check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is changed at any server. A provider is asked for its metadata, its keys, for tokens with a made-up code, and \
twice for its sign-in page; a backend what an anonymous visitor would ask it.

Examples:
  portico check config.json --origin https://login.example.com/
  portico check --json config.json | jq .ok")]
pub struct Args {
    /// The configuration; `-` is standard input
    #[arg(default_value = "config.json")]
    config: PathBuf,
    /// Where the page is or will be: its origin, or its whole address if it is not at the root
    #[arg(long, value_name = "URL", value_parser = super::address)]
    origin: Option<Url>,
    /// Seconds that each request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: u64,
    /// Prints the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(crate) verbose: Verbose,
}

/// Checks, and prints what was found.
///
/// # Errors
/// A file that can't be read. One that is no configuration is a finding.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let report = match config_file::read(&args.config) {
        Err(error) => match error.downcast::<Invalid>() {
            Ok(invalid) => check::refused(&invalid),
            Err(error) => return Err(error),
        },
        Ok(parsed) => {
            for note in parsed.notes.iter().filter(|_| !args.json) {
                writeln!(streams.err, "{}: {note}", input::name(&args.config))?;
            }
            Report { notes: parsed.notes, ..ask(args, &parsed.config)? }
        }
    };
    if args.json {
        report.json(streams.out)?;
    } else {
        report.print(streams.out)?;
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn ask(args: &Args, config: &Config) -> anyhow::Result<Report> {
    let spinner = Arc::new(Spinner::new());
    let told = Arc::clone(&spinner) as Arc<dyn Told>;
    let asker = Asker::new(Duration::from_secs(args.timeout), told, args.origin.clone())
        .context("the root certificates of this machine can't be read")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(check::check(config, &asker));
    spinner.0.finish_and_clear();
    // Names that are still being looked up are nobody's concern any more.
    runtime.shutdown_background();
    Ok(report)
}

/// Says on a terminal who is being asked.
#[derive(Debug)]
struct Spinner(ProgressBar);

impl Spinner {
    fn new() -> Self {
        // The log says the same, on the same stream.
        if tracing::enabled!(tracing::Level::INFO) {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TURN);
        Self(bar)
    }
}

impl Told for Spinner {
    fn asking(&self, address: &str) {
        self.0.set_message(format!("asking {address}"));
    }
}

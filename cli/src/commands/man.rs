//! `portico man`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::args::Cli;
use crate::terminal::Streams;
use crate::{manual, output};

const EXAMPLES: &str = "\
Examples:
  portico man | man -l -
  portico man serve | man -l -
  portico man --output /usr/local/share/man/man1";

/// Arguments of `portico man`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The page of this command; without one that of the whole
    #[arg(conflicts_with = "output")]
    command: Option<String>,
    /// Writes all pages into this folder: portico.1 and one for each command
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Replaces pages that are there
    #[arg(long, requires = "output")]
    force: bool,
}

/// Prints the page, in roff, or writes all of them or none.
///
/// # Errors
/// A command that there is not, or a file that can't be written.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    if let Some(folder) = &args.output {
        let commands = whole.get_subcommands().chain([&whole]);
        let pages = commands.map(|command| {
            let page = manual::page(command)?;
            Ok((folder.join(page.name), page.roff))
        });
        output::files(&pages.collect::<std::io::Result<Vec<_>>>()?, args.force)?;
        return Ok(ExitCode::SUCCESS);
    }
    let command = match &args.command {
        None => &whole,
        Some(name) => whole.find_subcommand(name).with_context(|| format!("there is no command {name:?}"))?,
    };
    streams.out.write_all(manual::page(command)?.roff.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

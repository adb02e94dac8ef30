//! `portico man`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::args::Cli;
use crate::output;
use crate::terminal::Streams;

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

/// Prints the page, in roff, or writes all of them.
///
/// # Errors
/// A command that there is not, or a file that can't be written.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    if let Some(folder) = &args.output {
        let commands = whole.get_subcommands().cloned().chain([whole.clone()]);
        for page in commands.map(page) {
            let mut roff = Vec::new();
            page.render(&mut roff)?;
            let path = folder.join(page.get_filename());
            output::file(&path, &String::from_utf8_lossy(&roff), args.force)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let command = match &args.command {
        None => whole,
        Some(name) => {
            whole.find_subcommand(name).with_context(|| format!("there is no command {name:?}"))?.clone()
        }
    };
    page(command).render(streams.out)?;
    Ok(ExitCode::SUCCESS)
}

fn page(command: clap::Command) -> Man {
    Man::new(command).source(concat!("portico ", env!("CARGO_PKG_VERSION"))).manual("Portico")
}

//! `portico man`

use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::terminal::Streams;

/// Arguments of `portico man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "portico man | man -l -")]
pub struct Args {
    /// The page of this command; without one that of the whole
    command: Option<String>,
}

/// Prints the page, in roff.
///
/// # Errors
/// A command that there is not.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let mut whole = Cli::command();
    whole.build();
    let command = match &args.command {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(command) => command.clone(),
            None => anyhow::bail!("there is no command {name:?}"),
        },
    };
    clap_mangen::Man::new(command).render(streams.out)?;
    Ok(ExitCode::SUCCESS)
}

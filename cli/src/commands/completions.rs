//! `portico completions`

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Cli;
use crate::terminal::Streams;

const EXAMPLES: &str = "\
Examples:
  portico completions bash > ~/.local/share/bash-completion/completions/portico
  portico completions fish > ~/.config/fish/completions/portico.fish
  portico completions zsh > _portico      (in a folder that $fpath names)";

/// Arguments of `portico completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    // Made whole first: the generator panics where it can't write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "portico", &mut script);
    streams.out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

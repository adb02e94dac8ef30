//! The command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{check, completions, headers, import_env, init, man, serve};
use crate::terminal::Streams;

/// Beside Portico, the login page that is only static files: writes its config.json, checks that the servers in it
/// answer as the page needs, and serves it.
#[derive(Debug, Parser)]
#[command(name = "portico", version, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// For commands that speak with somebody over the network.
#[derive(Clone, Debug, clap::Args)]
pub struct Verbose {
    /// Says each request on standard error; twice: in detail
    #[arg(short, long, action = clap::ArgAction::Count, display_order = 100)]
    pub verbose: u8,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all is well; 1 `check` found something wrong; 2 the command could not be carried out.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a config.json of the AUTH_* variables of a Portabase
    ImportEnv(import_env::Args),
    /// Asks for what a config.json needs, and writes one
    Init(init::Args),
    /// Asks the servers of a configuration whether they answer as the page needs
    Check(check::Args),
    /// Prints the security and caching headers of a configuration for a web server
    Headers(headers::Args),
    /// Serves the built page as it is deployed, by http or https
    Serve(serve::Args),
    /// Prints a script by which a shell completes the words of this program
    Completions(completions::Args),
    /// Prints the manual page
    Man(man::Args),
}

impl Command {
    /// How much is said about requests.
    pub fn verbose(&self) -> u8 {
        match self {
            Self::Check(args) => args.verbose.verbose,
            Self::Serve(args) => args.verbose.verbose,
            _ => 0,
        }
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Why it could not be: for a person, in one line.
    pub fn run(self, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
        match self {
            Self::ImportEnv(args) => import_env::run(&args, streams),
            Self::Init(args) => init::run(&args, streams),
            Self::Check(args) => check::run(&args, streams),
            Self::Headers(args) => headers::run(&args, streams),
            Self::Serve(args) => serve::run(&args, streams),
            Self::Completions(args) => completions::run(&args, streams),
            Self::Man(args) => man::run(&args, streams),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}

//! The program: a command line in, an exit code out.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::standard::{Diagnostics, Output};
use crate::terminal::{self, Streams};

/// Runs the program with these words, the first of them its name. One that is misused ends the process.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(words);
    terminal::log(cli.command.verbose());
    // Neither is locked: threads write to them too, that of the progress bar for one, and this one waits for it.
    let (mut out, mut err) = (Output(anstream::stdout()), Diagnostics(anstream::stderr()));
    let mut streams = Streams { out: &mut out, err: &mut err };
    match cli.command.run(&mut streams).and_then(|code| Ok(streams.out.flush().map(|()| code)?)) {
        Ok(code) => code,
        Err(error) => {
            // If that can't be said either, the exit code still tells.
            let _ = terminal::error(streams.err, &error);
            ExitCode::from(2)
        }
    }
}

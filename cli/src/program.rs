//! The program: a command line in, an exit code out.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::terminal::{self, Streams};

/// Runs the program with these words, the first of them its name. One that is misused ends the process.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(words);
    terminal::log(cli.verbose);
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    let mut streams = Streams { out: &mut out, err: &mut err };
    match cli.command.run(&mut streams).and_then(|code| Ok(streams.out.flush().map(|()| code)?)) {
        Ok(code) => code,
        // Whoever reads has seen enough, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // If that can't be said either, the exit code still tells.
            let _ = terminal::error(streams.err, &error);
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

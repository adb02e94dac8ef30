//! `portico`: see [`portico_cli::args`].

use std::io;
use std::process::ExitCode;

use clap::Parser;
use portico_cli::args::Cli;
use portico_cli::terminal::{self, Streams};

fn main() -> ExitCode {
    let cli = Cli::parse();
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

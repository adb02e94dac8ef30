//! `portico`: see [`portico_cli::args`].

use std::process::ExitCode;

fn main() -> ExitCode {
    portico_cli::program::run(std::env::args_os())
}

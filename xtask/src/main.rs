//! Everything a developer of Portico runs: `cargo xtask <command>`.
//!
//! Each command is a module with a `HELP` text and a `run` function, and is listed once, below.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on its standard streams")]

mod args;
mod build;
mod check;
mod demo;
mod folders;
mod ports;
mod process;
mod schema;
mod serve;
mod size;
mod test;
mod tools;
mod widget;

use std::process::ExitCode;

struct Command {
    name: &'static str,
    summary: &'static str,
    help: &'static str,
    run: fn(lexopt::Parser) -> anyhow::Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        summary: "the whole of it on this machine: page, OpenID Provider, resource server",
        help: demo::HELP,
        run: demo::run,
    },
    Command {
        name: "test",
        summary: "run everything that must pass: the command of CI",
        help: test::HELP,
        run: test::run,
    },
    Command {
        name: "check",
        summary: "format, lints and host tests: the quick loop",
        help: check::HELP,
        run: check::run,
    },
    Command {
        name: "build",
        summary: "build the deployable folder dist/",
        help: build::HELP,
        run: build::run,
    },
    Command {
        name: "serve",
        summary: "serve dist/ with a configuration and the production headers",
        help: serve::HELP,
        run: serve::run,
    },
    Command {
        name: "size",
        summary: "what a first visit loads, against the budget",
        help: size::HELP,
        run: size::run,
    },
    Command {
        name: "schema",
        summary: "write the JSON Schema of config.json",
        help: schema::HELP,
        run: schema::run,
    },
    Command {
        name: "tables",
        summary: "write the tables of the elements' API into the documents",
        help: widget::tables::HELP,
        run: widget::tables::run,
    },
    Command {
        name: "package",
        summary: "make the npm package of the elements",
        help: widget::package::HELP,
        run: widget::package::run,
    },
    Command {
        name: "examples",
        summary: "make the pages of examples/, to be served",
        help: widget::examples::HELP,
        run: widget::examples::run,
    },
];

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let name = words.next().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let rest: Vec<_> = words.collect();
    let wants_help = rest.iter().any(|word| word == "--help" || word == "-h");
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) if wants_help => println!("{}", command.help),
        Some(command) => {
            if let Err(error) = (command.run)(lexopt::Parser::from_args(rest)) {
                eprintln!("error: {error:#}");
                return ExitCode::FAILURE;
            }
        }
        None if matches!(name.as_str(), "--help" | "-h" | "help") => println!("{}", overview()),
        None => {
            if !name.is_empty() {
                eprintln!("error: there is no command {name:?}\n");
            }
            eprintln!("{}", overview());
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn overview() -> String {
    let lines: Vec<_> =
        COMMANDS.iter().map(|command| format!("  {:<10}{}", command.name, command.summary)).collect();
    format!(
        "Usage: cargo xtask <command> [options]\n\n{}\n\n\
         `cargo xtask <command> --help` says more about each.",
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_help_that_begins_with_its_usage() {
        for command in COMMANDS {
            let usage = format!("Usage: cargo xtask {}", command.name);
            assert!(command.help.starts_with(&usage), "{}", command.name);
        }
    }
}

//! Running the tool.

use std::process::{Command, Output, Stdio};

/// Runs it without an environment, and without anybody to ask.
pub(crate) fn portico(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// The same, to be given more.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

/// What it said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

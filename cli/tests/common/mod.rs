//! The program itself, as somebody runs it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test uses all of it; one that cannot go on ends"
)]

pub(crate) mod config;

use std::process::{Command, Output, Stdio};

/// The program with these words, about to be run: without an environment, and without anybody to ask.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.args(words).env_clear().stdin(Stdio::null());
    command
}

/// What it says and how it ends.
pub(crate) fn portico(words: &[&str]) -> Output {
    command(words).output().unwrap()
}

/// A text that it has written.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What it said on standard error.
pub(crate) fn said(output: &Output) -> String {
    text(&output.stderr)
}

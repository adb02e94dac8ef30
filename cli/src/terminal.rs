//! Speaking to a person. Colours are for terminals only: `anstream`, which the streams are, takes them out elsewhere, and
//! where `NO_COLOR` is set.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use tracing::level_filters::LevelFilter;

/// All is well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Something is wrong.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Something could be better.
pub const WARNING: Style = AnsiColor::Yellow.on_default();
/// Beside the point.
pub const DIM: Style = Style::new().dimmed();
/// A heading.
pub const BOLD: Style = Style::new().bold();

/// Where a command speaks.
#[expect(missing_debug_implementations, reason = "streams have none")]
pub struct Streams<'a> {
    /// What can be piped on.
    pub out: &'a mut dyn Write,
    /// What is said about it.
    pub err: &'a mut dyn Write,
}

/// A text in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Why a command could not be carried out, with its reasons, in one line.
///
/// # Errors
/// Those of the stream.
pub fn error(err: &mut dyn Write, error: &anyhow::Error) -> io::Result<()> {
    writeln!(err, "{}: {error:#}", styled(BAD, "error"))
}

/// Something that a person should know, in a line.
///
/// # Errors
/// Those of the stream.
pub fn warning(err: &mut dyn Write, line: &str) -> io::Result<()> {
    writeln!(err, "{}: {line}", styled(WARNING, "warning"))
}

/// Writes what happens to standard error from now on: nothing, or what is asked of whom (1), or more (2).
pub fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let log =
        tracing_subscriber::fmt().with_max_level(level).with_writer(anstream::stderr).with_target(false);
    // Those would go to standard error too, with a panic where that is gone.
    log.without_time().log_internal_errors(false).init();
}

//! Running other programs: with progress while they are quiet, and with their last words on failure.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How much of a failed program's output is shown.
const LAST_LINES: usize = 30;
/// How often a log, which cannot rewrite its last line, hears that something is still going on.
const LOG_EVERY: Duration = Duration::from_secs(15);

/// Runs a program whose output matters only if it fails; `doing` says what for.
pub(crate) fn quietly(doing: &str, command: &mut Command) -> Result<()> {
    printed(doing, command).map(drop)
}

/// The same, for a program whose standard output is its result.
pub(crate) fn printed(doing: &str, command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{doing}: cannot start `{shown}`"))?;
    let (lines, output) = mpsc::channel();
    let pipes: [(bool, Option<Box<dyn Read + Send>>); 2] = [
        (true, child.stdout.take().map(|pipe| Box::new(pipe) as _)),
        (false, child.stderr.take().map(|pipe| Box::new(pipe) as _)),
    ];
    for (is_result, pipe) in pipes {
        let (Some(pipe), lines) = (pipe, lines.clone()) else { continue };
        thread::spawn(move || {
            for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
                if lines.send((is_result, String::from_utf8_lossy(&line).into_owned())).is_err() {
                    break;
                }
            }
        });
    }
    drop(lines);
    let mut progress = Progress::new(doing);
    let mut result = String::new();
    let mut tail = VecDeque::new();
    loop {
        match output.recv_timeout(Duration::from_millis(200)) {
            Ok((_, line)) if line.trim().is_empty() => {}
            Ok((is_result, line)) => {
                if is_result {
                    result.extend([&line, "\n"]);
                }
                if tail.len() == LAST_LINES {
                    tail.pop_front();
                }
                tail.push_back(line);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        progress.show(tail.back().map_or("", String::as_str));
    }
    let status = child.wait()?;
    progress.clear();
    if !status.success() {
        let tail: Vec<_> = tail.into_iter().collect();
        bail!(
            "{doing} failed ({status})\n  command: {shown}\n  its last lines:\n    {}",
            tail.join("\n    ")
        );
    }
    Ok(result)
}

/// Runs a program that speaks to the developer itself.
pub(crate) fn visibly(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// What a program prints, or nothing if it cannot be started or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// A time as a person reads it.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

struct Progress<'a> {
    doing: &'a str,
    started: Instant,
    shown: Instant,
    is_terminal: bool,
}

impl<'a> Progress<'a> {
    fn new(doing: &'a str) -> Self {
        let now = Instant::now();
        Self { doing, started: now, shown: now, is_terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, line: &str) {
        let every = if self.is_terminal { Duration::from_millis(200) } else { LOG_EVERY };
        if self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let text = format!("  {}: {}  {}", self.doing, elapsed(self.started.elapsed()), line.trim());
        if self.is_terminal {
            // Longer than the terminal is wide, it would wrap and leave rows behind.
            let text: String = text.chars().take(79).collect();
            eprint!("\r\x1b[2K{text}");
        } else {
            eprintln!("{text}");
        }
        // Progress that cannot be written is no reason to stop.
        let _ = std::io::stderr().flush();
    }

    fn clear(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failure_names_the_command_and_shows_its_last_lines() {
        let script = "for i in $(seq 1 100); do echo line $i; done; echo broken >&2; exit 3";
        let error = quietly("doing it", &mut shell(script)).unwrap_err().to_string();
        assert!(error.starts_with("doing it failed (exit status: 3)\n  command: sh -c for i"), "{error}");
        assert!(error.contains("line 100") && error.contains("broken"), "{error}");
        assert!(!error.contains("line 10\n"), "{error}");
    }

    #[test]
    fn a_result_is_what_was_printed_without_the_remarks() {
        let script = "echo one; echo a remark >&2; echo; echo two";
        assert_eq!(printed("doing it", &mut shell(script)).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = quietly("doing it", &mut Command::new("no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "doing it: cannot start `no-such-program`");
        assert_eq!(answer(&mut Command::new("no-such-program")), None);
    }

    #[test]
    fn times_read_well() {
        for (seconds, text) in [(0.04, "0.0 s"), (9.94, "9.9 s"), (98.7, "98 s"), (125.0, "2 min 05 s")] {
            assert_eq!(elapsed(Duration::from_secs_f64(seconds)), text);
        }
    }
}

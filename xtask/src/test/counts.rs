//! How many tests passed: read off the lines that test programs end with.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow};

use crate::process;

/// What a run of tests came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Whether the program said that all is well; it may fail without a failed test.
    pub(crate) ok: bool,
}

impl Default for Counts {
    fn default() -> Self {
        Self { passed: 0, failed: 0, ok: true }
    }
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ok &= other.ok;
    }

    /// What a line such as `test result: ok. 5 passed; 1 failed; 0 ignored; …` tells.
    fn of_line(line: &str) -> Option<Self> {
        let rest = line.trim_start().strip_prefix("test result: ")?;
        let (verdict, numbers) = rest.split_once(". ")?;
        let number = |of: &str| {
            numbers.split("; ").find_map(|part| part.strip_suffix(of)?.trim().parse().ok()).unwrap_or(0)
        };
        Some(Self { passed: number(" passed"), failed: number(" failed"), ok: verdict == "ok" })
    }
}

/// Runs tests, shows what they print, and counts them.
pub(crate) fn run(command: &mut Command) -> Result<Counts> {
    Ok(run_naming(command)?.0)
}

/// The same, with the names of those that failed.
pub(crate) fn run_naming(command: &mut Command) -> Result<(Counts, Vec<String>)> {
    let shown = process::shown(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let stdout = child.stdout.take().ok_or_else(|| anyhow!("`{shown}` has no output"))?;
    let mut counts = Counts::default();
    let mut failed = Vec::new();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Some(found) = Counts::of_line(&line) {
            counts.add(found);
        }
        failed.extend(failed_test(&line));
    }
    counts.ok &= child.wait()?.success();
    Ok((counts, failed))
}

/// The name in a line such as `test tabs::one_code ... FAILED`.
fn failed_test(line: &str) -> Option<String> {
    let name = line.trim_end().strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Counts {
        let mut command = Command::new("sh");
        run(command.args(["-c", script])).unwrap()
    }

    #[test]
    fn results_of_several_programs_are_summed() {
        let line =
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        let bad = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out";
        let script = format!("echo noise 9 passed; echo '{line}'; echo '{bad}'");
        assert_eq!(shell(&script), Counts { passed: 7, failed: 1, ok: false });
        assert_eq!(shell(&format!("echo '{line}'")), Counts { passed: 5, failed: 0, ok: true });
    }

    #[test]
    fn failed_tests_are_named() {
        assert_eq!(failed_test("test tabs::one_code ... FAILED"), Some("tabs::one_code".into()));
        assert_eq!(failed_test("test tabs::one_code ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 2 passed; 1 failed"), None);
    }

    #[test]
    fn a_program_that_fails_without_a_failed_test_is_not_ok() {
        assert_eq!(shell("exit 101"), Counts { passed: 0, failed: 0, ok: false });
    }
}

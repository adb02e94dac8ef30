//! Steps, one after the other, until one fails; and what is said in between and at the end.

use std::time::Instant;

use anyhow::{Result, bail};

use super::counts::Counts;
use crate::process::elapsed;

/// Something that must pass.
pub(crate) struct Step<'a> {
    title: &'static str,
    run: Box<dyn Fn() -> Result<Counts> + 'a>,
}

impl<'a> Step<'a> {
    /// A step that has no tests to count.
    pub(crate) fn plain(title: &'static str, run: impl Fn() -> Result<()> + 'a) -> Self {
        Self { title, run: Box::new(move || run().map(|()| Counts::default())) }
    }

    /// A step that counts its tests.
    pub(crate) fn tests(title: &'static str, run: impl Fn() -> Result<Counts> + 'a) -> Self {
        Self { title, run: Box::new(run) }
    }
}

/// Runs the steps in order and counts their tests; stops at the first step that fails, whose name
/// is then the error.
pub(crate) fn steps(list: &[Step<'_>]) -> Result<Counts> {
    let started = Instant::now();
    let mut total = Counts::default();
    for (index, step) in list.iter().enumerate() {
        println!("\n== {}/{} {} ==", index + 1, list.len(), step.title);
        let began = Instant::now();
        let result = (step.run)();
        let time = elapsed(began.elapsed());
        let failure = match result {
            Ok(counts) => {
                total.add(counts);
                (!counts.ok).then(|| "see above".to_owned())
            }
            Err(error) => Some(format!("{error:#}")),
        };
        if let Some(failure) = failure {
            println!("\n{} failed after {time}; {} steps were not run", step.title, list.len() - index - 1);
            println!("{} passed, {} failed", total.passed, total.failed);
            bail!("{}: {failure}", step.title);
        }
        println!("== {}: ok, {time} ==", step.title);
    }
    println!("\nall {} steps passed in {}", list.len(), elapsed(started.elapsed()));
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn nothing_runs_after_a_step_that_failed() {
        let later = Cell::new(false);
        let counts = Counts { passed: 3, failed: 1, ok: false };
        let list = [
            Step::plain("first", || Ok(())),
            Step::tests("second", || Ok(counts)),
            Step::plain("third", || {
                later.set(true);
                Ok(())
            }),
        ];
        assert_eq!(steps(&list).unwrap_err().to_string(), "second: see above");
        assert!(!later.get());
    }

    #[test]
    fn an_error_says_which_step_it_came_from() {
        let list = [Step::plain("format", || bail!("not formatted"))];
        assert_eq!(steps(&list).unwrap_err().to_string(), "format: not formatted");
    }

    #[test]
    fn tests_of_all_steps_are_summed() {
        let counts = Counts { passed: 3, failed: 0, ok: true };
        let list = [
            Step::tests("one", || Ok(counts)),
            Step::plain("two", || Ok(())),
            Step::tests("three", || Ok(counts)),
        ];
        assert_eq!(steps(&list).unwrap().passed, 6);
    }
}

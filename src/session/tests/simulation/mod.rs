//! Renewal under everything that can go wrong: many tabs, one provider, a bad network, deaths, sleep, wrong clocks.
//!
//! A schedule is replayed by its seed. `PORTICO_SEED=…` runs one and prints what happened in it.

mod check;
mod loss;
mod network;
mod provider;
mod run;
mod storage;
mod world;

use std::io::Write as _;

use loss::Reason;
use provider::Habit;
use run::{Broken, Outcome, run};

/// How many schedules a test run makes.
const SCHEDULES: u64 = 20_000;

fn schedules(broken: Broken) -> impl Iterator<Item = (u64, Outcome)> {
    (0..SCHEDULES).map(move |seed| (seed, run(seed, broken, false)))
}

/// Past the test harness, which hides what a test prints that passes.
fn report(line: &str) {
    let _ = writeln!(std::io::stderr(), "simulation: {line}");
}

#[test]
fn no_schedule_loses_a_session_without_a_reason() {
    if let Some(seed) = std::env::var("PORTICO_SEED").ok().and_then(|seed| seed.parse().ok()) {
        let outcome = run(seed, Broken::Nothing, true);
        panic!("seed {seed}: {outcome:?}");
    }
    let started = std::time::Instant::now();
    let (mut lost, mut renewed) = ([[0; Habit::ALL.len()]; Reason::ALL.len()], 0_u64);
    for (seed, outcome) in schedules(Broken::Nothing) {
        if let Some(fault) = outcome.fault {
            run(seed, Broken::Nothing, true);
            panic!("seed {seed}: {fault}");
        }
        if let Some(reason) = outcome.lost {
            lost[reason as usize][outcome.habit as usize] += 1;
        }
        renewed += u64::from(outcome.renewals);
    }
    let speed = u128::from(SCHEDULES) * 1000 / started.elapsed().as_millis().max(1);
    report(&format!("{SCHEDULES} schedules, {renewed} renewals, {speed} schedules a second"));
    report(&format!("sessions lost in 10,000 schedules of each: {:?}", Habit::ALL));
    let mut too_many = Vec::new();
    for (reason, counts) in Reason::ALL.into_iter().zip(lost) {
        let rates = counts.map(|count| count * Habit::ALL.len() as u64 * 10_000 / SCHEDULES);
        report(&format!("  {rates:?} {reason:?}"));
        let ceilings = reason.ceilings();
        if rates.iter().zip(ceilings).any(|(rate, ceiling)| *rate > ceiling) {
            too_many.push(format!("{reason:?}: {rates:?}, at most {ceilings:?}"));
        }
    }
    assert!(too_many.is_empty(), "{too_many:?}");
    assert!(renewed > SCHEDULES, "the schedules do something");
}

#[test]
fn each_rule_is_needed() {
    for broken in Broken::RULES {
        let caught = schedules(broken).find(|(_, outcome)| outcome.fault.is_some());
        let Some((seed, outcome)) = caught else { panic!("{broken:?} is not missed") };
        report(&format!("without {broken:?}: seed {seed} says {}", outcome.fault.unwrap_or_default()));
    }
}

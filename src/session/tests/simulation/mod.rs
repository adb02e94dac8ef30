//! Renewal under everything that can go wrong: many tabs, one provider, a bad network, deaths, sleep.
//!
//! A schedule is replayed by its seed. `PORTICO_SEED=…` runs one and prints what happened in it.

mod provider;
mod run;
mod storage;
mod world;

use std::collections::BTreeMap;

use provider::Habit;
use run::{Broken, Outcome, run};

/// How many schedules a test run makes.
const SCHEDULES: u64 = 20_000;

fn schedules(broken: Broken) -> impl Iterator<Item = (u64, Outcome)> {
    (0..SCHEDULES).map(move |seed| (seed, run(seed, broken, false)))
}

#[test]
fn no_schedule_loses_a_session_without_a_reason() {
    if let Some(seed) = std::env::var("PORTICO_SEED").ok().and_then(|seed| seed.parse().ok()) {
        let outcome = run(seed, Broken::Nothing, true);
        panic!("seed {seed}: {outcome:?}");
    }
    let started = std::time::Instant::now();
    let (mut lost, mut renewed) = (BTreeMap::<_, [u64; Habit::ALL.len()]>::new(), 0_u64);
    for (seed, outcome) in schedules(Broken::Nothing) {
        if let Some(fault) = outcome.fault {
            run(seed, Broken::Nothing, true);
            panic!("seed {seed}: {fault}");
        }
        if let Some(reason) = outcome.lost {
            lost.entry(reason).or_default()[outcome.habit as usize] += 1;
        }
        renewed += u64::from(outcome.renewals);
    }
    let speed = u128::from(SCHEDULES) * 1000 / started.elapsed().as_millis().max(1);
    println!("{SCHEDULES} schedules, {renewed} renewals, {speed} schedules a second");
    println!("sessions lost in 10,000 schedules of each: {:?}", Habit::ALL);
    for (reason, counts) in lost {
        println!("  {:?} {reason}", counts.map(|count| count * 4 * 10_000 / SCHEDULES));
    }
    assert!(renewed > SCHEDULES, "the schedules do something");
}

#[test]
fn each_rule_is_needed() {
    for broken in [Broken::Lock, Broken::Reading, Broken::Claim, Broken::Stamp] {
        let caught = schedules(broken).find(|(_, outcome)| outcome.fault.is_some());
        let Some((seed, outcome)) = caught else { panic!("{broken:?} is not missed") };
        println!("without {broken:?}: seed {seed} says {}", outcome.fault.unwrap_or_default());
    }
}

//! One schedule: what the tabs, the person, the network and the clock do, by its seed.

use super::provider::{Habit, Provider};
use super::world::World;
use crate::session::tests::world as page;
use crate::session::{Input, Screen, State};

/// A rule that is taken away, to show that it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    Nothing,
    /// Every tab gets the lock at once.
    Lock,
    /// The record is not read again under the lock.
    Reading,
    /// No claim is kept.
    Claim,
    /// A write replaces whatever is there.
    Stamp,
}

#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) habit: Habit,
    pub(super) renewals: u32,
    /// Why the session was lost, if it was.
    pub(super) lost: Option<&'static str>,
    /// What must never happen.
    pub(super) fault: Option<String>,
}

/// How long a schedule goes wrong, and how long it then gets to settle, in milliseconds.
const WILD: u64 = 300_000;
const CALM: u64 = 700_000;

pub(super) fn run(seed: u64, broken: Broken, trace: bool) -> Outcome {
    let habit = Habit::ALL[usize::try_from(seed % 4).unwrap()];
    let mut world = World::new(seed, broken, Provider::new(habit, "canary-rt"), trace);
    world.life = [20, 60, 200][usize::try_from(world.below(3)).unwrap()];
    world.tells_time = world.below(2) == 0;
    // Half of the schedules lose nothing: there the session must not be lost either.
    let gentle = world.below(2) == 0;
    // Half of these begin with a sign-in; the others, and all that are not gentle, with a session that is kept.
    let signs_in = gentle && world.below(2) == 0;
    world.perils = if gentle { (u64::MAX, u64::MAX) } else { (120, 12) };
    if signs_in {
        world.sign_in();
    } else {
        world.store = Some(page::kept_session());
    }
    for _ in 0..=world.below(4) {
        world.open();
    }
    let end = world.now + WILD;
    while world.now < end && world.fault.is_none() {
        let pause = 1 + world.below(30_000);
        let until = (world.now + pause).min(end);
        while world.fault.is_none() && world.next(until) {}
        world.now = world.now.max(until);
        disturb(&mut world, gentle);
    }
    (world.perils, world.online, world.trouble, world.storage_works) =
        ((u64::MAX, u64::MAX), true, false, true);
    world.calm = true;
    world.say(|| "calm".into());
    wake(&mut world);
    let end = world.now + CALM;
    while world.fault.is_none() && world.next(end) {}
    let lost = settle(&mut world);
    Outcome { habit, renewals: world.provider.count, lost, fault: world.fault }
}

/// Something that the tabs have no say in.
fn disturb(world: &mut World, gentle: bool) {
    let tab = usize::try_from(world.below(world.tabs.len() as u64)).unwrap();
    match world.below(if gentle { 10 } else { 13 }) {
        0 if world.tabs.len() < 8 => world.open(),
        1 => {
            world.say(|| "the device sleeps".into());
            let hours = world.below(7_200_000);
            world.now += if world.chance(4) { hours } else { hours / 200 };
            wake(world);
        }
        2 => {
            world.online = !world.online;
            world.say(|| "the network comes or goes".into());
            wake(world);
        }
        3 => world.trouble = !world.trouble,
        4 if world.chance(6) => {
            world.say(|| format!("tab {tab}: sign out"));
            if let Some(Screen::SignedIn(_)) = world.tabs[tab].1.as_ref().map(State::screen) {
                world.signed_out = true;
                world.excuse = Some("the person signed out");
                world.to(tab, 0, Input::SignOutRequested);
            }
        }
        5 if world.chance(10) => {
            world.say(|| "the provider revokes the grant".into());
            world.provider.revoked = true;
            world.excuse = Some("the provider revoked the grant");
        }
        6 => wake(world),
        7 | 8 => world.call(tab),
        9 => {
            world.say(|| format!("tab {tab}: out of the back/forward cache"));
            world.to(tab, 0, Input::Restored);
        }
        10 => world.kill(tab),
        11 => {
            let hours = [-3_600, 3_600][usize::try_from(world.below(2)).unwrap()];
            world.say(|| format!("the clock jumps by {hours} s"));
            world.clock = (world.clock.0 + hours, world.now);
        }
        12 if world.chance(4) => {
            world.storage_works = !world.storage_works;
            world.say(|| "the storage comes or goes".into());
        }
        _ => {}
    }
}

fn wake(world: &mut World) {
    for tab in 0..world.tabs.len() {
        world.to(tab, 0, Input::Woke);
    }
}

/// After everything has calmed down: is each tab where it should be?
fn settle(world: &mut World) -> Option<&'static str> {
    let mut lost = world.provider.revoked;
    let time = 1_800_000_000 + i64::try_from(world.now / 1000).unwrap() + world.clock.0;
    for tab in 0..world.tabs.len() {
        let Some(state) = &world.tabs[tab].1 else { continue };
        let screen = state.screen();
        let holds = format!("{state:?}").contains("Token(..)");
        let fault = match &screen {
            _ if world.wiped && holds => Some("holds a token after the session has ended"),
            Screen::SignedIn(signed_in) if !world.provider.revoked => {
                let fresh = signed_in.expires_at.is_some_and(|expires_at| expires_at + 30 >= time);
                (!fresh && world.excuse.is_none()).then_some("has no access, and nothing is wrong")
            }
            Screen::Failed(_) if world.excuse.is_none() => Some("has failed for no reason"),
            Screen::Failed(failure) if !failure.can_retry && !failure.can_choose => Some("is a dead end"),
            Screen::Starting | Screen::Completing(_) => Some("hangs"),
            Screen::SignedOut(_) if world.excuse.is_none() => Some("is signed out for no reason"),
            Screen::Picker(_) if world.excuse.is_none() && !world.storage_failed => {
                Some("has not found the session")
            }
            _ => None,
        };
        lost |= matches!(screen, Screen::Failed(_));
        if let Some(fault) = fault {
            world.fault.get_or_insert(format!("tab {tab} {fault}"));
        }
    }
    if let Some((tab, _)) = world.calls.first() {
        world.fault.get_or_insert(format!("tab {tab} leaves a call without an answer"));
    }
    if world.wiped && world.store.is_some() {
        world.fault.get_or_insert("a record is stored after the session has ended".into());
    }
    world.excuse.filter(|_| lost && !world.signed_out)
}

//! One schedule: what the tabs, the person, the network and the clocks do, by its seed.

use super::check::FARTHEST;
use super::loss::Reason;
use super::provider::{Habit, Provider};
use super::world::{Sharing, World};
use crate::session::Input;
use crate::session::tests::world as page;

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
    /// One ID token in ten is taken for expired.
    Time,
}

impl Broken {
    pub(super) const RULES: [Self; 5] = [Self::Lock, Self::Reading, Self::Claim, Self::Stamp, Self::Time];
}

#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) habit: Habit,
    pub(super) renewals: u32,
    /// Why the session was lost, if it was.
    pub(super) lost: Option<Reason>,
    /// What must never happen.
    pub(super) fault: Option<String>,
}

/// How long a schedule goes wrong, and how long it then gets to settle, in milliseconds.
const WILD: u64 = 300_000;
const CALM: u64 = 700_000;

/// Nothing is lost, and nobody dies.
const SAFE: (u64, u64) = (u64::MAX, u64::MAX);

/// Seconds of a large jump of a clock, and of a common one.
const FAR: u32 = 40 * 86_400;
const HOUR: u32 = 3_600;

pub(super) fn run(seed: u64, broken: Broken, trace: bool) -> Outcome {
    let habit = Habit::ALL[usize::try_from(seed % 4).unwrap()];
    let mut world = World::new(seed, broken, Provider::new(habit, "canary-rt"), trace);
    // Half of the schedules lose nothing: there the session must not be lost either.
    let gentle = world.below(2) == 0;
    set_up(&mut world, gentle);
    for _ in 0..=world.below(4) {
        world.open();
    }
    let end = world.now + WILD;
    while world.now < end && world.fault.is_none() {
        // Races are made of what happens at the same time.
        let longest = if world.chance(3) { 50 } else { 30_000 };
        let pause = 1 + world.below(longest);
        let until = (world.now + pause).min(end);
        while world.fault.is_none() && world.next(until) {}
        world.now = world.now.max(until);
        disturb(&mut world, gentle);
    }
    (world.perils, world.online, world.storage_works) = (SAFE, true, true);
    world.provider.in_trouble = false;
    world.calm = true;
    world.say(|| "calm".into());
    wake(&mut world);
    let end = world.now + CALM;
    while world.fault.is_none() && world.next(end) {}
    let lost = world.settle();
    Outcome { habit, renewals: world.provider.count, lost, fault: world.fault }
}

/// What the provider is like, and where the session is.
fn set_up(world: &mut World, gentle: bool) {
    world.life = [20, 60, 200][usize::try_from(world.below(3)).unwrap()];
    world.provider.tells_time = world.below(2) == 0;
    world.provider.ahead = world.around(600);
    world.sharing = match world.below(8) {
        0 => Sharing::Memory,
        1 => Sharing::Impossible,
        _ => Sharing::Tabs,
    };
    world.perils = if gentle { SAFE } else { (120, 12) };
    // What is shared is signed in to where nothing gets lost, or was kept before.
    let signs_in = !world.sharing.is_shared() || gentle && world.below(2) == 0;
    if !signs_in || world.sharing == Sharing::Memory && world.below(2) == 0 {
        world.store = Some(page::kept_session());
    }
    if signs_in {
        if world.below(2) == 0 {
            jump(world);
        }
        world.sign_in();
    }
}

/// Something that the tabs have no say in.
fn disturb(world: &mut World, gentle: bool) {
    let tab = usize::try_from(world.below(world.tabs.len() as u64)).unwrap();
    match world.below(if gentle { 12 } else { 14 }) {
        0 if world.tabs.len() < 8 => world.open(),
        1 => sleep(world),
        2 => {
            world.online = !world.online;
            world.say(|| "the network comes or goes".into());
            wake(world);
        }
        3 => world.provider.in_trouble = !world.provider.in_trouble,
        4 if world.chance(6) => world.sign_out(tab),
        5 if world.chance(10) => {
            world.say(|| "the provider revokes the grant".into());
            world.provider.revoked = true;
            if !world.signed_out {
                world.excuse = Some(Reason::Revoked);
            }
        }
        6 => wake(world),
        7 | 8 => world.call(tab),
        9 => {
            world.say(|| format!("tab {tab}: out of the back/forward cache"));
            world.to(tab, 0, Input::Restored);
        }
        10 => jump(world),
        11 => {
            let seconds = world.around(600);
            world.say(|| format!("the provider's clock is corrected by {seconds} s"));
            world.provider.correct_clock(seconds);
        }
        12 => world.kill(tab),
        13 if world.chance(4) => {
            world.storage_works = !world.storage_works;
            world.say(|| "the storage comes or goes".into());
        }
        _ => {}
    }
}

fn sleep(world: &mut World) {
    let longest = if world.chance(4) { 7_200_000 } else { 36_000 };
    let time = world.below(longest);
    world.say(|| format!("the device sleeps for {} s", time / 1000));
    world.now += time;
    // What was on its way is as old.
    world.was_far |= time / 1000 > FARTHEST;
    wake(world);
}

/// The device's clock is set, by whomever.
fn jump(world: &mut World) {
    let limit = if world.chance(8) { FAR } else { HOUR };
    let seconds = world.around(limit);
    world.say(|| format!("the clock jumps by {seconds} s"));
    world.clock = (world.clock.0 + seconds, world.now);
    world.was_far |= world.time().abs_diff(world.provider_time()) > FARTHEST;
    world.was_set_back |= seconds < 0;
}

fn wake(world: &mut World) {
    for tab in 0..world.tabs.len() {
        world.to(tab, 0, Input::Woke);
    }
}

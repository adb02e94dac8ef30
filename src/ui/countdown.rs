//! Time that runs out while somebody looks at it.

use std::cell::Cell;

use wasm_bindgen_futures::spawn_local;

use super::el::{El, all};
use super::shown::everywhere;
use super::text::{self, Text};
use crate::browser::{clock, timer};
use crate::later;
use crate::url::decimal;

/// Seconds.
const HOUR: u64 = 3_600;

/// Seconds.
const DAY: u64 = 24 * HOUR;

/// What is counted down.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// `in 5 min`, `in 3 h`, `in 4 days`
    Roughly,
    /// `1:05`
    Exactly,
}

impl Kind {
    fn selector(self) -> &'static str {
        match self {
            Self::Roughly => "dd > .left",
            Self::Exactly => "p.left",
        }
    }

    fn words(self, left: u64) -> String {
        match self {
            Self::Exactly => {
                let seconds = decimal(left % 60);
                let zero = if seconds.len() < 2 { ":0" } else { ":" };
                [decimal(left / 60).as_str(), zero, &seconds].concat()
            }
            Self::Roughly if left == 0 => String::new(),
            Self::Roughly if left < 60 => Text::InLessThanAMinute.english().to_owned(),
            Self::Roughly if left < 2 * HOUR => text::with(Text::InMinutes.english(), &decimal(left / 60)),
            Self::Roughly if left < 2 * DAY => text::with(Text::InHours.english(), &decimal(left / HOUR)),
            Self::Roughly => text::with(Text::InDays.english(), &decimal(left / DAY)),
        }
    }
}

thread_local! {
    static RUNNING: [Cell<bool>; 2] = const { [Cell::new(false), Cell::new(false)] };
}

/// Adds a place, and writes there how much time is left until `at` (seconds since 1970) for as long as there is one
/// on the page, however often it is drawn anew.
pub(super) fn count_down(place: &El, what: &str, at: i64, kind: Kind) {
    let until = decimal(u64::try_from(at).unwrap_or(0));
    place.add(what).attr("data-until", &until).unheard();
    write(kind);
    if RUNNING.with(|running| running[kind as usize].replace(true)) {
        return;
    }
    spawn_local(async move {
        let pause = if matches!(kind, Kind::Exactly) { 1_000 } else { 15_000 };
        while later::run(|| write(kind)) {
            timer::sleep(pause).await;
        }
        RUNNING.with(|running| running[kind as usize].set(false));
    });
}

/// `false` if there is no such place.
fn write(kind: Kind) -> bool {
    let mut is_there = false;
    everywhere(|| {
        for place in all(kind.selector()) {
            let until = place.data("data-until").parse().unwrap_or(0);
            place.set_text(&kind.words(u64::try_from(until - clock::now()).unwrap_or(0)));
            is_there = true;
        }
    });
    is_there
}

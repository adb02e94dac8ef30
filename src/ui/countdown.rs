//! Time that runs out while somebody looks at it.

use wasm_bindgen_futures::spawn_local;

use super::el::El;
use super::text::{self, Text};
use crate::browser::{clock, timer};
use crate::url::decimal;

/// Writes into `place`, every so many milliseconds and for as long as it is on the page, how much time is left
/// until `at` (seconds since 1970).
pub(super) fn count_down(mut place: El, at: i64, every: u32, words: fn(u64) -> String) {
    spawn_local(async move {
        while place.is_on_page() {
            let left = u64::try_from(at - clock::now()).unwrap_or(0);
            place = place.set_text(&words(left));
            timer::sleep(every).await;
        }
    });
}

/// `1:05`
pub(super) fn minutes_and_seconds(left: u64) -> String {
    let seconds = decimal(left % 60);
    [decimal(left / 60).as_str(), if seconds.len() < 2 { ":0" } else { ":" }, &seconds].concat()
}

/// `in 5 min`
pub(super) fn roughly(left: u64) -> String {
    match left {
        0 => String::new(),
        1..60 => Text::InLessThanAMinute.english().to_owned(),
        _ => text::with(Text::InMinutes.english(), &decimal(left / 60)),
    }
}

//! Asking the same again, where the answer may be another one the next time.

use super::Now;
use crate::protocol::http::{FetchError, Fetched};

/// A request is sent at most so many times in a row.
pub(super) const TRIES: u8 = 3;

/// Milliseconds to wait before the next try: 200, 600 and up to half as much again by chance. `None`: there is
/// no next one. A request that took its whole time is not sent again: the person is waiting.
pub(super) fn delay(tries: u8, fetched: &Fetched, now: &Now) -> Option<u32> {
    let passing = match fetched {
        Ok(response) => response.is_transient(),
        Err(error) => *error == FetchError::Unreachable,
    };
    let base = if tries < 2 { 200 } else { 600 };
    let jitter = now.entropy.as_ref().map_or(128, |entropy| u32::from(entropy.jitter()));
    (passing && tries < TRIES).then_some(base + base / 2 * jitter / 255)
}

//! How far the clock of the provider and that of the device are apart.

use super::http::Fetched;

/// Seconds that a clock may be wrong: an hour (a time zone set by hand), and the tolerance.
const MAX: u64 = 3_660;

/// The provider's clock less the device's, in seconds; 0 as long as nothing better is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockSkew(i64);

impl ClockSkew {
    /// What two readings of one moment say, in seconds since 1970.
    ///
    /// `None` if they are too far apart. Not the bound itself: that would be a time that nobody has said. So a mistake,
    /// or a lie, moves the time by an hour at most, and the one who is told of a clock that is wrong by more is the
    /// person.
    pub fn between(server: i64, device: i64) -> Option<Self> {
        (server.abs_diff(device) <= MAX).then(|| Self(server - device))
    }

    /// By the `Date` of an answer that came `now`, where it can be read. Only of answers that come out of no cache.
    pub fn of(fetched: &Fetched, now: i64) -> Option<Self> {
        Self::between(fetched.as_ref().ok()?.date?, now)
    }

    /// The provider's time at a time of the device.
    pub fn server_time(self, device: i64) -> i64 {
        device + self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_that_is_too_far_away_is_no_estimate() {
        let now = 1_800_000_000;
        for apart in [-3_660, -1, 0, 7, 3_660] {
            let skew = ClockSkew::between(now + apart, now);
            assert_eq!(skew.map(|skew| skew.server_time(now + 5)), Some(now + apart + 5));
        }
        // 0 is what the browser's "Invalid Date" comes to.
        for server in [now - 3_661, now + 3_661, 0, -1, i64::MIN, i64::MAX] {
            assert_eq!(ClockSkew::between(server, now), None, "{server}");
        }
    }
}

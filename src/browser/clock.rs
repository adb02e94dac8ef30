//! The clock of the device.

/// Seconds since 1970.
pub fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds is far below 2^53")]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    seconds
}

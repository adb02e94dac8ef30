//! A point in time as JavaScript's `Date` writes it in JSON: ISO 8601 in the profile of [RFC 3339], or milliseconds.
//!
//! [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6

use crate::json::Value;

/// The last millisecond that a `Date` can hold.
const MAX_MILLISECONDS: f64 = 8.64e15;

/// Seconds since 1970, of a text or of a number of milliseconds. Fractions are dropped.
#[expect(clippy::cast_possible_truncation, reason = "checked to be between 0 and 2^53")]
pub(super) fn read(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => parse(text),
        Value::Number(ms) if (0.0..=MAX_MILLISECONDS).contains(ms) => Some((ms / 1000.0) as i64),
        _ => None,
    }
}

/// `2026-11-29T04:50:42.928Z`. No leap second: `Date` knows none.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date_time, rest) = text.as_bytes().split_at_checked(19)?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| date_time.get(*at) != Some(mark)) {
        return None;
    }
    let number = |at, length| digits(date_time.get(at..at + length)?);
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    if !is_time || day == 0 || day > days_of_month(year, month)? {
        return None;
    }
    let time = (hour * 60 + minute) * 60 + second;
    Some(days_since_1970(year, month, day) * 86_400 + time - offset(without_fraction(rest)?)?)
}

/// What follows a fraction of a second, if there is one, with at most nine digits.
fn without_fraction(rest: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = rest.strip_prefix(b".") else { return Some(rest) };
    let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if (1..=9).contains(&length) { fraction.get(length..) } else { None }
}

/// `Z`, or `+01:00`: seconds ahead of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, hour, minute) = match zone {
        b"Z" => return Some(0),
        [sign @ (b'+' | b'-'), hour @ .., b':', m1, m2] => {
            (if *sign == b'+' { 1 } else { -1 }, hour, digits(&[*m1, *m2])?)
        }
        _ => return None,
    };
    let hour = if hour.len() == 2 { digits(hour)? } else { return None };
    (hour < 24 && minute < 60).then_some(sign * (hour * 60 + minute) * 60)
}

/// At most four of them.
fn digits(text: &[u8]) -> Option<i64> {
    let digit = |number: i64, byte: &u8| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'));
    text.iter().try_fold(0, digit)
}

fn days_of_month(year: i64, month: i64) -> Option<i64> {
    Some(match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    })
}

/// Years are counted from March, so that the day that may be missing is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

use super::super::timestamp::{parse, read};
use crate::json::Value;
use proptest::prelude::*;

#[test]
fn dates_of_javascript_are_read() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2026-11-29T04:50:42.928Z", 1_795_927_842),
        ("2000-02-29T00:00:00Z", 951_782_400),
        ("2000-03-01T00:00:00Z", 951_868_800),
        ("2024-12-31T23:59:59Z", 1_735_689_599),
        ("2038-01-19T03:14:08.5Z", 2_147_483_648),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799),
    ] {
        assert_eq!(parse(text), Some(seconds), "{text}");
    }
}

#[test]
fn offsets_are_subtracted() {
    for (zone, seconds) in [("+00:00", 0), ("-00:00", 0), ("+01:00", -3600), ("-05:30", 19_800)] {
        assert_eq!(parse(&["1970-01-01T00:00:00", zone].concat()), Some(seconds), "{zone}");
    }
    assert_eq!(parse("2026-11-29T06:50:42.928+02:00"), Some(1_795_927_842));
}

#[test]
fn months_have_their_days() {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, days) in (1..).zip(days) {
        assert!(parse(&format!("2026-{month:02}-{days}T00:00:00Z")).is_some(), "{month}");
        assert_eq!(parse(&format!("2026-{month:02}-{:02}T00:00:00Z", days + 1)), None, "{month}");
    }
    for (year, is_leap) in [(2024, true), (2026, false), (2000, true), (2100, false)] {
        assert_eq!(parse(&format!("{year}-02-29T00:00:00Z")).is_some(), is_leap, "{year}");
    }
}

#[test]
fn what_else_is_written_is_refused() {
    for text in [
        "",
        "2026-11-29",
        "2026-11-29T04:50:42",
        "2026-11-29 04:50:42Z",
        "2026-11-29T04:50Z",
        "2026-11-29T04:50:42.Z",
        "2026-11-29T04:50:42.1234567890Z",
        "2026-11-29T04:50:42,9Z",
        "2026-11-29T04:50:42z",
        "2026-11-29T04:50:42.928Z ",
        "2026-11-29T04:50:42+0000",
        "2026-11-29T04:50:42+1:00",
        "2026-11-29T04:50:42+24:00",
        "2026-11-29T04:50:42+01:60",
        "2026-11-29T24:00:00Z",
        "2026-11-29T04:60:00Z",
        "2026-11-29T23:59:60Z",
        "2026-00-29T04:50:42Z",
        "2026-13-29T04:50:42Z",
        "2026-11-00T04:50:42Z",
        "+026-11-29T04:50:42Z",
        "2026-11-2\u{e9}T04:50:42Z",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn numbers_are_milliseconds() {
    for (number, seconds) in [
        (0.0, Some(0)),
        (1_795_927_842_928.0, Some(1_795_927_842)),
        (-1.0, None),
        (f64::NAN, None),
        (f64::INFINITY, None),
        (8.65e15, None),
    ] {
        assert_eq!(read(&Value::Number(number)), seconds, "{number}");
    }
    assert_eq!(read(&Value::Bool(true)), None);
}

proptest! {
    #[test]
    fn a_day_later_is_a_day_more(year in 0..9999u32, month in 1..13u32, day in 1..28u32) {
        let at = |day| parse(&format!("{year:04}-{month:02}-{day:02}T12:00:00Z")).unwrap();
        prop_assert_eq!(at(day + 1) - at(day), 86_400);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}", cut in "[0-9T:Z+.-]{0,30}") {
        let _ = (parse(&text), parse(&cut));
    }
}

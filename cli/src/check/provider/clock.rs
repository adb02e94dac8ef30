//! The clock of the server, by the `Date` of its answers (RFC 9110 §6.6.1).

use portico::protocol::ClockSkew;
use portico::protocol::id_token::CLOCK_TOLERANCE;

use super::super::report::Finding;
use super::Subject;

const CHECK: &str = "clock";

const CODE: &str = "clock_differs";

pub(super) fn check(subject: &mut Subject<'_>) {
    let Some(apart) = subject.clock else {
        return subject.add(Finding::skipped(CHECK, "its answers tell no time"));
    };
    if apart.abs() <= CLOCK_TOLERANCE {
        return subject.add(Finding::ok(CHECK, format!("{} s apart from this machine's", apart.abs())));
    }
    let direction = if apart > 0 { "ahead of" } else { "behind" };
    let message = format!("it is {} s {direction} this machine's", apart.abs());
    let fix = "Set the clock that is wrong (NTP): ID tokens are good for some minutes only.".to_owned();
    // Up to a limit, the page evens it out.
    subject.add(if ClockSkew::between(apart, 0).is_some() {
        Finding::warning(CHECK, CODE, message, fix)
    } else {
        Finding::failed(CHECK, CODE, message, fix)
    });
}

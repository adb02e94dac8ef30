//! The clock of the server, by the `Date` of its answer (RFC 9110 §6.6.1).

use portico::protocol::id_token::CLOCK_TOLERANCE;

use super::super::report::Finding;
use super::Subject;
use super::metadata::Found;

const CHECK: &str = "clock";

const CODE: &str = "clock_differs";

pub(super) fn check(subject: &mut Subject<'_>, found: &Found) {
    let Some(apart) = found.clock else {
        return subject.add(Finding::skipped(CHECK, "its answers tell no time"));
    };
    if apart.abs() <= CLOCK_TOLERANCE {
        return subject.add(Finding::ok(CHECK, format!("{} s apart from this machine's", apart.abs())));
    }
    let direction = if apart > 0 { "ahead of" } else { "behind" };
    let message = format!("it is {} s {direction} this machine's", apart.abs());
    let fix = "Set the clock that is wrong (NTP): ID tokens are good for some minutes only.".to_owned();
    subject.add(if found.clock_can_be_evened_out() {
        Finding::warning(CHECK, CODE, message, fix)
    } else {
        Finding::failed(CHECK, CODE, message, fix)
    });
}

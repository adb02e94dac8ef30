//! The person: picture, names, groups.

use super::countdown::{Kind, count_down};
use super::el::{El, find};
use super::image::picture;
use super::text::Text;
use crate::browser::clock;
use crate::config::Persistence;
use crate::session::Account;
use crate::session::screen::{Role, SignedIn};

/// So many groups are shown at once.
const SOME: usize = 8;

/// Picture, name and e-mail.
pub(super) fn who(place: &El, account: &Account) {
    let name = account.display_name();
    picture(place, "span.avatar", account.picture.as_deref(), account.initials());
    let lines = place.add("div");
    lines.heading().name(name);
    if let Some(email) = &account.email {
        if email != name {
            lines.add("p.sub").text(email);
        }
        if account.email_verified == Some(false) {
            lines.add("span.note").say(Text::NotVerified);
        }
    }
}

/// What else is known, line by line.
pub(super) fn facts(list: &El, signed_in: &SignedIn) {
    let account = &signed_in.account;
    fact(list, Text::SignedInWith).add("bdi.strong").text(&signed_in.via.title);
    if let Some(username) = account.username.as_ref().filter(|username| *username != account.display_name()) {
        fact(list, Text::UserName).name(username);
    }
    if !account.groups.is_empty() {
        groups(&fact(list, Text::Groups), &account.groups);
    }
    if let Some(role) = &signed_in.role {
        let place = fact(list, Text::Role);
        match role {
            Role::Is(name) => place.name(name),
            Role::Refused => place.say(Text::NoRole),
        };
    }
    if let Some(time) = signed_in.expires_at {
        let place = fact(list, Text::AccessUntil).text(&time_of_day(time));
        count_down(&place, "span.left", time, Kind::Roughly);
    }
    fact(list, Text::RenewedAt).text(&time_of_day(signed_in.renewed_at));
    fact(list, Text::Session).say(match signed_in.persistence {
        Persistence::Memory => Text::OnlyHere,
        Persistence::Tabs => Text::UntilTheLastTab,
        Persistence::Device => Text::UntilSignOut,
    });
}

/// Adds a line to the list, and answers the place of its value.
pub(super) fn fact(list: &El, label: Text) -> El {
    let line = list.add("div");
    line.add("dt").say(label);
    line.add("dd")
}

/// Chips; the rest comes with a press.
fn groups(place: &El, names: &[String]) {
    let chips = place.add("div.chips");
    let shown = if names.len() <= SOME { names.len() } else { SOME - 1 };
    let (shown, rest) = names.split_at(shown);
    add_chips(&chips, shown);
    if !rest.is_empty() {
        let rest = rest.to_vec();
        chips.add("button.chip").attr("type", "button").say(Text::ShowAll).on("click", move |_| {
            find(".chips > button").remove();
            add_chips(&find(".chips"), &rest);
        });
    }
}

fn add_chips(chips: &El, names: &[String]) {
    for name in names {
        chips.add("bdi.chip").text(name);
    }
}

/// Seconds; a time that is farther away is told with its day.
const TODAY: i64 = 12 * 3_600;

/// As clocks are read where the person is.
pub(super) fn time_of_day(time: i64) -> String {
    let options = js_sys::Object::new();
    // A plain object takes every member.
    let set = |name: &str, value: &str| _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    set("timeStyle", "short");
    if (time - clock::now()).abs() > TODAY {
        set("dateStyle", "medium");
    }
    date(time).to_locale_string("default", &options).into()
}

/// A date of the browser's.
pub(super) fn date(time: i64) -> js_sys::Date {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    let milliseconds = time as f64 * 1000.0;
    js_sys::Date::new(&milliseconds.into())
}

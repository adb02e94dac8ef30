//! The person: picture, names, groups.

use super::el::{View, el, heading, plain, row, target, text};
use super::image::picture;
use super::text::Text;
use crate::session::Account;
use crate::session::screen::SignedIn;

/// So many groups are shown at once.
const SOME: usize = 8;

/// Picture, name and e-mail.
pub(super) fn who(account: &Account) -> View {
    let name = account.display_name();
    let mut lines = vec![heading(vec![text("bdi", "", name)])];
    if let Some(email) = account.email.as_ref().filter(|email| *email != name) {
        lines.push(text("p", "sub", email));
    }
    if account.email.is_some() && account.email_verified == Some(false) {
        lines.push(text("span", "note", Text::NotVerified.english()));
    }
    let face = picture("avatar", account.picture.as_deref(), account.initials());
    el("div", "who", vec![face, el("div", "", lines).view()]).view()
}

/// What else is known, line by line.
pub(super) fn facts(signed_in: &SignedIn) -> View {
    let account = &signed_in.account;
    let mut lines = vec![fact(Text::SignedInWith, text("bdi", "strong", &signed_in.via.title))];
    if let Some(username) = account.username.as_ref().filter(|username| *username != account.display_name()) {
        lines.push(fact(Text::UserName, text("bdi", "", username)));
    }
    if !account.groups.is_empty() {
        lines.push(fact(Text::Groups, groups(&account.groups)));
    }
    if let Some(time) = signed_in.expires_at {
        lines.push(fact(Text::AccessUntil, plain(&time_of_day(time))));
    }
    if signed_in.alone {
        lines.push(fact(Text::Session, plain(Text::OnlyHere.english())));
    }
    el("dl", "facts", lines).view()
}

/// A line of the list.
pub(super) fn fact(label: Text, value: View) -> View {
    el("div", "", vec![text("dt", "", label.english()), el("dd", "", vec![value]).view()]).view()
}

/// Chips; the rest comes with a press.
fn groups(names: &[String]) -> View {
    let chips = |names: &[String]| names.iter().map(|name| text("bdi", "chip", name)).collect::<Vec<_>>();
    if names.len() <= SOME {
        return el("div", "chips", chips(names)).view();
    }
    let (shown, rest) = names.split_at(SOME - 1);
    let rest = row(chips(rest));
    let more = el("button", "chip", vec![plain(Text::ShowAll.english())]).attr("type", "button").on(
        "click",
        move |event| {
            if let Some(button) = target(&event) {
                let _ = button.replace_with_with_node_1(&rest);
            }
        },
    );
    let mut chips = chips(shown);
    chips.push(more.view());
    el("div", "chips", chips).view()
}

/// As clocks are read where the person is.
fn time_of_day(time: i64) -> String {
    let options = js_sys::Object::new();
    // A plain object takes every member.
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    date(time).to_locale_time_string_with_options("default", &options).into()
}

/// A date of the browser's.
pub(super) fn date(time: i64) -> js_sys::Date {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    let milliseconds = time as f64 * 1000.0;
    js_sys::Date::new(&milliseconds.into())
}

//! The accounts at providers that a person signs in with.

use web_sys::Event;

use super::el::{El, all, find, target};
use super::image::icon;
use super::shown::send;
use super::text::{self, Text};
use crate::session::Input;
use crate::session::screen::{Change, Linked, LinkedAccount};

/// Shows what has changed.
pub(super) fn update(before: Option<&Linked>, now: Option<&Linked>) {
    let section = find(".linked");
    // Closed first: then the browser gives the focus back.
    if before.and_then(|it| it.confirming.as_ref()) != now.and_then(|it| it.confirming.as_ref()) {
        for old in all(".unlink") {
            old.close();
            old.remove();
        }
        if let Some(account) = now.and_then(confirming) {
            confirm(&find(".card"), account);
        }
    }
    let Some(now) = now else {
        section.set_text("");
        return;
    };
    if before.is_none() {
        section.add("div");
        section.add("p.sub").attr("role", "status");
    }
    if before.is_none_or(|it| it.accounts != now.accounts || it.choices.len() != now.choices.len()) {
        let had_focus = all(".linked:focus-within").next().is_some();
        draw(&find(".linked > div").set_text(""), now);
        if had_focus {
            find(".linked h2").focus();
        }
    }
    for button in all(".linked button") {
        button.attr_if("aria-disabled", now.is_busy.then_some("true"));
    }
    if before.is_none_or(|it| (it.is_busy, it.outcome) != (now.is_busy, now.outcome)) {
        let place = find(".linked > .sub").set_text("");
        if now.is_busy {
            place.spinner();
        } else if let Some(outcome) = now.outcome {
            let (words, tone) = match outcome {
                Ok(Change::Linked) => (Text::Linked, "ok"),
                Ok(Change::Unlinked) => (Text::Unlinked, "ok"),
                Err(code) => (failure(code), "fault"),
            };
            place.add("span.tone").attr("data-tone", tone).say(words);
        }
    }
}

fn confirming(linked: &Linked) -> Option<&LinkedAccount> {
    let id = linked.confirming.as_ref()?;
    linked.accounts.as_ref()?.iter().find(|account| account.id == *id)
}

fn failure(code: &str) -> Text {
    if code.ends_with("already_linked") {
        Text::AlreadyLinked
    } else if code.ends_with("last_account") {
        Text::OnlyWay
    } else {
        Text::NotDone
    }
}

fn draw(place: &El, linked: &Linked) {
    let Some(accounts) = &linked.accounts else {
        let button = place.add("button.button quiet").attr("type", "button").say(Text::WaysToSignIn);
        press(button, || Input::LinkedRequested);
        return;
    };
    place.add("h2").attr("tabindex", "-1").say(Text::WaysToSignIn);
    let list = place.add("ul").attr("role", "list");
    for account in accounts {
        let line = list.add("li");
        icon(&line, &account.icon, &account.title);
        line.add("span.title").name(&account.title);
        if account.may_unlink {
            let id = account.id.clone();
            let button = line
                .add("button.button")
                .attr("type", "button")
                .attr("data-account", &id)
                .attr("aria-label", &text::with(Text::UnlinkOne.english(), &account.title))
                .say(Text::Unlink);
            press(button, move || Input::UnlinkRequested { account: id.clone() });
        } else if accounts.len() == 1 {
            line.add("span.hint").say(Text::OnlyWay);
        }
    }
    let actions = place.add("div.actions");
    for choice in &linked.choices {
        let id = choice.via.id.clone();
        let button = actions.add("button.button").attr("type", "button").attr("data-provider", &id);
        icon(&button, &choice.icon, &choice.via.title);
        let button = button.sentence(Text::LinkOne, &choice.via.title);
        press(button, move || Input::LinkRequested { provider: id.clone() });
    }
}

/// Sends something when the button is pressed, unless something is under way.
fn press(button: El, input: impl Fn() -> Input + 'static) {
    button.on("click", move |event: Event| {
        if target(&event).data("aria-disabled").is_empty() {
            send(input());
        }
    });
}

/// Asks once more.
fn confirm(card: &El, account: &LinkedAccount) {
    let dialog = card
        .add("dialog.card unlink")
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "unlink")
        .attr("aria-describedby", "unlink-words")
        .on("cancel", |_| send(Input::UnlinkAnswered { confirmed: false }));
    dialog.add("h2").attr("id", "unlink").sentence(Text::UnlinkQuestion, &account.title);
    dialog.add("p.sub").attr("id", "unlink-words").say(Text::UnlinkWords);
    let actions = dialog.add("div.actions");
    // The first one has the focus: what can't be undone should not be an Enter away.
    actions.button("button.button primary", Text::Keep, || Input::UnlinkAnswered { confirmed: false });
    actions.button("button.button", Text::Unlink, || Input::UnlinkAnswered { confirmed: true });
    dialog.show_modal();
}

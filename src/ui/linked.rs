//! The accounts at providers that a person signs in with.

use super::el::{El, all, find, target};
use super::image::icon;
use super::shown::send;
use super::text::{self, Text};
use crate::later;
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
    // What PocketBase calls already linked is the provider: such a one is not offered.
    if code.ends_with("already_linked") || code.ends_with("other_record") {
        Text::AlreadyLinked
    } else if code.ends_with("last_account") {
        Text::OnlyWay
    } else {
        Text::NotDone
    }
}

fn draw(place: &El, linked: &Linked) {
    let Some(accounts) = &linked.accounts else {
        button(place, "button.button quiet").say(Text::WaysToSignIn);
        return;
    };
    place.add("h2").attr("tabindex", "-1").say(Text::WaysToSignIn);
    let list = place.add("ul").attr("role", "list");
    for account in accounts {
        let line = list.add("li");
        icon(&line, &account.icon, &account.title);
        line.add("span.title").name(&account.title);
        if account.may_unlink {
            button(&line, "button.button")
                .attr(ACCOUNT, &account.id)
                .attr("aria-label", &text::with(Text::UnlinkOne.english(), &account.title))
                .say(Text::Unlink);
        } else if accounts.len() == 1 {
            line.add("span.hint").say(Text::OnlyWay);
        }
    }
    let actions = place.add("div.actions");
    for choice in &linked.choices {
        let button = button(&actions, "button.button").attr(PROVIDER, &choice.via.id);
        // In one piece: spaces at the ends of what stands in a row are dropped.
        button.add("span").sentence(Text::LinkOne, &choice.via.title);
    }
}

/// What a button is about stands in one of these; nothing, where it is about all.
const ACCOUNT: &str = "data-account";
const PROVIDER: &str = "data-provider";

fn button(place: &El, what: &str) -> El {
    place.add(what).attr("type", "button").on("click", |event| later::accounts(|| press(&target(&event))))
}

/// Tells of it, unless something is under way.
fn press(button: &El) {
    if !button.data("aria-disabled").is_empty() {
        return;
    }
    let (account, provider) = (button.data(ACCOUNT), button.data(PROVIDER));
    send(if !account.is_empty() {
        Input::UnlinkRequested { account }
    } else if !provider.is_empty() {
        Input::LinkRequested { provider }
    } else {
        Input::LinkedRequested
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
    dialog.add("h2").attr("id", "unlink").sentence(Text::UnlinkOne, &account.title).text("?");
    dialog.add("p.sub").attr("id", "unlink-words").say(Text::UnlinkWords);
    let actions = dialog.add("div.actions");
    // The first one has the focus: what can't be undone should not be an Enter away.
    actions.button("button.button primary", Text::Keep, || Input::UnlinkAnswered { confirmed: false });
    actions.button("button.button", Text::Unlink, || Input::UnlinkAnswered { confirmed: true });
    dialog.show_modal();
}

//! Who is signed in, and what their backend says.

use leptos::prelude::*;

use super::el::{View, button, el, live, nothing, row, sentence};
use super::foot::foot;
use super::text::Text;
use super::{Ui, account, backend};
use crate::session::{Input, Screen, screen};

pub(super) fn view(ui: Ui, signed_in: &screen::SignedIn) -> View {
    let mut card = vec![
        live(move || ui.person.with(|screen| part(screen, |it| account::who(&it.account)))),
        live(move || ui.person.with(|screen| part(screen, account::facts))),
    ];
    if signed_in.backend.is_some() {
        card.push(backend::view(ui));
    }
    let mut actions = Vec::new();
    if let Some(destination) = &signed_in.destination {
        let to = destination.as_str().to_owned();
        let going = move |it: &screen::SignedIn| {
            if it.continuing { sentence("p", "sub", Text::TakingYou, &to) } else { nothing() }
        };
        let going = live(move || ui.screen.with(|screen| part(screen, &going)));
        card.push(el("div", "", vec![going]).attr("role", "status").view());
        actions.push(button("button primary", Text::Continue, move || ui.send(Input::ContinueRequested)));
    }
    actions.push(button("button", Text::SignOut, move || ui.send(Input::SignOutRequested)));
    card.push(el("div", "actions", actions).view());
    if signed_in.backend.is_some() {
        card.push(backend::answer(ui));
    }
    row(vec![el("section", "card", card).view(), foot(&signed_in.page)])
}

/// A part of the account screen, if that is what is shown.
pub(super) fn part(screen: &Screen, read: impl Fn(&screen::SignedIn) -> View) -> View {
    if let Screen::SignedIn(signed_in) = screen { read(signed_in) } else { nothing() }
}

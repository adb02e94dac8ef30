//! Who is signed in, and what their backend says.

use leptos::prelude::*;

use super::el::{button, el, plain, sentence};
use super::foot::foot;
use super::text::Text;
use super::{Ui, account, backend};
use crate::session::{Account, Input, Screen, screen};

pub(super) fn view(ui: Ui, signed_in: &screen::SignedIn) -> AnyView {
    let current = Memo::new(move |_| part(ui, |it| it.account.clone()).unwrap_or_default());
    let who = move || current.with(account::who);
    let expires_at = Memo::new(move |_| part(ui, |it| it.expires_at).flatten());
    let via = signed_in.via.clone();
    let facts = move || current.with(|account: &Account| account::facts(account, &via, expires_at.get()));
    let mut card = vec![who.into_any(), facts.into_any()];
    if signed_in.backend.is_some() {
        card.push(backend::view(ui));
    }

    let mut actions = Vec::new();
    if let Some(destination) = &signed_in.destination {
        let to = destination.as_str().to_owned();
        let continuing = Memo::new(move |_| part(ui, |it| it.continuing) == Some(true));
        let going = move || {
            if continuing.get() { sentence("p", "sub", Text::TakingYou, &to) } else { plain("") }
        };
        card.push(el("div", "", vec![going.into_any()]).attr("role", "status").into_any());
        actions.push(button("button primary", Text::Continue, move || ui.send(Input::ContinueRequested)));
    }
    actions.push(button("button", Text::SignOut, move || ui.send(Input::SignOutRequested)));
    card.push(el("div", "actions", actions).into_any());
    if signed_in.backend.is_some() {
        card.push(backend::answer(ui));
    }
    vec![el("section", "card", card).into_any(), foot(&signed_in.page)].into_any()
}

/// A part of the account screen, if that is what is shown.
pub(super) fn part<T>(ui: Ui, read: impl Fn(&screen::SignedIn) -> T) -> Option<T> {
    ui.screen
        .with(|screen| if let Screen::SignedIn(signed_in) = screen { Some(read(signed_in)) } else { None })
}

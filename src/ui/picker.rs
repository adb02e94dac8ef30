//! The list of providers.

use std::time::Duration;

use leptos::prelude::*;

use super::el::{View, el, heading, row, sentence, text};
use super::filter::filter;
use super::foot::foot;
use super::frame::name_of;
use super::image::logo;
use super::text::Text;
use super::{Ui, choice, keys};
use crate::session::screen::Status;
use crate::session::{Input, Screen, screen};

/// From so many providers on, there is a box to search them.
const MANY: usize = 8;

/// The verb stands on each button up to so many providers; beyond, it would be noise.
const FEW: usize = 3;

/// After so long, something is wrong on the way to the provider, and buttons can be pressed again.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the buttons of a picker share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) ui: Ui,
    /// Has been leaving for long.
    pub(super) late: RwSignal<bool>,
    /// The verb stands on the buttons.
    pub(super) verbose: bool,
    /// There is one provider only, and the line above the button says where it is.
    pub(super) alone: bool,
}

impl Shared {
    /// What is known of a provider now.
    pub(super) fn status(self, index: usize) -> Status {
        self.ui.screen.with(|screen| match &**screen {
            Screen::Picker(picker) => picker.choices.get(index).map_or(Status::Ready, |choice| choice.status),
            _ => Status::Ready,
        })
    }

    /// A provider was chosen, and the browser may still be about to leave.
    pub(super) fn is_blocked(self) -> bool {
        self.ui.screen.with(|screen| is_leaving(screen)) && !self.late.get()
    }

    /// A provider is chosen, unless the browser is leaving for one.
    pub(super) fn press(self, provider: &str) -> bool {
        let is_free = !untrack(|| self.is_blocked());
        if is_free {
            self.ui.send(Input::Picked { provider: provider.to_owned() });
            self.wait();
        }
        is_free
    }

    fn wait(self) {
        self.late.set(false);
        // A view that is gone has nothing to say. One that was left and restored is not leaving any more.
        set_timeout(move || _ = self.late.try_set(true), PATIENCE);
    }
}

fn is_leaving(screen: &Screen) -> bool {
    matches!(screen, Screen::Picker(picker) if picker.is_leaving())
}

pub(super) fn view(ui: Ui, picker: &screen::Picker) -> View {
    let choices = &picker.choices;
    let shared =
        Shared { ui, late: RwSignal::new(false), verbose: choices.len() <= FEW, alone: choices.len() == 1 };
    if picker.is_leaving() {
        shared.wait();
    }
    let sub = match choices.as_slice() {
        [only] if !only.via.host.is_empty() => sentence("p", "sub", Text::OnlyOneWay, &only.via.host),
        _ => text("p", "sub", Text::ChooseHow.english()),
    };
    let title = name_of(Some(&picker.page));
    let mut card = vec![logo(&picker.page), heading(vec![text("bdi", "", &title)]), sub];
    let buttons =
        choices.iter().enumerate().map(|(index, choice)| choice::view(shared, index, choice)).collect();
    let list = el("ul", "providers", buttons)
        .attr("role", "list")
        .on("keydown", |event| keys::move_focus(&event))
        .view();
    if choices.len() < MANY {
        card.push(list);
    } else {
        card.extend(filter(list, choices));
    }
    row(vec![el("section", "card", card).view(), foot(&picker.page)])
}

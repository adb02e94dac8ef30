//! The list of providers.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use super::el::{el, heading, sentence, text};
use super::filter::{self, filter};
use super::foot::foot;
use super::frame::name_of;
use super::image::logo;
use super::text::Text;
use super::{Ui, choice, keys};
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
    /// A provider was chosen and the browser has not left yet.
    pub(super) leaving: Memo<bool>,
    /// Has been leaving for long.
    pub(super) late: RwSignal<bool>,
    presses: StoredValue<u32>,
    /// What is searched for, in lower case.
    pub(super) wanted: RwSignal<String>,
    /// The verb stands on the buttons.
    pub(super) verbose: bool,
    /// There is one provider only, and the line above the button says where it is.
    pub(super) alone: bool,
}

impl Shared {
    /// A provider is chosen, unless the browser is leaving for one.
    pub(super) fn press(self, provider: String) {
        if !self.leaving.get_untracked() || self.late.get_untracked() {
            self.ui.send(Input::Picked { provider });
            self.wait();
        }
    }

    fn wait(self) {
        self.late.set(false);
        let press = self.presses.get_value() + 1;
        self.presses.set_value(press);
        let still_waiting = move || {
            // A view that is gone has nothing to say.
            if self.presses.try_get_value() == Some(press) {
                self.late.set(true);
            }
        };
        set_timeout(still_waiting, PATIENCE);
    }
}

pub(super) fn view(ui: Ui, picker: &screen::Picker) -> AnyView {
    let is_leaving = |screen: &Screen| matches!(screen, Screen::Picker(picker) if picker.is_leaving());
    let shared = Shared {
        ui,
        leaving: Memo::new(move |_| ui.screen.with(is_leaving)),
        late: RwSignal::new(false),
        presses: StoredValue::new(0),
        wanted: RwSignal::new(String::new()),
        verbose: picker.choices.len() <= FEW,
        alone: picker.choices.len() == 1,
    };
    if picker.is_leaving() {
        shared.wait();
    }
    let choices = &picker.choices;
    let sub = match choices.as_slice() {
        [only] if !only.via.host.is_empty() => sentence("p", "sub", Text::OnlyOneWay, &only.via.host),
        _ => text("p", "sub", Text::ChooseHow.english()),
    };
    let title = name_of(Some(&picker.page));
    let mut card = vec![logo(&picker.page), heading(vec![text("bdi", "", title)]), sub];
    if choices.len() >= MANY {
        card.push(filter(shared));
    }
    let buttons =
        choices.iter().enumerate().map(|(index, choice)| choice::view(shared, index, choice)).collect();
    card.push(
        el("ul", "providers", buttons)
            .attr("role", "list")
            .on(ev::keydown, |event| keys::move_focus(&event))
            .into_any(),
    );
    if choices.len() >= MANY {
        let texts = choices.iter().map(filter::searchable).collect();
        card.push(filter::nothing_found(shared, texts));
    }
    vec![el("section", "card", card).into_any(), foot(&picker.page)].into_any()
}

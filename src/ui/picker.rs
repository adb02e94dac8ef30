//! The list of providers.

use super::el::El;
use super::filter::filter;
use super::foot::foot;
use super::frame::{name_of, set_title};
use super::image::logo;
use super::text::Text;
use super::{choice, keys};
use crate::session::screen::Picker;

/// From so many providers on, there is a box to search them.
const MANY: usize = 8;

/// The verb stands on each button up to so many providers; beyond, it would be noise.
const FEW: usize = 3;

pub(super) fn draw(card: &El, picker: &Picker) {
    let choices = &picker.choices;
    let name = name_of(&picker.page);
    set_title(name, None);
    logo(card, &picker.page);
    card.heading().name(name);
    let sub = card.add("p.sub");
    match choices.as_slice() {
        [only] if !only.via.host.is_empty() => sub.sentence(Text::OnlyOneWay, &only.via.host),
        _ => sub.say(Text::ChooseHow),
    };
    let is_long = choices.len() >= MANY;
    if is_long {
        filter(card);
    }
    let list = card.add("ul.providers").attr("role", "list").on("keydown", |event| keys::move_focus(&event));
    for (index, choice) in (0..).zip(choices) {
        choice::draw(&list, index, choice, choices.len() <= FEW);
    }
    if is_long {
        card.add("p.sub none").attr("role", "status");
    }
    foot(&picker.page);
    choice::update(picker, None, false);
    if picker.is_leaving() {
        choice::wait();
    }
}

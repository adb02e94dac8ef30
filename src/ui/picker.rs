//! The list of providers.

use super::el::El;
use super::filter::filter;
use super::foot::foot;
use super::frame::{name_of, set_title};
use super::image::logo;
use super::text::Text;
use super::{choice, keys};
use crate::session::screen::{Forms, Picker};

/// From so many providers on, there is a box to search them.
const MANY: usize = 8;

/// The verb stands on each button up to so many providers; beyond, it would be noise.
const FEW: usize = 3;

/// What the elements of a picker depend on: while it stays the same, they do.
pub(super) fn shape(picker: &Picker) -> (bool, bool, usize, Option<&str>) {
    let Forms { is_second, otp, identity, sent_to, .. } = &picker.forms;
    (*is_second, *otp, identity.len(), sent_to.as_deref())
}

/// Is there something beside the providers?
pub(super) fn has_forms(picker: &Picker) -> bool {
    shape(picker) != (false, false, 0, None)
}

pub(super) fn draw(card: &El, picker: &Picker) {
    let (is_second, _, _, sent_to) = shape(picker);
    let choices = if sent_to.is_none() { picker.choices.as_slice() } else { &[] };
    logo(card, &picker.page);
    let heading = card.heading();
    let sub = card.add("p.sub");
    // With the other steps come the words of the forms.
    if !is_second && sent_to.is_none() {
        let name = name_of(&picker.page);
        set_title(name, None);
        heading.name(name);
        match choices {
            [only] if !only.via.host.is_empty() && !has_forms(picker) => {
                sub.sentence(Text::OnlyOneWay, &only.via.host)
            }
            [] => sub,
            _ => sub.say(Text::ChooseHow),
        };
    }
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

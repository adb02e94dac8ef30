//! The sign-in goes on in a window of its own: what can be done about it here.

use super::el::{El, all, find};
use super::shown::send;
use super::text::Text;
use crate::browser::popup;
use crate::later;
use crate::session::Input;
use crate::session::screen::Picker;

/// Shows how it is with it, or nothing.
pub(super) fn update(picker: &Picker) {
    for old in all(".window") {
        old.remove();
    }
    if picker.was_closed {
        find(".card").add("div.window").add("p.sub").attr("role", "status").say(Text::WindowClosed);
    }
    if !picker.in_window {
        return;
    }
    let place: El = find(".card").add("div.window");
    place.add("p.sub").attr("role", "status").say(Text::InWindow);
    let actions = place.add("div.actions");
    actions
        .add("button.button")
        .attr("type", "button")
        .say(Text::ShowWindow)
        .on("click", |_| later::element_leave(popup::focus));
    actions
        .add("button.button")
        .attr("type", "button")
        .say(Text::CancelWindow)
        .on("click", |_| send(Input::PickerRequested));
}

//! The sign-in goes on in a window of its own: what can be done about it here.

use super::el::{El, all, find};
use super::frame;
use super::shown::send;
use super::text::Text;
use crate::browser::popup;
use crate::later;
use crate::session::Input;
use crate::session::screen::Picker;

/// Shows how it is with it, or nothing.
pub(super) fn update(picker: &Picker) {
    let had_focus = all(".window :focus").next().is_some();
    for old in all(".window") {
        old.remove();
    }
    let words = if picker.in_window {
        Text::InWindow
    } else {
        if had_focus {
            // Its button is gone.
            frame::focus_heading();
        }
        if !picker.was_closed {
            return;
        }
        Text::WindowClosed
    };
    let place: El = find(".card").add("div.window");
    place.add("p.sub").say(words);
    frame::say(words.english());
    if !picker.in_window {
        return;
    }
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

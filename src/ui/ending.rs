//! The warning before a session ends by itself (WCAG 2.2.1).

use super::account::time_of_day;
use super::countdown::{Kind, count_down};
use super::el::{El, all};
use super::shown::send;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::{Ending, Why};

/// Shows it, or takes it away.
pub(super) fn update(card: &El, ending: Option<Ending>) {
    // Closed first: then the browser gives the focus back.
    for old in all("dialog:not(.unlink)") {
        old.close();
        old.remove();
    }
    let Some(Ending { at, why }) = ending else { return };
    let (heading, words) = match why {
        Why::Idle => (Text::StillThere, Text::EndsIdle),
        Why::Expired => (Text::EndsSoon, Text::EndsExpired),
    };
    let dialog = card
        .add("dialog.card")
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "ending")
        .attr("aria-describedby", "ending-words")
        // Escape: whoever presses it is there.
        .on("cancel", |_| send(Input::StayRequested));
    dialog.add("h2").attr("id", "ending").say(heading);
    // The time once; digits that count would be read aloud every second.
    dialog.add("p.sub").attr("id", "ending-words").sentence(words, &time_of_day(at));
    count_down(&dialog, "p.left", at, Kind::Exactly);
    let actions = dialog.add("div.actions");
    actions.button("button.button primary", Text::Stay, || Input::StayRequested);
    actions.button("button.button", Text::SignOut, || Input::SignOutRequested);
    // Unseen, it would make the page inert all the same: the element of a host may be hidden.
    if card.is_rendered() {
        dialog.show_modal();
    }
}

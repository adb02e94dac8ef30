//! The session was ended by the person.

use super::Ui;
use super::el::{View, button, el, heading, plain, row, sentence, sign, sign_busy};
use super::foot::foot;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::SignedOut;

pub(super) fn view(ui: Ui, signed_out: &SignedOut) -> View {
    let SignedOut { page, via, local_only, leaving } = signed_out;
    let name = via.as_ref().map_or(Text::TheProvider.english(), |via| &via.title);
    let card = if *leaving {
        vec![
            sign_busy(),
            heading(vec![plain(Text::SigningOut.english())]),
            sentence("p", "sub", Text::SigningOutThere, name),
        ]
    } else {
        let words = if *local_only { Text::SignedOutHere } else { Text::SignedOutLong };
        let again = button("button primary", Text::SignInAgain, move || ui.send(Input::PickerRequested));
        vec![
            sign("done"),
            heading(vec![plain(Text::SignedOut.english())]),
            sentence("p", "sub", words, name),
            el("div", "actions", vec![again]).view(),
        ]
    };
    row(vec![el("section", "card", card).view(), foot(page)])
}

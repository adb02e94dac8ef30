//! The session was ended by the person.

use super::el::El;
use super::foot::foot;
use super::frame::set_title;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::SignedOut;

pub(super) fn draw(card: &El, signed_out: &SignedOut) {
    set_title(Text::SignedOut.english(), Some(&signed_out.page));
    let name = signed_out.via.as_ref().map_or(Text::TheProvider.english(), |via| &via.title);
    if signed_out.leaving {
        card.sign_busy();
        card.heading().say(Text::SigningOut);
        card.add("p.sub").sentence(Text::SigningOutThere, name);
    } else {
        card.sign("done");
        card.heading().say(Text::SignedOut);
        let words = if signed_out.local_only { Text::SignedOutHere } else { Text::SignedOutLong };
        card.add("p.sub").sentence(words, name);
        card.add("div.actions").button("button.button primary", Text::SignInAgain, || Input::PickerRequested);
    }
    foot(&signed_out.page);
}

//! Back from the provider: the code is being exchanged.

use super::el::El;
use super::frame::set_title;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::Via;

pub(super) fn draw(card: &El, via: Option<&Via>) {
    set_title(Text::SigningIn.english(), None);
    card.sign_busy();
    card.heading().say(Text::SigningIn);
    if let Some(via) = via {
        card.add("p.sub").sentence(Text::CheckingAnswer, &via.title);
    }
    // The stylesheet shows these after a while.
    card.add("p.sub slow").say(Text::Slow);
    card.add("div.actions slow").button("button.button", Text::Cancel, || Input::PickerRequested);
}

//! Back from the provider: the code is being exchanged.

use super::el::{View, el, heading, plain, sentence, sign_busy, text};
use super::text::Text;
use crate::session::screen::Via;

pub(super) fn view(via: Option<&Via>) -> View {
    let mut card = vec![sign_busy(), heading(vec![plain(Text::SigningIn.english())])];
    if let Some(via) = via {
        card.push(sentence("p", "sub", Text::CheckingAnswer, &via.title));
    }
    // The stylesheet shows it after a while.
    card.push(text("p", "sub slow", Text::Slow.english()));
    el("section", "card", card).view()
}

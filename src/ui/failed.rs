//! Nothing is held, and the person is told why.

use super::details::details;
use super::el::El;
use super::explain::explain;
use super::foot::{foot, support};
use super::frame::set_title;
use super::no_words::actions;
use super::text::{self, Text};
use crate::failure::{Blame, Retry};
use crate::session::Failure;

pub(super) fn draw(card: &El, failure: &Failure) {
    let name = name_of_provider(failure);
    // A person who changed their mind did nothing wrong.
    card.sign(if failure.blame() == Blame::User { "stop" } else { "fault" });
    let (heading, sentence) = explain(failure);
    set_title(&text::with(heading, name), failure.page.as_ref());
    card.heading().phrase(heading, name);
    card.add("p.sub").phrase(sentence, name);
    side(card, failure, name);
    actions(card, failure);
    if let Some(page) = &failure.page {
        support(card, page);
        foot(page);
    }
    details(card, failure);
}

/// Whose side it is on, and what helps; nothing where the sentence has said it all.
fn side(card: &El, failure: &Failure, name: &str) {
    let side = match failure.blame() {
        Blame::User => return,
        Blame::Us => Text::SideOfThisPage,
        Blame::Setup => Text::SideOfSetup,
        Blame::Network => Text::SideOfNetwork,
        Blame::Server => Text::SideOfServer,
    };
    let callout = card.add("p.callout").sentence(side, name).text(" ");
    let next = match failure.retry() {
        _ if side == Text::SideOfSetup => return,
        Retry::Now => return,
        Retry::Later => Text::NextLater,
        Retry::No => Text::NextNo,
    };
    callout.say(next).text(" ");
}

/// What sentences call the provider.
fn name_of_provider(failure: &Failure) -> &str {
    failure.via.as_ref().map_or(Text::TheProvider.english(), |via| &via.title)
}

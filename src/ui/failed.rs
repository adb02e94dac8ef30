//! Nothing is held, and the person is told why.

use super::details::details;
use super::el::El;
use super::explain::explain;
use super::foot::{foot, link, support};
use super::frame::set_title;
use super::text::{self, Text};
use crate::failure::{Blame, Retry};
use crate::session::{Failure, Input};

pub(super) fn draw(card: &El, failure: &Failure) {
    let name = name_of_provider(failure);
    // A person who changed their mind did nothing wrong.
    card.sign(if failure.blame() == Blame::User { "stop" } else { "fault" });
    let (heading, sentence) = explain(failure);
    set_title(&text::with(heading, name), failure.page.as_ref());
    card.heading().phrase(heading, name);
    card.add("p.sub").phrase(sentence, name);
    side(card, failure, name);
    actions(&card.add("div.actions"), failure);
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

/// What helps comes first and stands out. No screen is a dead end.
fn actions(actions: &El, failure: &Failure) {
    let mut what = "button.button primary";
    for is_retry in [failure.retry() != Retry::No, failure.retry() == Retry::No] {
        let (can, label, input): (_, _, fn() -> Input) = if is_retry {
            (failure.can_retry, Text::TryAgain, || Input::RetryRequested)
        } else {
            (failure.can_choose, Text::ChooseAnother, || Input::PickerRequested)
        };
        if can {
            actions.button(what, label, input);
            what = "button.button";
        }
    }
    if !failure.can_retry && !failure.can_choose {
        link(actions, "a.button primary", "", Text::Reload);
    }
}

/// What sentences call the provider.
fn name_of_provider(failure: &Failure) -> &str {
    failure.via.as_ref().map_or(Text::TheProvider.english(), |via| &via.title)
}

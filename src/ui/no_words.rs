//! Nothing is held, and what says why did not come: most likely the network is to blame for both.

use super::el::El;
use super::foot::link;
use super::frame::set_title;
use super::shown::is_guest;
use super::text::Text;
use crate::failure::Retry;
use crate::session::{Error, Failure, Input};

pub(super) fn draw(card: &El, failure: &Failure) {
    set_title(Text::NoWords.english(), None);
    card.heading().say(Text::NoWords);
    card.add("p.sub").say(Text::NoWordsLong);
    actions(card, failure);
}

/// What helps comes first and stands out. No screen is a dead end.
pub(super) fn actions(card: &El, failure: &Failure) {
    let actions = card.add("div.actions");
    let mut what = "button.button primary";
    for is_retry in [failure.retry() != Retry::No, failure.retry() == Retry::No] {
        let (can, label, input): (_, _, fn() -> Input) = if is_retry {
            (failure.can_retry, Text::TryAgain, || Input::RetryRequested)
        } else {
            (failure.can_choose, Text::ChooseAnother, || Input::PickerRequested)
        };
        if can {
            // Then it is this one that is left.
            let is_here = is_retry && is_guest() && failure.error == Error::PopupBlocked;
            let label = if is_here { Text::ContinueHere } else { label };
            actions.button(what, label, input);
            what = "button.button";
        }
    }
    if !failure.can_retry && !failure.can_choose {
        link(&actions, "a.button primary", "", Text::Reload);
    }
}

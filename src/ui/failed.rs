//! Nothing is held, and the person is told why.

use super::Ui;
use super::details::details;
use super::el::{View, button, el, heading, nothing, plain, row, sign, with_name};
use super::explain::{Explanation, explain};
use super::foot::{foot, link, support};
use super::text::Text;
use crate::failure::{Blame, Retry};
use crate::session::{Failure, Input};

pub(super) fn view(ui: Ui, failure: &Failure) -> View {
    let Explanation { heading: title, sentence, side } = explain(failure);
    let name = name_of_provider(failure);
    // A person who changed their mind did nothing wrong.
    let mark = if failure.blame() == Blame::User { "stop" } else { "fault" };
    let mut card =
        vec![sign(mark), heading(with_name(title, name)), el("p", "sub", with_name(sentence, name)).view()];
    if !side.is_empty() {
        let sentences = side.into_iter().flat_map(|side| {
            let mut parts = with_name(side, name);
            parts.push(plain(" "));
            parts
        });
        card.push(el("p", "callout", sentences.collect()).view());
    }
    card.push(el("div", "actions", actions(ui, failure)).view());
    card.extend(support(failure.page.as_ref()));
    card.push(details(failure));
    let foot = failure.page.as_ref().map(foot);
    row(vec![el("section", "card", card).view(), foot.unwrap_or_else(nothing)])
}

/// What helps comes first and stands out. No screen is a dead end.
fn actions(ui: Ui, failure: &Failure) -> Vec<View> {
    let retry = (Text::TryAgain, failure.can_retry);
    let choose = (Text::ChooseAnother, failure.can_choose);
    let offers = if failure.retry() == Retry::No { [choose, retry] } else { [retry, choose] };
    let mut actions = Vec::new();
    for (label, _) in offers.into_iter().filter(|(_, can)| *can) {
        let class = if actions.is_empty() { "button primary" } else { "button" };
        let input =
            move || if label == Text::TryAgain { Input::RetryRequested } else { Input::PickerRequested };
        actions.push(button(class, label, move || ui.send(input())));
    }
    if actions.is_empty() {
        actions.push(link("button primary", "", Text::Reload));
    }
    actions
}

/// What sentences call the provider.
fn name_of_provider(failure: &Failure) -> &str {
    failure.via.as_ref().map_or(Text::TheProvider.english(), |via| &via.title)
}

/// The heading as plain text, for the title of the window.
pub(super) fn heading_of(failure: &Failure) -> String {
    explain(failure).heading.with(name_of_provider(failure))
}

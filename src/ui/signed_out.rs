//! The session was ended: what came of it.

use super::account::fact;
use super::el::El;
use super::foot::foot;
use super::frame::set_title;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::{Report, SignedOut, Step};

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
        let words = match &signed_out.report {
            Some(Report { is_idle: true, .. }) => Text::SignedOutIdle,
            Some(Report { provider: Step::NotOffered | Step::Failed, .. }) => Text::SignedOutHere,
            _ => Text::SignedOutLong,
        };
        card.add("p.sub").sentence(words, name);
        if let Some(report) = &signed_out.report {
            steps(&card.add("dl.facts"), report, name);
        }
        card.add("div.actions").button("button.button primary", Text::SignInAgain, || Input::PickerRequested);
    }
    foot(&signed_out.page);
}

/// Step by step: here, the tokens, the provider.
fn steps(list: &El, report: &Report, name: &str) {
    fact(list, Text::ThisBrowser).say(Text::SignedOutStep);
    fact(list, Text::Tokens).say(match report.tokens {
        Step::Done => Text::Revoked,
        Step::Failed | Step::Unconfirmed => Text::NotRevoked,
        Step::NotOffered => Text::Dropped,
    });
    let line = list.add("div");
    line.add("dt").name(name);
    line.add("dd").say(match report.provider {
        Step::Done => Text::SignedOutStep,
        Step::Unconfirmed => Text::Told,
        Step::Failed => Text::NotReached,
        Step::NotOffered => Text::NotTold,
    });
}

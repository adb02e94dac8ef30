//! What the backend answered to the request with the bearer token.

use super::el::{El, find};
use super::text::Text;
use crate::session::screen::Backend;
use crate::url::decimal;

/// Shows what is known now, in the line about it. `data-portico-backend` is a hook that tests of other people
/// rely on.
pub(super) fn update(card: &El, line: El, backend: &Backend) {
    let line = line.set_text("");
    let words = line.add("span.tone");
    let (name, tone, words) = match backend {
        Backend::Asking => {
            let words = words.say(Text::Asking);
            words.spinner();
            ("asking", "", words)
        }
        Backend::Answered { status, body } => {
            let (tone, label) = match status {
                200..=299 => ("ok", Text::Connected),
                401 | 403 => ("warn", Text::Refused),
                _ => ("fault", Text::AnsweredWithError),
            };
            answer(card, body);
            ("answered", tone, words.say(label).text(" · ").text(&decimal(*status)))
        }
        Backend::Failed(code) => ("failed", "fault", words.say(failure(code))),
    };
    words.attr("data-tone", tone);
    line.attr("data-portico-backend", name);
}

fn failure(code: &str) -> Text {
    match code {
        "offline" => Text::Offline,
        "backend_timed_out" => Text::BackendTimedOut,
        "backend_too_large" => Text::BackendTooLarge,
        "origin_not_allowed" => Text::BackendNotAllowed,
        _ => Text::BackendUnreachable,
    }
}

/// Its body, to unfold.
fn answer(card: &El, body: &str) {
    find("details").remove();
    if !body.is_empty() {
        let details = card.add("details");
        details.add("summary").say(Text::WhatBackendAnswered);
        // It can be scrolled, so it can be reached with the keyboard.
        details.add("pre").attr("tabindex", "0").text(body);
    }
}

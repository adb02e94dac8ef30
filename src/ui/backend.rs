//! What the backend answered to the request with the bearer token.

use leptos::prelude::*;

use super::Ui;
use super::account::fact;
use super::el::{View, el, live, nothing, plain, spinner, text};
use super::signed_in::part;
use super::text::Text;
use crate::session::Screen;
use crate::session::screen::{Backend, SignedIn};

/// The line about it. `data-portico-backend` is a hook that tests of other people rely on.
pub(super) fn view(ui: Ui) -> View {
    let words = live(move || {
        ui.answer.with(|screen| part(screen, |it| it.backend.as_ref().map_or_else(nothing, line)))
    });
    let line = el("span", "", vec![words])
        .attr("role", "status")
        .live_attr("data-portico-backend", move || ui.answer.with(|screen| name(screen)));
    el("dl", "facts", vec![fact(Text::Backend, line.view())]).view()
}

fn name(screen: &Screen) -> Option<&'static str> {
    let Screen::SignedIn(signed_in) = screen else { return None };
    Some(match signed_in.backend.as_ref()? {
        Backend::Asking => "asking",
        Backend::Answered { .. } => "answered",
        Backend::Failed(_) => "failed",
    })
}

fn line(backend: &Backend) -> View {
    let (tone, parts) = match backend {
        Backend::Asking => ("", vec![plain(Text::Asking.english()), spinner()]),
        Backend::Answered { status, .. } => {
            let (tone, words) = match status {
                200..=299 => ("ok", Text::Connected),
                401 | 403 => ("warn", Text::Refused),
                _ => ("fault", Text::AnsweredWithError),
            };
            (tone, vec![plain(&[words.english(), " · ", &status.to_string()].concat())])
        }
        Backend::Failed(code) => ("fault", vec![plain(failure(code).english())]),
    };
    el("span", "tone", parts).attr("data-tone", tone).view()
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
pub(super) fn answer(ui: Ui) -> View {
    live(move || ui.answer.with(|screen| part(screen, body)))
}

fn body(signed_in: &SignedIn) -> View {
    match &signed_in.backend {
        Some(Backend::Answered { body, .. }) if !body.is_empty() => {
            // It can be scrolled, so it can be reached with the keyboard.
            let body = el("pre", "", vec![plain(body)]).attr("tabindex", "0");
            let summary = text("summary", "", Text::WhatBackendAnswered.english());
            el("details", "", vec![summary, body.view()]).view()
        }
        _ => nothing(),
    }
}

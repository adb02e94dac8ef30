//! What the backend answered to the request with the bearer token.

use leptos::prelude::*;

use super::Ui;
use super::account::fact;
use super::el::{el, plain, spinner, text};
use super::signed_in::part;
use super::text::Text;
use crate::session::screen::Backend;

/// The line about it. `data-portico-backend` is a hook that tests of other people rely on.
pub(super) fn view(ui: Ui) -> AnyView {
    let answer = Memo::new(move |_| part(ui, |it| it.backend.clone()).flatten());
    let name = move || {
        answer.with(|answer| match answer {
            Some(Backend::Asking) => Some("asking"),
            Some(Backend::Answered { .. }) => Some("answered"),
            Some(Backend::Failed(_)) => Some("failed"),
            None => None,
        })
    };
    let words = move || answer.with(|answer| answer.as_ref().map_or_else(|| plain(""), line));
    let line =
        el("span", "", vec![words.into_any()]).attr("role", "status").attr("data-portico-backend", name);
    el("dl", "facts", vec![fact(Text::Backend, vec![line.into_any()])]).into_any()
}

fn line(backend: &Backend) -> AnyView {
    let (tone, words, spinning) = match backend {
        Backend::Asking => ("", Text::Asking.english().into(), true),
        Backend::Answered { status, .. } => {
            let (tone, words) = match status {
                200..=299 => ("ok", Text::Connected),
                401 | 403 => ("warn", Text::Refused),
                _ => ("fault", Text::AnsweredWithError),
            };
            (tone, [words.english(), " · ", &status.to_string()].concat(), false)
        }
        Backend::Failed(code) => ("fault", failure(code).english().into(), false),
    };
    let words: String = words;
    let mut parts = vec![plain(words)];
    if spinning {
        parts.push(spinner());
    }
    el("span", "tone", parts).attr("data-tone", tone).into_any()
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
pub(super) fn answer(ui: Ui) -> AnyView {
    let body = Memo::new(move |_| match part(ui, |it| it.backend.clone()).flatten() {
        Some(Backend::Answered { body, .. }) => body,
        _ => String::new(),
    });
    let view = move || {
        if body.with(String::is_empty) {
            return ().into_any();
        }
        // It can be scrolled, so it can be reached with the keyboard.
        let body = el("pre", "", vec![plain(body.get())]).attr("tabindex", "0");
        let summary = text("summary", "", Text::WhatBackendAnswered.english());
        el("details", "", vec![summary, body.into_any()]).into_any()
    };
    view.into_any()
}

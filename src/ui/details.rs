//! Details of a failure, to copy into a message to whoever helps. They hold no secret and no name.

use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::dom::{document, window};
use leptos::task::spawn_local;
use leptos::web_sys::Event;
use wasm_bindgen_futures::JsFuture;

use super::account::date;
use super::el::{View, el, plain, target, text};
use super::frame;
use super::text::Text;
use crate::session::{Error, Failure};

/// How long the button says that it has copied.
const CONFIRMED: Duration = Duration::from_secs(3);

pub(super) fn details(failure: &Failure) -> View {
    let content = lines(failure);
    let shown = plain(&content);
    let copy = move |event: Event| {
        let content = content.clone();
        let button = target(&event);
        spawn_local(async move {
            let words = if write(&content).await { Text::Copied } else { select() };
            frame::say(words.english());
            if let Some(button) = button {
                button.set_text_content(Some(words.english()));
                let again = move || button.set_text_content(Some(Text::Copy.english()));
                set_timeout(again, CONFIRMED);
            }
        });
    };
    let button = el("button", "button quiet", vec![plain(Text::Copy.english())]);
    let children = vec![
        text("summary", "", Text::Details.english()),
        el("pre", "", vec![shown]).attr("tabindex", "0").view(),
        button.attr("type", "button").on("click", copy).view(),
    ];
    el("details", "", children).view()
}

/// One fact a line. The words are not translated: they are for whoever helps, and for searching.
fn lines(failure: &Failure) -> String {
    let mut facts = vec![("code", failure.code().to_owned()), ("time", utc(failure.at))];
    if let Some(code) = failure.error.oauth_code().filter(|code| *code != failure.code()) {
        facts.insert(1, ("answer", code.to_owned()));
    }
    facts.extend(failure.error.detail().map(|detail| ("detail", detail)));
    if let Some(via) = &failure.via {
        facts.push(("provider", [&via.id, " at ", &via.host].concat()));
    }
    if let Error::Config(errors) = &failure.error {
        for error in errors {
            let field = error.field().unwrap_or("config.json");
            facts.push(("config", [field, " ", error.problem()].concat()));
        }
    }
    facts.push(("version", ["Portico ", env!("CARGO_PKG_VERSION")].concat()));
    let lines: Vec<String> = facts.iter().map(|(name, value)| [name, ": ", value].concat()).collect();
    lines.join("\n")
}

/// `2026-11-22 10:58:03 UTC`
fn utc(time: i64) -> String {
    let iso: String = date(time).to_iso_string().into();
    let seconds = iso.split('.').next().unwrap_or_default();
    seconds.replace('T', " ") + " UTC"
}

/// Writes to the clipboard; `false` where there is none or it is denied.
async fn write(content: &str) -> bool {
    let navigator = window().navigator();
    // On a plain http page it is undefined, whatever the binding says.
    let is_there = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| !it.is_undefined());
    is_there && JsFuture::from(navigator.clipboard().write_text(content)).await.is_ok()
}

/// The next best thing: selects the text, so that the keyboard can copy it.
fn select() -> Text {
    let text = document().query_selector("details > pre").ok().flatten();
    if let (Some(text), Ok(Some(selection))) = (text, window().get_selection()) {
        // Nothing is lost if it can't be selected: it can still be read.
        let _ = selection.select_all_children(&text);
    }
    Text::Selected
}

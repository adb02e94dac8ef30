//! Around the screens: the document's state, its title, focus, and what is read aloud.

use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::HtmlElement;

use super::Ui;
use super::el::{self, View, el};
use super::failed::heading_of;
use super::text::Text;
use crate::config::Page;
use crate::session::Screen;

/// The place of the screens, with nothing in it: what stood there was for the time before.
pub(super) fn main() -> Option<HtmlElement> {
    let main = document().query_selector("main").ok()??;
    main.replace_children_with_node_0();
    main.remove_attribute("aria-busy").ok()?;
    main.dyn_into().ok()
}

/// Keeps the document in step with the screen. Created after the views, so it runs after them.
pub(super) fn follow(ui: Ui) {
    let mut before: Option<(&'static str, String)> = None;
    el::follow(move || {
        let (name, title) = ui.screen.with(|screen| {
            mark(screen);
            (rank(screen), title(screen))
        });
        document().set_title(&title);
        let arrived = match &before {
            // Where a page begins, readers begin by themselves.
            None => name != "picker",
            Some((before, heading)) => *before != name || (name == "failed" && *heading != title),
        };
        if arrived {
            // After the views, whatever order the two were woken in.
            set_timeout(focus_heading, Duration::ZERO);
        }
        before = Some((name, title));
    });
}

/// The name of the screen; leaving is the picker still.
fn rank(screen: &Screen) -> &'static str {
    if let Screen::Picker(_) = screen { "picker" } else { screen.name() }
}

/// The hooks that tests of other people rely on.
fn mark(screen: &Screen) {
    let Some(root) = document().document_element() else { return };
    let error = if let Screen::Failed(failure) = screen { Some(failure.code()) } else { None };
    // An attribute with a constant name on an element that is there can always be set.
    let _ = match error {
        Some(code) => root.set_attribute("data-portico-error", code),
        None => root.remove_attribute("data-portico-error"),
    };
    let _ = root.set_attribute("data-portico-state", screen.name());
}

fn focus_heading() {
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take focus keeps it where it is.
        let _ = heading.focus();
    }
}

fn title(screen: &Screen) -> String {
    let (words, page) = match screen {
        Screen::Starting => return Text::SignIn.english().into(),
        Screen::Picker(picker) => return name_of(Some(&picker.page)),
        Screen::Completing(_) => (Text::SigningIn.english().into(), None),
        Screen::SignedIn(signed_in) => (Text::SignedIn.english().into(), Some(&signed_in.page)),
        Screen::Failed(failure) => (heading_of(failure), failure.page.as_ref()),
        Screen::SignedOut(signed_out) => (Text::SignedOut.english().into(), Some(&signed_out.page)),
    };
    let words: String = words;
    match page.and_then(|page| page.title.as_ref()) {
        Some(title) => words + " · " + title,
        None => words,
    }
}

/// What the page calls itself.
pub(super) fn name_of(page: Option<&Page>) -> String {
    page.and_then(|page| page.title.clone()).unwrap_or_else(|| Text::SignIn.english().into())
}

/// The one live region. Screens that take focus say nothing here: they would be heard twice.
pub(super) fn voice() -> View {
    el("p", "unseen voice", Vec::new()).attr("role", "status").view()
}

/// Says something to those who listen to the page.
pub(super) fn say(words: &str) {
    if let Ok(Some(voice)) = document().query_selector(".voice") {
        voice.set_text_content(Some(words));
    }
}

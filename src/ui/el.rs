//! Elements without a macro.
//!
//! `view!` builds static parts with `innerHTML`, which the page's Trusted Types policy forbids. And because
//! every element made here has one Rust type, one copy of Leptos' code for it stands in the wasm.

use leptos::html::{Custom, HtmlElement, custom};
use leptos::prelude::*;
use leptos::tachys::html::class::Class;

use super::text::Text;

/// An element with a class and children; attributes and listeners can be added.
pub(super) type El = HtmlElement<Custom<&'static str>, (Class<&'static str>,), (Vec<AnyView>,)>;

/// An element with a class and children.
pub(super) fn el(tag: &'static str, class: &'static str, children: Vec<AnyView>) -> El {
    custom(tag).class(class).child(children)
}

/// An element with nothing but a text.
pub(super) fn text(tag: &'static str, class: &'static str, content: impl Into<String>) -> AnyView {
    el(tag, class, vec![plain(content)]).into_any()
}

/// A text without an element.
pub(super) fn plain(content: impl Into<String>) -> AnyView {
    let content: String = content.into();
    content.into_any()
}

/// An element with a sentence whose `{}` is a name that somebody else chose. The name may run in the other
/// direction than the sentence, so it is isolated.
pub(super) fn sentence(tag: &'static str, class: &'static str, words: Text, name: &str) -> AnyView {
    el(tag, class, with_name(words, name)).into_any()
}

/// The parts of such a sentence.
pub(super) fn with_name(words: Text, name: &str) -> Vec<AnyView> {
    match words.english().split_once("{}") {
        Some((before, after)) => vec![plain(before), text("bdi", "", name), plain(after)],
        None => vec![plain(words.english())],
    }
}

/// The heading of a screen. It takes focus when the screen is shown.
pub(super) fn heading(children: Vec<AnyView>) -> AnyView {
    el("h1", "", children).attr("tabindex", "-1").into_any()
}

/// A button that does one thing.
pub(super) fn button(class: &'static str, label: Text, press: impl Fn() + 'static) -> AnyView {
    el("button", class, vec![plain(label.english())])
        .attr("type", "button")
        .on(leptos::ev::click, move |_| press())
        .into_any()
}

/// The round sign above a heading; `mark` chooses what the stylesheet draws.
pub(super) fn sign(mark: &'static str) -> AnyView {
    el("span", "sign", Vec::new()).attr("data-mark", mark).attr("aria-hidden", "true").into_any()
}

/// The same while something is under way.
pub(super) fn sign_busy() -> AnyView {
    el("span", "sign", vec![spinner()]).attr("aria-hidden", "true").into_any()
}

/// A turning ring.
pub(super) fn spinner() -> AnyView {
    el("span", "spinner", Vec::new()).into_any()
}

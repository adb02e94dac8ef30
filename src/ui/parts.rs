//! What elements of several screens are made of.

use super::el::El;
use super::shown::send;
use super::text::{self, Text};
use crate::session::Input;

impl El {
    /// Adds words of our own.
    pub(super) fn say(self, words: Text) -> Self {
        self.text(words.english())
    }

    /// Adds a name that somebody else chose. It may run in the other direction than what is around it.
    pub(super) fn name(self, name: &str) -> Self {
        self.add("bdi").text(name);
        self
    }

    /// Adds a sentence whose `{}` is such a name.
    pub(super) fn sentence(self, words: Text, name: &str) -> Self {
        self.phrase(words.english(), name)
    }

    /// The same with words that have no key.
    pub(super) fn phrase(self, words: &str, name: &str) -> Self {
        let (before, after) = text::around(words);
        let it = self.text(before);
        if let Some(after) = after { it.name(name).text(after) } else { it }
    }

    /// Adds the heading of a screen. It takes focus when the screen is shown.
    pub(super) fn heading(&self) -> Self {
        self.add("h1").attr("tabindex", "-1")
    }

    /// Adds a button that does one thing.
    pub(super) fn button(&self, what: &str, label: Text, input: fn() -> Input) {
        self.add(what).attr("type", "button").say(label).on("click", move |_| send(input()));
    }

    /// Adds the round sign above a heading; `mark` chooses what the stylesheet draws.
    pub(super) fn sign(&self, mark: &str) {
        self.add("span.sign").unheard().attr("data-mark", mark);
    }

    /// Adds the same while something is under way.
    pub(super) fn sign_busy(&self) {
        self.add("span.sign").unheard().spinner();
    }

    /// Adds a turning ring.
    pub(super) fn spinner(&self) {
        self.add("span.spinner");
    }
}

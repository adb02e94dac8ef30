//! What became of each variable.

use std::collections::HashMap;

/// What became of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its value is in the configuration.
    Taken,
    /// It says nothing that the configuration would not say or do by itself.
    Unneeded,
    /// What it says is not in the configuration: somebody may have to do something.
    LeftOut,
    /// Portabase does not read it either.
    Unknown,
}

/// What is said of one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// That in words, on one line: the member that it is, or why there is none. Of values only identifiers and titles are shown.
    pub sentence: String,
}

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Report(HashMap<String, (Fate, String)>);

impl Report {
    /// Says something of a variable; what was said first stands.
    pub(super) fn say(&mut self, name: impl Into<String>, fate: Fate, sentence: impl Into<String>) {
        self.0.entry(name.into()).or_insert_with(|| (fate, sentence.into()));
    }

    pub(super) fn take(&mut self, name: &str) -> Option<(Fate, String)> {
        self.0.remove(name)
    }
}

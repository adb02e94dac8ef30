//! A configuration in the making, which knows from which variable each part of it is.

use super::name::{Family, Field};
use super::report::{Fate, Report};
use crate::config::check;
use crate::json::Value;

/// Members of an object, in the order of the schema, and who said so.
#[derive(Debug)]
pub(super) struct Draft {
    /// Where it stands: `providers[0]`.
    path: String,
    members: Vec<(String, Value)>,
    /// Path of a member, and the variable.
    sources: Sources,
}

/// Paths in the configuration, and the variables that they are from.
pub(super) type Sources = Vec<(String, String)>;

impl Draft {
    /// Errors for which no member is known are those of this variable.
    pub(super) fn new(path: String, variable: &str) -> Self {
        Self { sources: vec![(path.clone(), variable.to_owned())], path, members: Vec::new() }
    }

    /// Adds a text.
    pub(super) fn text(&mut self, name: &str, text: &str, variable: &str) {
        self.member(name, Value::String(text.to_owned()), variable);
    }

    /// Adds a member.
    pub(super) fn member(&mut self, name: &str, value: Value, variable: &str) {
        self.members.push((name.to_owned(), value));
        self.source(name, variable);
    }

    /// An error of this member is one of this variable.
    pub(super) fn source(&mut self, name: &str, variable: &str) {
        self.sources.push((format!("{}.{name}", self.path), variable.to_owned()));
    }

    pub(super) fn finish(self, sources: &mut Sources) -> Value {
        sources.extend(self.sources);
        Value::Object(self.members)
    }

    /// Adds the image, if it is one that the page can fetch.
    pub(super) fn icon(
        &mut self,
        icon: Option<&str>,
        family: Family,
        prefix: Option<&str>,
        report: &mut Report,
    ) {
        let Some(icon) = icon else { return };
        let name = family.name(prefix, Field::Icon);
        if !icon.starts_with('/') && !icon.starts_with("http") {
            let why = "left out: a name of a collection of icons, which the page would have to fetch from a stranger's \
                       server. An address or a path (`/icon.svg`) can stand here";
            report.say(name, Fate::LeftOut, why);
        } else if check::image(icon).is_err() {
            let why = "left out: the page shows images from https addresses and paths of its own site only";
            report.say(name, Fate::LeftOut, why);
        } else {
            self.text("icon", icon, &name);
            report.say(name, Fate::Taken, "`icon`");
        }
    }
}

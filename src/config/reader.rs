//! Reading the file member by member: each is taken once, and what is left over is unknown.
//!
//! Serde's derived visitors would cost 6 kB more. `agreement` holds what is asked for here against the types
//! of the JSON Schema.

use super::check::{Check, any, secure};
use super::{Error, Problem};
use crate::json::Value;
use crate::text::clean;
use crate::url::{Url, decimal};

/// The members of the objects that were entered, and what was found while they were taken.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    /// Stands before every name that is asked for: empty, or `providers[1].`.
    pub(super) prefix: String,
    /// By their paths, such as `page.title`; `None` once they are taken.
    members: Vec<(String, Option<&'a Value>)>,
    pub(super) errors: Vec<Error>,
    pub(super) notes: Vec<String>,
    /// Paths of all that was asked for, there or not.
    #[cfg(test)]
    pub(super) asked: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Makes the members of the object `value`, which stands at `path`, ready to be taken. Is it an object?
    pub(super) fn enter(&mut self, path: &str, value: &'a Value) -> bool {
        let Value::Object(members) = value else {
            self.errors.push(Error { field: path.to_owned(), problem: Problem::Type });
            return false;
        };
        for (name, value) in members {
            let path = member(path, name);
            // A dot of the file's own could pass for one of these.
            if name.contains('.') {
                self.notes.push(unknown(&path));
            } else {
                self.members.push((path, Some(value)));
            }
        }
        true
    }

    /// Enters the object `name`: its members are `name.member`. Is there one?
    pub(super) fn object(&mut self, name: &str) -> bool {
        let value = self.take(name);
        let path = self.path(name);
        value.is_some_and(|value| self.enter(&path, value))
    }

    /// The same where `null` is as good as nothing.
    pub(super) fn nullable_object(&mut self, name: &str) -> bool {
        let value = self.take_nullable(name);
        let path = self.path(name);
        value.is_some_and(|value| self.enter(&path, value))
    }

    /// Is there such a member, whatever it is?
    pub(super) fn has(&self, name: &str) -> bool {
        let wanted = self.path(name);
        self.members.iter().any(|(path, value)| *path == wanted && value.is_some())
    }

    /// A member that may be left out, but not be `null`.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a Value> {
        let wanted = self.path(name);
        #[cfg(test)]
        self.asked.push(wanted.clone());
        self.members.iter_mut().find(|(path, _)| *path == wanted)?.1.take()
    }

    /// A member for which `null` is as good as nothing.
    pub(super) fn take_nullable(&mut self, name: &str) -> Option<&'a Value> {
        self.take(name).filter(|value| !matches!(value, Value::Null))
    }

    /// A text that must be there; where it is not, an error says so.
    pub(super) fn required(&mut self, name: &str, check: Check) -> &'a str {
        if let Some(value) = self.take(name) {
            return self.checked(name, value, check).unwrap_or_default();
        }
        self.fail(name, Problem::Missing);
        ""
    }

    /// A text that may be left out.
    pub(super) fn str(&mut self, name: &str, check: Check) -> Option<&'a str> {
        let value = self.take_nullable(name)?;
        self.checked(name, value, check)
    }

    /// A text that may be left out, to be kept.
    pub(super) fn text(&mut self, name: &str, check: Check) -> Option<String> {
        self.str(name, check).map(str::to_owned)
    }

    /// A text that the page can do without: wrong, it is left out with a note.
    pub(super) fn ornament(&mut self, name: &str, check: Check) -> Option<String> {
        let text = self.str(name, any)?;
        let Err(problem) = check(text) else { return Some(text.to_owned()) };
        self.notes.push(note(&self.path(name), problem.as_str(), " and is left out"));
        None
    }

    /// A text for people, of at most `max` characters.
    pub(super) fn label(&mut self, name: &str, max: usize) -> Option<String> {
        let text = clean(self.str(name, any)?, max);
        if text.is_empty() { None } else { Some(text) }
    }

    /// Which of the words it is; where there is none, the first.
    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> usize {
        let Some(value) = self.take(name) else { return 0 };
        let Some(text) = self.checked(name, value, any) else { return 0 };
        words.iter().position(|word| *word == text).unwrap_or_else(|| {
            self.fail(name, Problem::Word);
            0
        })
    }

    /// A URL that tokens may travel to; with `https` only if TLS protects it.
    pub(super) fn url(&mut self, name: &str, https: bool) -> Option<Url> {
        let problem = match secure(self.str(name, any)?) {
            Ok(url) if https && !url.origin().is_https() => Problem::Insecure,
            Ok(url) => return Some(url),
            Err(problem) => problem,
        };
        self.fail(name, problem);
        None
    }

    /// Yes or no; `default` where there is none.
    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        match self.take_nullable(name) {
            None => default,
            Some(Value::Bool(yes)) => *yes,
            Some(_) => {
                self.fail(name, Problem::Type);
                default
            }
        }
    }

    /// A whole number of at most 32 bits.
    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        let value = self.take_nullable(name)?;
        if let Value::Number(value) = value {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "compared with what it was"
            )]
            let number = *value as u32;
            #[expect(clippy::float_cmp, reason = "equal only if nothing was lost")]
            if f64::from(number) == *value {
                return Some(number);
            }
        }
        self.fail(name, Problem::Type);
        None
    }

    /// `value` as the text of the field `name`.
    pub(super) fn checked(&mut self, name: &str, value: &'a Value, check: Check) -> Option<&'a str> {
        let problem = match value {
            Value::String(text) => match check(text) {
                Ok(()) => return Some(text),
                Err(problem) => problem,
            },
            _ => Problem::Type,
        };
        self.fail(name, problem);
        None
    }

    pub(super) fn fail(&mut self, name: &str, problem: Problem) {
        let field = self.path(name);
        self.errors.push(Error { field, problem });
    }

    /// Notes what nobody asked for.
    pub(super) fn note_rest(&mut self) {
        for (path, value) in &self.members {
            if value.is_some() {
                self.notes.push(unknown(path));
            }
        }
    }

    fn path(&self, name: &str) -> String {
        [&self.prefix, name].concat()
    }
}

fn unknown(path: &str) -> String {
    note(&clean(path, 100), "is no known field", " and is ignored")
}

fn note(path: &str, problem: &str, consequence: &str) -> String {
    ["`", path, "` ", problem, consequence].concat()
}

/// `object.name`, or `name` in the root.
pub(super) fn member(object: &str, name: &str) -> String {
    [object, if object.is_empty() { "" } else { "." }, name].concat()
}

/// `name[index]`
pub(super) fn indexed(name: &str, index: usize) -> String {
    [name, "[", &decimal(index as u64), "]"].concat()
}

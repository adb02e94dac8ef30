//! `config.json`: parsing, checking, defaults.
//!
//! A wrong entry of the picker takes only itself out; a wrong icon or link only itself; everything else
//! that is wrong stops the page, because it would send people or tokens somewhere nobody meant.

mod algorithm;
mod backend;
mod error;
mod file;
mod page;
mod provider;
#[cfg(feature = "schema")]
mod schema;
#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use backend::{Backend, Request};
pub use error::{Error, Problem};
pub use file::{DestinationPolicy, Method};
pub use page::{Icon, Links, Page};
pub use provider::{Discovery, Overrides, Provider};
#[cfg(feature = "schema")]
pub use schema::schema;

use crate::json::{self, Value};
use crate::text::clean;
use crate::url::decimal;

/// Largest file that is read, in bytes.
pub const MAX_SIZE: usize = 256 * 1024;

/// Most entries of the picker.
const MAX_PROVIDERS: usize = 100;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Texts, links and the destination.
    pub page: Page,
    /// The picker, in the order of the file.
    pub entries: Vec<Entry>,
    /// The API that gets the access token.
    pub backend: Option<Backend>,
}

/// An entry of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Can be signed in with.
    Provider(Box<Provider>),
    /// Has an error; shown, so that its absence is no riddle.
    Unusable {
        /// `title` of the entry, else its `id`, else its number.
        title: String,
        /// At least one.
        errors: Vec<Error>,
    },
}

/// A configuration, and what was ignored in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The checked configuration.
    pub config: Config,
    /// Sentences for the console: unknown fields, and optional fields that were left out because they are wrong.
    pub notes: Vec<String>,
}

impl Config {
    /// The providers that can be signed in with.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Provider(provider) => Some(&**provider),
            Entry::Unusable { .. } => None,
        })
    }

    /// The provider with this `id`.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers().find(|provider| provider.id == id)
    }

    /// Every origin that the page may ask, for `connect-src` of the Content-Security-Policy: sorted, each once.
    /// A provider whose metadata names endpoints on other origins needs these as overrides.
    pub fn connect_origins(&self) -> Vec<String> {
        let providers = self.providers().flat_map(Provider::origins);
        let backend = self.backend.iter().flat_map(|backend| backend.allowed_origins.iter().cloned());
        let mut origins: Vec<String> =
            providers.chain(backend).map(|origin| origin.as_str().to_owned()).collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

/// Reads a configuration. The errors are at least one of each part (page, backend, each provider) that is wrong.
pub fn parse(text: &str) -> Result<Parsed, Vec<Error>> {
    if text.len() > MAX_SIZE {
        return Err(vec![Error::TooLarge]);
    }
    let root = json::parse(text).map_err(|error| vec![Error::Malformed(error)])?;
    if let Some(field) = find_secret(&root, "") {
        return Err(vec![Error::SecretPresent { field }]);
    }
    let mut issues = Issues::default();
    let (file, unknown) = json::from_value::<file::ConfigFile>(&root).map_err(|error| vec![error.into()])?;
    issues.unknown(&unknown, "");
    let page = Page::parse(file.page, &mut issues);
    let backend = file.backend.and_then(|backend| Backend::parse(backend, &mut issues));
    let entries = parse_entries(root.get("providers"), &mut issues);
    if issues.errors.is_empty() {
        return Ok(Parsed { config: Config { page, entries, backend }, notes: issues.notes });
    }
    Err(issues.errors)
}

fn parse_entries(providers: Option<&Value>, issues: &mut Issues) -> Vec<Entry> {
    let Some(values) =
        providers.and_then(Value::as_array).filter(|values| (1..=MAX_PROVIDERS).contains(&values.len()))
    else {
        issues.check("providers", false, Problem::ProviderCount);
        return Vec::new();
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let mut own = Issues::default();
        let entry = parse_entry(value, &indexed("providers", index), &entries, &mut own);
        issues.notes.append(&mut own.notes);
        entries.push(entry.unwrap_or_else(|| Entry::Unusable {
            title: clean(value.str("title").or(value.str("id")).unwrap_or(&decimal(index as u64 + 1)), 60),
            errors: own.errors,
        }));
    }
    // Nobody could sign in: the page says what is wrong instead of showing dead buttons.
    if !entries.iter().any(|entry| matches!(entry, Entry::Provider(_))) {
        for entry in &mut entries {
            if let Entry::Unusable { errors, .. } = entry {
                issues.errors.append(errors);
            }
        }
    }
    entries
}

fn parse_entry(value: &Value, at: &str, earlier: &[Entry], issues: &mut Issues) -> Option<Entry> {
    let (file, unknown) = match json::from_value::<file::ProviderFile>(value) {
        Ok(read) => read,
        Err(error) => {
            issues.errors.push(Error::from(error).within(at));
            return None;
        }
    };
    issues.unknown(&unknown, at);
    let provider = Provider::parse(file, at, issues)?;
    let repeated =
        earlier.iter().any(|entry| matches!(entry, Entry::Provider(other) if other.id == provider.id));
    issues.check(&[at, ".id"].concat(), !repeated, Problem::RepeatedId);
    (!repeated).then(|| Entry::Provider(Box::new(provider)))
}

/// A member whose name says that it holds a secret, anywhere in the file. Its value is not looked at.
fn find_secret(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let plain: String =
                name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
            let path = if path.is_empty() { clean(name, 60) } else { [path, ".", &clean(name, 60)].concat() };
            if plain.ends_with("secret") { Some(path) } else { find_secret(member, &path) }
        }),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .find_map(|(index, element)| find_secret(element, &indexed(path, index))),
        _ => None,
    }
}

fn indexed(path: &str, index: usize) -> String {
    [path, "[", &decimal(index as u64), "]"].concat()
}

/// What was found while checking.
#[derive(Debug, Default)]
struct Issues {
    errors: Vec<Error>,
    notes: Vec<String>,
}

impl Issues {
    fn check(&mut self, field: &str, holds: bool, problem: Problem) {
        if !holds {
            self.errors.push(Error::Invalid { field: field.to_owned(), problem });
        }
    }

    /// The value of a field that must be right.
    fn required<T>(&mut self, field: &str, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.check(field, false, problem)).ok()
    }

    /// The value of a field that the page can do without: wrong, it is left out with a note.
    fn optional<T>(
        &mut self,
        field: &str,
        value: Option<String>,
        check: impl Fn(String) -> Result<T, Problem>,
    ) -> Option<T> {
        check(value?)
            .map_err(|problem| {
                self.notes.push(["`", field, "` ", problem.as_str(), " and is left out"].concat());
            })
            .ok()
    }

    fn unknown(&mut self, paths: &[String], at: &str) {
        for path in paths {
            let dot = if at.is_empty() { "" } else { "." };
            self.notes.push(["`", at, dot, &clean(path, 100), "` is no known field and is ignored"].concat());
        }
    }
}

impl From<json::DeserializeError> for Error {
    fn from(error: json::DeserializeError) -> Self {
        let problem = match error.problem {
            json::Problem::Missing => Problem::Missing,
            json::Problem::Type => Problem::Type,
            json::Problem::Variant => Problem::Word,
        };
        Self::Invalid { field: error.path, problem }
    }
}

impl Error {
    fn within(self, at: &str) -> Self {
        match self {
            Self::Invalid { field, problem } if field.is_empty() => {
                Self::Invalid { field: at.to_owned(), problem }
            }
            Self::Invalid { field, problem } => Self::Invalid { field: [at, ".", &field].concat(), problem },
            other => other,
        }
    }
}

//! `config.json`, read with the page's own code.

use std::fmt;
use std::path::{Path, PathBuf};

use portico::config::{self, Config, Entry, Error, MAX_SIZE, Parsed, Problem};

use crate::input;

/// A file that is no configuration the page could use.
#[derive(Debug)]
pub struct Invalid {
    path: PathBuf,
    /// What is wrong, at least one.
    pub errors: Vec<Error>,
    /// Where the text stops being JSON, and why.
    place: Option<String>,
}

impl Invalid {
    /// One of the errors in words, with its place if it is that the text is no JSON.
    pub fn message(&self, error: &Error) -> String {
        match &self.place {
            Some(place) if error.problem == Problem::NoJson => format!("{error}: {place}"),
            _ => error.to_string(),
        }
    }
}

/// A line for each error.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}: {} ({})", input::name(&self.path), self.message(error), error.code())?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

/// Reads a file.
///
/// # Errors
/// [`input::Error`], or [`Invalid`].
pub fn read(path: &Path) -> anyhow::Result<Parsed> {
    parse(path, &input::text(path, MAX_SIZE)?)
}

/// Reads a text that stands in this file.
///
/// # Errors
/// [`Invalid`].
pub fn parse(path: &Path, text: &str) -> anyhow::Result<Parsed> {
    Ok(config::parse(text).map_err(|errors| Invalid { path: path.to_owned(), errors, place: place(text) })?)
}

/// `line 80, column 3: trailing comma`: where a text stops being JSON. The page's parser is the judge, which says no
/// more than that it is none, to stay small; what it refuses and serde_json takes has no place.
fn place(text: &str) -> Option<String> {
    let error = serde_json::from_str::<serde_json::Value>(text).err()?;
    let (line, bytes) = (error.line(), error.column());
    let whole = error.to_string();
    let why = whole.strip_suffix(&format!(" at line {line} column {bytes}")).unwrap_or(&whole);
    // Editors count characters.
    let before = text.lines().nth(line.checked_sub(1)?).map_or("", |it| it.get(..bytes).unwrap_or(it));
    let column = before.chars().count().max(1);
    Some(format!("line {line}, column {column}: {why}"))
}

/// What is wrong with entries of the picker, which the page shows as entries that can't be used.
pub fn unusable(config: &Config) -> impl Iterator<Item = &Error> {
    config.entries.iter().flat_map(Entry::errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_a_line_with_the_file_the_field_and_the_code() {
        let text = r#"{ "providers": [{ "id": "a", "client_id": "c", "issuer": "ftp://a" }], "page": 1 }"#;
        let error = parse(Path::new("c.json"), text).unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert!(lines.len() >= 3, "{error}");
        assert!(lines.iter().all(|line| line.starts_with("c.json: `") && line.ends_with(')')), "{error}");
        assert!(lines.iter().any(|line| line.contains("`providers[0].issuer`")), "{error}");
    }

    #[test]
    fn where_a_file_stops_being_json_is_told() {
        let error = |text: &str| parse(Path::new("c.json"), text).unwrap_err().to_string();
        for (text, place) in [
            ("{\n  \"page\": { \"tïtle\": 1, }\n}", ": line 2, column 25: trailing comma"),
            ("{ \"a\": 1", ": line 1, column 8: EOF while parsing an object"),
            ("{ \"a\": 1\n", ": line 2, column 1: EOF while parsing an object"),
            ("", ": line 1, column 1: EOF while parsing a value"),
            ("{} hush", ": line 1, column 4: trailing characters"),
        ] {
            let expected = format!("c.json: the configuration is no JSON{place} (config_malformed)");
            assert_eq!(error(text), expected, "{text}");
        }
        // No more than the place: what stands there may be a secret.
        assert!(!error("{ \"client_secret\": hush }").contains("hush"));
        assert!(!error(r#"{ "a": 1, "a": 1 }"#).contains("line"));
    }

    #[test]
    fn an_entry_that_can_not_be_used_is_told_of() {
        let text = r#"{ "providers": [
            { "id": "a", "title": "A", "client_id": "c", "issuer": "https://a.test" },
            { "id": "b", "title": "B", "client_id": "c", "issuer": "ftp://b.test" }] }"#;
        let parsed = parse(Path::new("c.json"), text).unwrap();
        let fields: Vec<_> = unusable(&parsed.config).map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["providers[1].issuer"]);
    }
}

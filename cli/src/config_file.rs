//! `config.json`, read with the page's own code.

use std::fmt;
use std::path::{Path, PathBuf};

use portico::config::{self, Config, Entry, Error, MAX_SIZE, Parsed};

use crate::input;

/// A file that is no configuration the page could use.
#[derive(Debug)]
pub struct Invalid {
    path: PathBuf,
    /// What is wrong, at least one.
    pub errors: Vec<Error>,
}

/// A line for each error.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}: {error} ({})", self.path.display(), error.code())?;
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
    Ok(config::parse(text).map_err(|errors| Invalid { path: path.to_owned(), errors })?)
}

/// What is wrong with entries of the picker, which the page shows as entries that can't be used.
pub fn unusable(config: &Config) -> impl Iterator<Item = &Error> {
    config.entries.iter().flat_map(|entry| match entry {
        Entry::Unusable { errors, .. } => errors.as_slice(),
        Entry::Provider(_) => &[],
    })
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
    fn an_entry_that_can_not_be_used_is_told_of() {
        let text = r#"{ "providers": [
            { "id": "a", "title": "A", "client_id": "c", "issuer": "https://a.test" },
            { "id": "b", "title": "B", "client_id": "c", "issuer": "ftp://b.test" }] }"#;
        let parsed = parse(Path::new("c.json"), text).unwrap();
        let fields: Vec<_> = unusable(&parsed.config).map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["providers[1].issuer"]);
    }
}

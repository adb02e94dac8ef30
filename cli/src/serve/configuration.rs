//! Where the configuration of a served page comes from, and what is wrong with it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use portico::config::MAX_SIZE;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::{config_file, input};

/// Larger than any page.
const MAX_PAGE: usize = 1024 * 1024;

/// The configuration of a page in a folder, which follows its file.
#[derive(Debug)]
pub struct Configuration {
    page: PathBuf,
    file: PathBuf,
    found: Found,
    looks: Interval,
}

/// What was found at a look.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    /// The file that it stands in.
    path: PathBuf,
    text: Result<String, String>,
}

impl Configuration {
    /// That of the page in this folder, for use in a tokio runtime; it is looked at again each so often.
    ///
    /// # Errors
    /// A file that is given can't be read. Where none is, and the folder has none, the page says so.
    pub fn read(folder: &Path, given: Option<&Path>, every: Duration) -> Result<Self, input::Error> {
        if let Some(path) = given {
            input::text(path, MAX_SIZE)?;
        }
        let page = folder.join("index.html");
        let file = given.map_or_else(|| folder.join("config.json"), Path::to_owned);
        let found = Found::look(&page, &file);
        let mut looks = interval_at(Instant::now() + every, every);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { page, file, found, looks })
    }

    /// Its text, if it can be read.
    pub fn text(&self) -> Option<&str> {
        self.found.text.as_deref().ok()
    }

    /// What is wrong with it, and what is ignored in it, each in a line that names the file. The page says it too.
    pub fn complaints(&self) -> Vec<String> {
        let Found { path, text } = &self.found;
        let text = match text {
            Ok(text) => text,
            Err(reason) => return vec![reason.clone()],
        };
        let (path, mut lines) = (path.as_path(), Vec::new());
        if path == self.page && self.file.exists() {
            lines.push(format!("{}: ignored, for {} holds one itself", self.file.display(), path.display()));
        }
        match config_file::parse(path, text) {
            Err(errors) => lines.extend(errors.to_string().lines().map(str::to_owned)),
            Ok(parsed) => {
                let named = |text: String| format!("{}: {text}", path.display());
                lines.extend(
                    config_file::unusable(&parsed.config)
                        .map(|error| named(format!("{error} ({})", error.code()))),
                );
                lines.extend(parsed.notes.into_iter().map(named));
            }
        }
        lines
    }

    /// Waits until it is another one.
    pub async fn changed(&mut self) {
        loop {
            self.looks.tick().await;
            let (page, file) = (self.page.clone(), self.file.clone());
            let looked = tokio::task::spawn_blocking(move || Found::look(&page, &file));
            let Ok(found) = looked.await else { continue };
            if found != self.found {
                self.found = found;
                return;
            }
        }
    }
}

impl Found {
    /// The page prefers what it holds itself.
    fn look(page: &Path, file: &Path) -> Self {
        if let Ok(text) = input::text(page, MAX_PAGE)
            && let Some(inline) = inline_config(&text)
        {
            return Self { path: page.to_owned(), text: Ok(inline.to_owned()) };
        }
        let text = input::text(file, MAX_SIZE).map_err(|error| match error {
            input::Error::Missing(_) => format!("{error}: write one, or name one with --config"),
            error => error.to_string(),
        });
        Self { path: file.to_owned(), text }
    }
}

/// The configuration in a page: `<script type="application/json" id="portico-config">`.
///
/// For the headers, and for whoever wants to say what is wrong with it.
#[must_use]
pub fn inline_config(page: &str) -> Option<&str> {
    let (_, from_id) = page.split_once("id=\"portico-config\"")?;
    let (_, text) = from_id.split_once('>')?;
    Some(text.split_once("</script>")?.0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SOON: Duration = Duration::from_millis(10);
    const GOOD: &str =
        r#"{ "providers": [{ "id": "a", "title": "A", "issuer": "https://a.test", "client_id": "c" }] }"#;

    fn folder(config: Option<&str>) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        if let Some(config) = config {
            fs::write(folder.path().join("config.json"), config).unwrap();
        }
        folder
    }

    fn complaints(config: Option<&str>) -> Vec<String> {
        Configuration::read(folder(config).path(), None, SOON).unwrap().complaints()
    }

    #[tokio::test]
    async fn each_thing_that_is_wrong_is_a_line_that_names_file_and_field() {
        assert_eq!(complaints(Some(GOOD)), [""; 0]);
        let lines = complaints(Some(
            r#"{ "providers": [
                { "id": "a", "title": "A", "issuer": "https://a.test", "client_id": "c" },
                { "id": "b", "title": "B", "issuer": "ftp://b.test", "client_id": "c" }] }"#,
        ));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("config.json: `providers[1].issuer`"), "{lines:?}");
        let lines = complaints(Some("{"));
        assert!(lines.len() == 1 && lines[0].contains("config.json: "), "{lines:?}");
        let lines = complaints(Some(&GOOD.replace("{ \"p", "{ \"colour\": 1, \"p")));
        assert!(lines.len() == 1 && lines[0].contains("colour"), "{lines:?}");
        let lines = complaints(None);
        assert!(lines.len() == 1 && lines[0].starts_with("there is no "), "{lines:?}");
    }

    #[tokio::test]
    async fn a_file_that_is_given_must_be_there() {
        let folder = folder(Some(GOOD));
        let error = Configuration::read(folder.path(), Some(Path::new("/no/c.json")), SOON).unwrap_err();
        assert_eq!(error.to_string(), "there is no /no/c.json");
    }

    #[tokio::test]
    async fn a_page_prefers_what_it_holds() {
        let folder = folder(Some(GOOD));
        let page = format!("<script id=\"portico-config\">{}</script>", GOOD.replace("\"A\"", "\"B\""));
        fs::write(folder.path().join("index.html"), page).unwrap();
        let configuration = Configuration::read(folder.path(), None, SOON).unwrap();
        assert!(configuration.text().unwrap().contains("\"B\""));
        assert!(configuration.complaints()[0].contains("config.json: ignored"));
    }

    #[tokio::test]
    async fn a_change_is_seen_and_one_that_can_not_be_read_is_told() {
        let folder = folder(None);
        let mut configuration = Configuration::read(folder.path(), None, SOON).unwrap();
        assert_eq!(configuration.text(), None);
        let path = folder.path().join("config.json");
        fs::write(&path, GOOD).unwrap();
        configuration.changed().await;
        assert_eq!(configuration.text(), Some(GOOD));
        fs::write(&path, b"\xff").unwrap();
        configuration.changed().await;
        assert_eq!(configuration.text(), None);
        assert!(configuration.complaints()[0].contains("not UTF-8"));
        let unchanged = tokio::time::timeout(SOON * 5, configuration.changed()).await;
        assert!(unchanged.is_err());
    }
}

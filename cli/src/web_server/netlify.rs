//! [Netlify](https://docs.netlify.com/manage/routing/headers/): the file `_headers`.
//!
//! Rules go by the path, whether there is a file or not. So what is kept or shared is named file by file: under a
//! pattern, a file that is missing for a moment would be missing for a year. All else is asked about each
//! time, as Netlify has it anyway.

use super::Page;
use crate::{caching, sharing};

const ABOUT: &str = "\
# Portico: `portico headers --for netlify`. Goes into the publish directory as _headers; made anew with each
# build.
";

pub(super) fn config(page: &Page) -> String {
    rules(page, &[]).iter().fold(ABOUT.to_owned(), |text, rule| text + &rule.text())
}

/// A path, or a pattern, and the headers of its answers.
pub(super) struct Rule {
    pub(super) path: String,
    pub(super) lines: Vec<String>,
}

impl Rule {
    pub(super) fn text(&self) -> String {
        format!("{}\n  {}\n", self.path, self.lines.join("\n  "))
    }
}

/// The rules, of which no two give one file the same header: such values are joined, or one of them is lost.
/// `more` are further lines for all files.
pub(super) fn rules(page: &Page, more: &[&str]) -> Vec<Rule> {
    let base = page.base.as_str();
    let headers = page.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    let all = headers.chain(more.iter().map(|&line| line.to_owned())).collect();
    let mut rules = vec![Rule { path: format!("{base}*"), lines: all }];
    let cached = |caching| format!("Cache-Control: {caching}");
    let rule = |name: &str, lines| Rule { path: format!("{base}{name}"), lines };
    rules.extend(["", caching::PAGE].map(|name| rule(name, vec![cached(caching::OF_PAGE)])));
    rules.extend(page.files.iter().map(|name| {
        let mut lines = Vec::new();
        if caching::is_content_hashed(name) {
            lines.push(cached(caching::OF_HASHED));
        }
        if sharing::is_shared(name) {
            lines.extend(super::sharing().map(|(name, value)| format!("{name}: {value}")));
        }
        rule(name, lines)
    }));
    rules
}

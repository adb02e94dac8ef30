//! [Cloudflare Pages](https://developers.cloudflare.com/pages/configuration/headers/): the file `_headers`,
//! within its limits.
//!
//! A header that two rules give to one path is joined with a comma: two policies, and a `Cache-Control` that
//! contradicts itself. A path without a file is answered with `/index.html` unless there is a `404.html`;
//! under the rules of [`netlify`](super::netlify) that answer is kept by nobody.

use super::netlify::{Rule, rules};
use super::{Error, Page};

const MAX_RULES: usize = 100;
const MAX_LINE: usize = 2000;

const ABOUT: &str = "\
# Portico: `portico headers --for cloudflare`. Goes into the build output directory as _headers; made anew
# with each build. A file 404.html beside it makes a path without a file a 404, not the page.
";

/// Cloudflare lets every site read every file; those that may be read are named below, and rules are applied in their order.
const DETACHED: &str = "! Access-Control-Allow-Origin";

pub(super) fn config(page: &Page) -> Result<String, Error> {
    let rules = rules(page, &[DETACHED]);
    if rules.len() > MAX_RULES {
        return Err(Error::TooManyRules(rules.len()));
    }
    let text = rules.iter().map(Rule::text).fold(ABOUT.to_owned(), |text, rule| text + &rule);
    match text.lines().find(|line| line.len() > MAX_LINE) {
        Some(line) => {
            let name = line.trim().split(':').next().unwrap_or_default().to_owned();
            Err(Error::LineTooLong { name, length: line.len() })
        }
        None => Ok(text),
    }
}

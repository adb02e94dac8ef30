//! The files that a script of the widget asks for, and how a bundler is told of them.
//!
//! A bundler finds a file where a script says `new URL("./name", import.meta.url)`, and takes it along. It must leave
//! every byte as it is, because the script checks its integrity. Two words see to that:
//!
//! - `?no-inline`: Vite makes a `data:` URL of a small file otherwise, which a strict Content-Security-Policy refuses.
//! - `.txt` behind the name of a stylesheet: Vite's development server makes a script of a `.css`, and webpack rewrites
//!   it.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

/// What the names of all files begin with whose name follows from their content.
const PREFIX: &str = "portico-";

/// How many digits the hash in such a name has.
const DIGITS: usize = 16;

/// The script as a bundler must read it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ForBundlers {
    pub(super) script: String,
    /// Each file of `dist/` that it asks for, with its name in the package.
    pub(super) files: Vec<(String, String)>,
}

/// The files that the script names.
pub(super) fn named(script: &str) -> BTreeSet<String> {
    script.match_indices(PREFIX).filter_map(|(at, _)| name(&script[at..])).map(str::to_owned).collect()
}

/// Rewrites each address of a file. Fails if there is none, or if a file is named in any other way: a bundler would
/// leave it behind.
pub(super) fn for_bundlers(script: &str) -> Result<ForBundlers> {
    let names = named(script);
    if names.is_empty() {
        bail!("the script of the element asks for no file at all");
    }
    let mut result = ForBundlers { script: script.to_owned(), files: Vec::new() };
    for name in names {
        let packed = match name.rsplit_once('.') {
            Some((_, "wasm")) => name.clone(),
            Some((_, "css")) => format!("{name}.txt"),
            _ => bail!("{name} is neither wasm nor a stylesheet: bundlers change other files"),
        };
        let mut found = 0;
        for quote in ['"', '\'', '`'] {
            for gap in ["", " "] {
                let address = |name: &str| format!("new URL({quote}./{name}{quote},{gap}import.meta.url)");
                found += result.script.matches(&address(&name)).count();
                let new = address(&format!("{packed}?no-inline"));
                result.script = result.script.replace(&address(&name), &new);
            }
        }
        if found == 0 || found != script.matches(&name).count() {
            bail!("{name} is named otherwise than by `new URL(\"./{name}\", import.meta.url)`");
        }
        result.files.push((name, packed));
    }
    Ok(result)
}

/// The name that the text begins with, if it is one that follows from content.
fn name(text: &str) -> Option<&str> {
    let (hash, rest) = text.strip_prefix(PREFIX)?.split_at_checked(DIGITS)?;
    let is_hash = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let ending = rest.strip_prefix('.')?;
    let length = ending.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(ending.len());
    (is_hash && length > 0).then(|| &text[..PREFIX.len() + DIGITS + 1 + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WASM: &str = "portico-0123456789abcdef.wasm";
    const STYLE: &str = "portico-00112233445566ff.css";

    #[test]
    fn an_address_is_one_that_bundlers_leave_alone() {
        let script = format!(
            "a={{w:new URL(\"./{WASM}\",import.meta.url).href,s:new URL(`./{STYLE}`, import.meta.url),\
             b:`portico-blue`,c:\"portico-0123456789abcdeg.js\"}}"
        );
        let new = for_bundlers(&script).unwrap();
        assert_eq!(
            new.script,
            format!(
                "a={{w:new URL(\"./{WASM}?no-inline\",import.meta.url).href,s:new URL(`./{STYLE}.txt?no-inline`, import.meta.url),\
                 b:`portico-blue`,c:\"portico-0123456789abcdeg.js\"}}"
            )
        );
        let files = [(STYLE.to_owned(), format!("{STYLE}.txt")), (WASM.to_owned(), WASM.to_owned())];
        assert_eq!(new.files, files);
    }

    #[test]
    fn what_a_bundler_would_leave_behind_is_an_error() {
        let proper = format!("new URL(\"./{WASM}\",import.meta.url)");
        for script in [
            String::new(),
            format!("new URL(\"./{WASM}\",base)"),
            format!("{proper};fetch(\"{WASM}\")"),
            proper.replace("wasm", "js"),
        ] {
            assert!(for_bundlers(&script).is_err(), "{script}");
        }
        for_bundlers(&proper).unwrap();
    }
}

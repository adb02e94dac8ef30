//! The widget's two scripts, for somebody else's page: each is one file, and names all others by content and integrity.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::integrity;
use super::page::Asset;
use super::parts::{self, Of};

/// What the scripts are called: without a hash, for they are what host pages name.
pub(crate) const SCRIPTS: [&str; 2] = ["element.js", "define.js"];

/// The module by which they know the other files.
pub(super) const FILES: &str = "files.js";

/// All that the scripts load.
#[derive(Debug)]
pub(super) struct Loaded<'a> {
    pub(super) wasm: Asset,
    /// In the order of their names.
    pub(super) parts: Vec<Asset>,
    pub(super) style: Asset,
    pub(super) later_style: &'a Asset,
}

/// Its text. Bundlers of other people know files by exactly this form, one literal each.
pub(super) fn files(loaded: &Loaded<'_>) -> String {
    let Loaded { wasm, parts, style, later_style } = loaded;
    let parts = parts::names(Of::Element).into_iter().zip(parts);
    let mut text = "export const files = {\n".to_owned();
    for (name, Asset { name: file, integrity }) in
        [("wasm", wasm), ("style", style), ("later-style", *later_style)].into_iter().chain(parts)
    {
        let name = camel_case(name);
        // Writing to a text does not fail.
        let _ = writeln!(text, "  {name}: [new URL(\"./{file}\", import.meta.url).href, \"{integrity}\"],");
    }
    text + "};\n"
}

/// `later-style` as scripts call it.
fn camel_case(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, rest) = word.split_at(word.len().min(1));
        name + &head.to_ascii_uppercase() + rest
    })
}

/// The files that a script names: name of each as `files` has it, file, integrity.
pub(crate) fn named(script: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (place, _) in script.match_indices("[new URL(\"./") {
        let (before, rest) = (&script[..place], &script[place + "[new URL(\"./".len()..]);
        let name: String =
            before.trim_end_matches(':').rsplit(['{', ',']).next().unwrap_or_default().to_owned();
        let mut texts = rest.split('"');
        let file = texts.next().unwrap_or_default().to_owned();
        let integrity = texts.nth(1).unwrap_or_default().to_owned();
        found.push((name.trim_matches('"').to_owned(), file, integrity));
    }
    found
}

/// Fails unless both scripts name every file of the program, with its integrity.
pub(super) fn check(folder: &Path) -> Result<()> {
    for script in SCRIPTS {
        let text = fs::read_to_string(folder.join(script)).with_context(|| script.to_owned())?;
        let named = named(&text);
        let count = 3 + parts::names(Of::Element).len();
        if named.len() != count {
            bail!("{script} names {} files of the program, and must name {count}", named.len());
        }
        for (_, file, stated) in named {
            let bytes = fs::read(folder.join(&file)).with_context(|| format!("{script} names {file}"))?;
            let right = integrity::of(&bytes);
            if stated != right {
                bail!("{script}: {file} has the integrity {right}, not {stated}");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str) -> Asset {
        Asset { name: name.into(), integrity: format!("sha384-{name}") }
    }

    #[test]
    fn every_file_is_a_literal_that_is_found_again() {
        let part = |name: &'static str| asset(&format!("{name}.wasm"));
        let later_style = asset("c.css");
        let loaded = Loaded {
            wasm: asset("d.wasm"),
            parts: parts::names(Of::Element).into_iter().map(part).collect(),
            style: asset("e.css"),
            later_style: &later_style,
        };
        let text = files(&loaded);
        assert!(
            text.contains(
                "\n  betterAuthLater: [new URL(\"./better-auth-later.wasm\", import.meta.url).href, "
            )
        );
        let small: String = text.split_whitespace().collect::<String>().replace("newURL", "new URL");
        let found = named(&small);
        assert_eq!(found.len(), 3 + loaded.parts.len());
        assert_eq!(found[0], ("wasm".into(), "d.wasm".into(), "sha384-d.wasm".into()));
        assert_eq!(found[2], ("laterStyle".into(), "c.css".into(), "sha384-c.css".into()));
    }
}

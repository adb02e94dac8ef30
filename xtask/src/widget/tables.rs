//! The tables of what the elements have, in the documents: written from the manifest, and held to it.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::manifest::{Item, Manifest};
use crate::{args, folders};

pub(crate) const HELP: &str = "\
Usage: cargo xtask tables

Writes the tables of the elements' attributes, properties, methods, events, slots, parts, custom
properties and states into docs/WIDGET.md and widget/README.md, between the marks there, from
widget/custom-elements.json. They are committed; `check` and `test` fail if they are not what that
file says.";

/// The documents that have tables.
const DOCUMENTS: [&str; 2] = ["docs/WIDGET.md", "widget/README.md"];

/// Between these a document has the tables, and nothing that a person has written.
const BEGIN: &str = "<!-- tables: written by `cargo xtask tables` -->\n";
const END: &str = "<!-- /tables -->\n";

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    args::none(parser)?;
    let tables = of(&Manifest::read()?)?;
    for document in DOCUMENTS {
        let (path, text) = read(document)?;
        let new = filled(&text, &tables).with_context(|| document.to_owned())?;
        if new == text {
            println!("{document} is current");
        } else {
            fs::write(&path, new).with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote the tables of {document}");
        }
    }
    Ok(())
}

/// Fails if a document's tables are not what the manifest says.
pub(crate) fn check() -> Result<()> {
    let tables = of(&Manifest::read()?)?;
    for document in DOCUMENTS {
        let (_, text) = read(document)?;
        if filled(&text, &tables).with_context(|| document.to_owned())? != text {
            bail!(
                "the tables of {document} are not what widget/custom-elements.json says: run `cargo xtask tables`"
            );
        }
    }
    Ok(())
}

fn read(document: &str) -> Result<(PathBuf, String)> {
    let path = folders::root().join(document);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((path, text))
}

/// The document with these tables between its marks.
fn filled(document: &str, tables: &str) -> Result<String> {
    let (head, rest) = document.split_once(BEGIN).with_context(|| format!("no line {}", BEGIN.trim()))?;
    let (_, tail) = rest.split_once(END).with_context(|| format!("no line {}", END.trim()))?;
    Ok([head, BEGIN, "\n", tables, "\n", END, tail].concat())
}

/// All tables.
fn of(manifest: &Manifest) -> Result<String> {
    let both = manifest.class("PorticoElement").context("no class PorticoElement")?;
    let mut out = Tables::default();
    out.table(
        "Attributes",
        &["attribute", "property", "values", "default", ""],
        both.list("attributes"),
        attribute,
    )?;
    let is_read = |item: &Item<'_>| item.is("readonly");
    out.table(
        "Properties that can only be read",
        &["property", "type", ""],
        both.list("members").filter(is_read),
        |item| Ok(vec![code(item.name()?), code(item.type_text()?), item.description().to_owned()]),
    )?;
    out.table(
        "Methods",
        &["method", "answers", ""],
        both.list("members").filter(|item| item.text("kind") == Some("method") && !item.is("static")),
        |item| Ok(vec![code(&call(item)?), code(item.type_text()?), item.description().to_owned()]),
    )?;
    out.table("Events", &["event", "class", "`detail`", ""], both.list("events"), |item| {
        let detail = item.text("summary").unwrap_or_default().to_owned();
        Ok(vec![code(item.name()?), code(item.type_text()?), detail, item.description().to_owned()])
    })?;
    let slots = both.list("slots").map(|slot| (None, slot));
    let own = manifest.elements().flat_map(|class| {
        let tag = class.text("tagName");
        class.list("slots").map(move |slot| (tag, slot))
    });
    out.table("Slots", &["slot", ""], slots.chain(own), |(tag, slot)| {
        let name = if slot.name()?.is_empty() { "(none)".into() } else { code(slot.name()?) };
        let of = tag.map(|tag| format!("Of `<{tag}>`. ")).unwrap_or_default();
        Ok(vec![name, of + slot.description()])
    })?;
    let described = |item: Item<'_>| Ok(vec![code(item.name()?), item.description().to_owned()]);
    out.table("Parts", &["`::part()`", ""], both.list("cssParts"), described)?;
    out.table("Custom properties", &["property", "is", ""], both.list("cssProperties"), |item| {
        let syntax = item.text("syntax").filter(|syntax| *syntax != "*").map(code).unwrap_or_default();
        Ok(vec![code(item.name()?), syntax, item.description().to_owned()])
    })?;
    out.table("States", &["`:state()`", ""], both.list("cssStates"), described)?;
    Ok(out.0)
}

fn attribute(item: Item<'_>) -> Result<Vec<String>> {
    let type_text = item.type_text()?;
    let values: Vec<_> = type_text.split(" | ").map(|value| value.trim_matches('"')).collect();
    let values = match type_text {
        "string" => "text".to_owned(),
        "boolean" => "there or not".to_owned(),
        _ => values.into_iter().map(code).collect::<Vec<_>>().join(", "),
    };
    let default = item.text("default").filter(|_| type_text != "boolean").map(code).unwrap_or_default();
    let field = item.text("fieldName").context("an attribute without a property")?;
    Ok(vec![code(item.name()?), code(field), values, default, item.description().to_owned()])
}

/// A method as one would call it.
fn call(method: Item<'_>) -> Result<String> {
    let name = method.name()?;
    let words = method.list("parameters").map(|parameter| {
        let mark = if parameter.is("optional") { "?" } else { "" };
        Ok(format!("{}{mark}", parameter.name()?))
    });
    Ok(format!("{name}({})", words.collect::<Result<Vec<_>>>()?.join(", ")))
}

/// As code, in a cell: a bar would end it there.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

#[derive(Debug, Default)]
struct Tables(String);

impl Tables {
    fn table<T>(
        &mut self,
        title: &str,
        heads: &[&str],
        rows: impl Iterator<Item = T>,
        cells: impl Fn(T) -> Result<Vec<String>>,
    ) -> Result<()> {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let line = |cells: &[String]| format!("| {} |", cells.join(" | ").replace("|  |", "| |"));
        let heads: Vec<_> = heads.iter().map(|head| (*head).to_owned()).collect();
        writeln!(self.0, "{gap}### {title}\n\n{}", line(&heads).replace("|  |", "| |"))?;
        writeln!(self.0, "|{}", "---|".repeat(heads.len()))?;
        for row in rows {
            writeln!(self.0, "{}", line(&cells(row)?))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_written() {
        let document = format!("# Mine\n\n{BEGIN}old\n{END}\nmine too\n");
        let new = filled(&document, "new\n").unwrap();
        assert_eq!(new, format!("# Mine\n\n{BEGIN}\nnew\n\n{END}\nmine too\n"));
        assert_eq!(filled(&new, "new\n").unwrap(), new);
        assert!(filled("# Mine\n", "new\n").is_err());
        assert!(filled(BEGIN, "new\n").is_err());
    }

    #[test]
    fn a_row_says_what_one_writes() {
        let tables = of(&Manifest::read().unwrap()).unwrap();
        for row in [
            "| `login-hint` | `loginHint` | text | | Who is expected",
            "| `flow` | `flow` | `redirect`, `popup`, `auto` | `redirect` | ",
            "| `session` | `PorticoSession \\| null` | ",
            "| `fetch(input, init?)` | `Promise<Response>` | ",
            "| `portico-start` | `PorticoStartEvent` | `{ provider, flow }` | ",
            "| `sign-in` | Of `<portico-account>`. ",
            "| `--portico-accent` | `<color>` | ",
        ] {
            assert!(tables.contains(&format!("\n{row}")), "{row}\n{tables}");
        }
    }
}

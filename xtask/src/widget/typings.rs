//! A program in TypeScript that compiles only if types and manifest say the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::manifest::{Item, Manifest};

/// Types that are the same, and not only fit for each other.
const HEAD: &str = "\
// The schema has this member at the fields of elements; its types have it at an interface that nothing uses.
declare module \"custom-elements-manifest\" {
  interface ClassField {
    attribute?: string;
  }
}

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : { types: A; manifest: B };

function same<A, B>(_: Same<A, B>): void {}

";

/// The program; `types` is the text of `element.d.ts`, whose exported names it may use.
pub(super) fn program(manifest: &Manifest, types: &str) -> Result<String> {
    let mut out =
        String::from("// Written by `cargo xtask`: custom-elements.json, held against the types.\n");
    let body = body(manifest)?;
    let words: BTreeSet<_> = body.split(|char: char| !char.is_alphanumeric()).collect();
    let used: Vec<_> = exported(types).filter(|name| words.contains(name)).collect();
    writeln!(out, "import type {{ Package }} from \"custom-elements-manifest\";")?;
    writeln!(out, "import type * as element from \"@portico-login/element\";")?;
    writeln!(out, "import type {{ {} }} from \"@portico-login/element\";", used.join(", "))?;
    writeln!(out, "import type {{ PorticoProps }} from \"@portico-login/element/react\";\n")?;
    writeln!(out, "export const manifest: Package = {};\n", manifest.json())?;
    Ok(out + HEAD + &body)
}

/// The names that a file of types exports.
fn exported(types: &str) -> impl Iterator<Item = &str> {
    types.lines().filter_map(|line| {
        let mut words = line.strip_prefix("export ")?.split(' ');
        let kind = words.next()?;
        let name = words.next()?.split(|char: char| !char.is_alphanumeric()).next()?;
        matches!(kind, "class" | "interface" | "type").then_some(name)
    })
}

fn body(manifest: &Manifest) -> Result<String> {
    let mut out = String::new();
    let both = manifest.class("PorticoElement").context("no class PorticoElement")?;

    keys(&mut out, "keyof PorticoAttributes", both.list("attributes"))?;
    for item in both.list("attributes") {
        line(&mut out, &format!("PorticoAttributes[\"{}\"]", item.name()?), item.type_text()?)?;
    }
    let members = both.list("members").filter(|item| !item.is("static"));
    keys(&mut out, "Exclude<keyof PorticoElement, keyof HTMLElement>", members)?;
    keys(&mut out, "keyof PorticoEventMap", both.list("events"))?;
    for item in both.list("events") {
        line(&mut out, &format!("PorticoEventMap[\"{}\"]", item.name()?), item.type_text()?)?;
    }
    for class in manifest.of_kind("class") {
        for item in class.list("members") {
            let owner = if item.is("static") { "typeof element." } else { "" };
            member(&mut out, &format!("{owner}{}", class.name()?), item)?;
        }
        if let Some(tag) = class.text("tagName") {
            line(&mut out, &format!("HTMLElementTagNameMap[\"{tag}\"]"), class.name()?)?;
        }
    }
    for function in manifest.of_kind("function") {
        line(&mut out, &format!("typeof element.{}", function.name()?), &signature(function)?)?;
    }
    keys(&mut out, "keyof typeof element", manifest.declarations())?;

    let set = both.list("members").filter(|item| item.text("kind") == Some("field") && !item.is("readonly"));
    let props = set.chain(both.list("attributes")).map(Item::name).collect::<Result<Vec<_>>>()?;
    let listeners = both.list("events").map(|item| Ok(format!("on{}", item.name()?)));
    let listeners = listeners.collect::<Result<Vec<_>>>()?;
    let all = union(props.into_iter().chain(listeners.iter().map(String::as_str)));
    for class in manifest.elements() {
        line(&mut out, &format!("Exclude<{all}, keyof PorticoProps<{}>>", class.name()?), "never")?;
    }
    Ok(out)
}

/// A field or method of a class: its type, and whether it can be written.
fn member(out: &mut String, class: &str, item: Item<'_>) -> Result<()> {
    let name = item.name()?;
    if item.text("kind") == Some("method") {
        return line(out, &format!("({class})[\"{name}\"]"), &signature(item)?);
    }
    let readonly = if item.is("readonly") { "readonly " } else { "" };
    line(
        out,
        &format!("Pick<{class}, \"{name}\">"),
        &format!("{{ {readonly}{name}: {} }}", item.type_text()?),
    )
}

/// The type of a function.
fn signature(function: Item<'_>) -> Result<String> {
    let parameters = function.list("parameters").map(|parameter| {
        let mark = if parameter.is("optional") { "?" } else { "" };
        Ok(format!("{}{mark}: {}", parameter.name()?, parameter.type_text()?))
    });
    let parameters = parameters.collect::<Result<Vec<_>>>()?.join(", ");
    Ok(format!("({parameters}) => {}", function.type_text()?))
}

fn keys<'a>(out: &mut String, keys: &str, items: impl Iterator<Item = Item<'a>>) -> Result<()> {
    let names = items.map(Item::name).collect::<Result<Vec<_>>>()?;
    line(out, keys, &union(names.into_iter()))
}

fn union<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ")
}

fn line(out: &mut String, found: &str, expected: &str) -> Result<()> {
    Ok(writeln!(out, "same<{found}, {expected}>(true);")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_of_the_manifest_is_held_against_the_types() {
        let types = "export class PorticoElement extends HTMLElement {}\nexport type PorticoState =\n";
        let program = program(&Manifest::read().unwrap(), types).unwrap();
        for line in [
            "import type { PorticoElement, PorticoState } from \"@portico-login/element\";",
            "same<PorticoAttributes[\"auto-redirect\"], boolean>(true);",
            "same<Pick<PorticoElement, \"session\">, { readonly session: PorticoSession | null }>(true);",
            "same<(PorticoElement)[\"signOut\"], () => Promise<void>>(true);",
            "same<(typeof element.PorticoLogin)[\"define\"], (tag?: string, registry?: CustomElementRegistry) => typeof PorticoLogin>(true);",
            "same<PorticoEventMap[\"portico-logout\"], PorticoLogoutEvent>(true);",
            "same<HTMLElementTagNameMap[\"portico-account\"], PorticoAccount>(true);",
            "same<typeof element.define, (registry?: CustomElementRegistry) => void>(true);",
        ] {
            assert!(program.lines().any(|found| found == line), "{line}\n{program}");
        }
    }
}

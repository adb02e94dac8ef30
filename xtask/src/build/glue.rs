//! The script that wasm-bindgen wrote, with the short names of the wasm and in fewer words.
//!
//! It is one object of functions that the wasm imports, and helpers that call what the wasm exports as
//! `wasm.name`. This reads the text of one pinned version of wasm-bindgen, line by line; what looks otherwise
//! is an error, and so is a name that only one of the two sides knows.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use super::wasm::{MODULE, Names};

/// How the object of imports begins and ends.
const FIRST: &str = "    const import0 = {\n        __proto__: null,\n";
const LAST: &str = "    };\n    return {\n";

/// What an import does that may throw: the error is kept for the wasm, which looks for it.
const CATCHING: &str = "
const catching = (f) => (...args) => {
    try {
        return f(...args);
    } catch (error) {
        wasm.__wbindgen_exn_store(addToExternrefTable0(error));
    }
};
";

/// The script with the names that the wasm now has; `module` is what the wasm imported from before.
pub(super) fn rewrite(script: &str, module: &str, names: &Names) -> Result<String> {
    let (head, rest) = script.split_once(FIRST).context("the script has no object of imports")?;
    let (members, tail) = rest.split_once(LAST).context("the object of imports has no end")?;
    let members = imports(members, names)?;
    let place = format!("\"{module}\": import0");
    if tail.matches(&place).count() != 1 {
        bail!("the script does not say {place} exactly once");
    }
    let tail = tail.replace(&place, &format!("\"{MODULE}\": import0"));
    exports(&[head, FIRST, &members, LAST, &tail, CATCHING].concat(), names)
}

/// The members of the object: those that the wasm has no use for left out, the others as arrow functions.
fn imports(members: &str, names: &Names) -> Result<String> {
    let mut out = String::with_capacity(members.len());
    let mut found = BTreeSet::new();
    let mut lines = members.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let member = line.strip_prefix("        ").and_then(|line| line.trim_end().split_once(": "));
        let Some((name, begin)) = member.filter(|(name, _)| name.chars().all(is_part)) else {
            bail!("this is no import: {}", line.trim());
        };
        let mut body = String::new();
        let end = loop {
            let line = lines.next().with_context(|| format!("the import {name} has no end"))?;
            match line.strip_prefix("        ") {
                Some(end) if end.starts_with('}') => break end.trim_end(),
                _ if line.trim_start().starts_with("//") => {}
                _ => body.push_str(line),
            }
        };
        let Some(short) = names.imports.get(name) else { continue };
        if body.split(|char| !is_part(char)).any(|word| matches!(word, "this" | "arguments")) {
            bail!("the import {name} is not the same as an arrow function");
        }
        let between = |prefix, suffix| begin.strip_prefix(prefix)?.strip_suffix(suffix);
        if let (Some(parameters), "},") = (between("function(", ") {"), end) {
            out.extend(["        ", short, ": (", parameters, ") => {\n", &body, "        },\n"]);
        } else if let (Some(parameters), "}, arguments); },") =
            (between("function() { return handleError(function (", ") {"), end)
        {
            out.extend(["        ", short, ": catching((", parameters, ") => {\n", &body, "        }),\n"]);
        } else {
            bail!("the import {name} is no function of a known form: {begin} … {end}");
        }
        found.insert(name);
    }
    match names.imports.keys().find(|name| !found.contains(name.as_str())) {
        Some(name) => bail!("the wasm imports {name}, which the script does not have"),
        None => Ok(out),
    }
}

/// The script with the short names of all exports that it calls.
fn exports(script: &str, names: &Names) -> Result<String> {
    if script.contains("wasm[") {
        bail!("the script calls an export by something else than its name");
    }
    let mut parts = script.split("wasm.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_variable = !out.ends_with(|before| is_part(before) || matches!(before, '.' | '/'));
        out.push_str("wasm.");
        let rest = part.trim_start_matches(is_part);
        let name = &part[..part.len() - rest.len()];
        match names.exports.get(name) {
            _ if !is_variable => out.push_str(name),
            Some(short) => out.push_str(short),
            None => bail!("the script calls the export {name}, which the wasm does not have"),
        }
        out.push_str(rest);
    }
    Ok(out)
}

/// Whether a name may contain it.
fn is_part(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '$')
}

#[cfg(test)]
#[path = "glue_tests.rs"]
mod tests;

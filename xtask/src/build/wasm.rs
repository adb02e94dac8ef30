//! The wasm that wasm-bindgen left, made small by Binaryen.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::program::Program;
use super::{order, parts};
use crate::process;
use crate::tools::ForBuild;

/// Binaryen's optimizations, in their order; the comments say what each saves, in brotli bytes.
const OPTIMIZATIONS: &[&str] = &[
    // 0.6 kB: `load(x + 8)` becomes one instruction, which is another if x + 8 wraps round to an address
    // below 1024. Nothing is there but the far end of the stack (rustc links with --stack-first): who gets
    // to it by wrapping round has used up the stack, and now traps.
    "--low-memory-unused",
    // 0.9 kB, and 0.1 kB for the second turn.
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// What comes after the second turn of them.
const FINISH: &[&str] = &[
    // 1.0 kB, with the names of `order`.
    "--reorder-functions-by-name",
    // 2.8 kB, and as much of the script: `__wbg_addEventListener_847fd86b8c33ec43` becomes `Ra`.
    "--minify-imports-and-exports-and-modules",
    "--strip-producers",
    "--strip-target-features",
];

/// The module that wasm-bindgen imports everything from, as Binaryen renames it.
pub(super) const MODULE: &str = "a";

/// What the script and the wasm call each other's functions: each old name with its new one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) imports: BTreeMap<String, String>,
    pub(super) exports: BTreeMap<String, String>,
}

/// Writes the small form of a wasm that imports from `module`.
pub(super) fn shrink(tools: &ForBuild, wasm: &Path, module: &str, small: &Path) -> Result<Names> {
    let run = |from: &Path, finish: &[&str]| {
        let mut wasm_opt = Command::new(tools.wasm_opt());
        wasm_opt
            .arg(from)
            .arg("-g")
            .args(NO_INLINE)
            .args(OPTIMIZATIONS)
            .args(finish)
            .arg("--output")
            .arg(small);
        process::printed("shrinking the wasm", &mut wasm_opt)
    };
    run(wasm, &[])?;
    let gates = |wasm: &Path| -> Result<usize> {
        Ok(Program::read(&fs::read(wasm)?)?.count(|name| parts::mark(name).is_some()))
    };
    let (before, after) = (gates(wasm)?, gates(small)?);
    if before != after {
        bail!("wasm-opt has left {after} of the {before} functions of `later`");
    }
    fs::write(small, order::name_by_content(&fs::read(small)?, |name| parts::mark(name).unwrap_or(""))?)?;
    let printed = run(small, FINISH)?;
    Names::read(&printed, module).context("the names that wasm-opt printed")
}

/// A gate must stay a function of its own, and no other one may become a call of it: the equal body of a function that
/// a first visit calls would lead it to where nothing is yet.
const NO_INLINE: &[&str] =
    &["--no-inline=*later*", "--no-inline=*-gate-*", "--skip-pass=duplicate-function-elimination"];

impl Names {
    /// Reads `{"imports": [[module, old, new], …], "exports": [[old, new], …]}`.
    fn read(printed: &str, module: &str) -> Result<Self> {
        let all: Value = serde_json::from_str(printed)?;
        let (mut imports, mut exports) = (BTreeMap::new(), BTreeMap::new());
        for import in list(&all["imports"])? {
            match texts(import)?.as_slice() {
                [from, old, new] if *from == module => imports.insert((*old).to_owned(), (*new).to_owned()),
                _ => bail!("{import} is no import from {module}"),
            };
        }
        for export in list(&all["exports"])? {
            match texts(export)?.as_slice() {
                [old, new] => exports.insert((*old).to_owned(), (*new).to_owned()),
                _ => bail!("{export} is no export"),
            };
        }
        Ok(Self { imports, exports })
    }
}

fn list(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().with_context(|| format!("{value} is no list"))
}

fn texts(value: &Value) -> Result<Vec<&str>> {
    list(value)?.iter().map(|text| text.as_str().with_context(|| format!("{text} is no text"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_wasm_opt_prints_them() {
        let printed = r#"{ "imports": [["./p_bg.js", "__wbg_now_1", "$"]], "exports": [["memory", "a"]] }"#;
        let names = Names::read(printed, "./p_bg.js").unwrap();
        assert_eq!(names.imports, [("__wbg_now_1".to_owned(), "$".to_owned())].into());
        assert_eq!(names.exports, [("memory".to_owned(), "a".to_owned())].into());
    }

    #[test]
    fn what_is_printed_otherwise_is_an_error() {
        for printed in [
            "",
            "{}",
            r#"{ "imports": [["env", "f", "a"]], "exports": [] }"#,
            r#"{ "imports": [["./p_bg.js", "f"]], "exports": [] }"#,
            r#"{ "imports": [], "exports": [["f"]] }"#,
            r#"{ "imports": [], "exports": [["f", 1]] }"#,
        ] {
            assert!(Names::read(printed, "./p_bg.js").is_err(), "{printed}");
        }
    }
}

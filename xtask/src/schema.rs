//! The JSON Schema of `config.json`: written from the types, committed, and held to them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{args, folders};

pub(crate) const HELP: &str = "\
Usage: cargo xtask schema

Writes public/config.schema.json, the JSON Schema of config.json, from the types in src/config. It
is committed, so that a change of the format shows in review; `check` and `test` fail if it is not
what the types say.";

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    args::none(parser)?;
    let path = committed();
    if is_current(&path) {
        println!("public/config.schema.json is current");
    } else {
        fs::write(&path, generated()).with_context(|| format!("cannot write {}", path.display()))?;
        println!("wrote public/config.schema.json");
    }
    Ok(())
}

/// The schema as the types say it.
pub(crate) fn generated() -> String {
    portico::config::schema()
}

/// Fails if the committed schema is not what the types say.
pub(crate) fn check() -> Result<()> {
    if !is_current(&committed()) {
        bail!("public/config.schema.json is not what the types in src/config say: run `cargo xtask schema`");
    }
    Ok(())
}

fn committed() -> PathBuf {
    folders::root().join("public/config.schema.json")
}

fn is_current(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text == generated())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_that_drifted_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.schema.json");
        assert!(!is_current(&path), "missing");
        fs::write(&path, generated()).unwrap();
        assert!(is_current(&path));
        fs::write(&path, format!("{} ", generated())).unwrap();
        assert!(!is_current(&path), "altered");
    }
}

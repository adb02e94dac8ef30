//! What must be true of the npm package: of its types, its description, and what its scripts export.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::manifest::Manifest;
use super::typings;
use super::workshop::Workshop;
use crate::{folders, process};

/// Makes the package, installs it, and checks it; answers its tarball.
pub(crate) fn check() -> Result<PathBuf> {
    let workshop = Workshop::open()?;
    let tests = workshop.bring("widget/tests", "tests")?;
    let types = folders::root().join("widget/element.d.ts");
    let types = fs::read_to_string(&types).with_context(|| format!("cannot read {}", types.display()))?;
    fs::write(tests.join("manifest.ts"), typings::program(&Manifest::read()?, &types)?)?;

    let mut tsc = workshop.program("tsc");
    process::quietly("checking the types of the npm package", tsc.args(["--project", "tests"]))?;
    let mut publint = workshop.program("publint");
    process::quietly("publint", publint.args(["run", "--strict"]).arg(&workshop.tarball))?;
    let mut attw = workshop.program("attw");
    process::quietly("attw", attw.args(["--profile", "esm-only", "--no-color"]).arg(&workshop.tarball))?;
    let mut node = Command::new("node");
    node.current_dir(&workshop.folder).args(["--test", "tests/package.test.mjs"]);
    process::quietly("importing the npm package", &mut node)?;
    Ok(workshop.tarball)
}

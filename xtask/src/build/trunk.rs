//! Trunk's part of the build: wasm, glue, and the copied files, under plain names.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::library::Library;
use crate::{folders, process, tools};

/// Builds the page for release and answers the folder that Trunk left it in.
pub(crate) fn build(tools: &tools::ForBuild) -> Result<PathBuf> {
    let root = folders::root();
    // Trunk runs cargo without the network: everything has to be here before.
    let library = Library::choose()?;
    let staged = folders::target().join("trunk");
    if staged.exists() {
        fs::remove_dir_all(&staged)?;
    }
    let mut trunk = Command::new(tools.trunk());
    trunk
        .current_dir(&root)
        .args(["build", "--release", "--offline", "--locked", "--skip-version-check"])
        // What the finishing relies on, whatever Trunk.toml says: plain names, seen from anywhere.
        .args(["--filehash", "false", "--public-url", "./", "--dist"])
        .arg(&staged)
        .env("PATH", tools.path()?)
        // Of a failed build they would be all that its last lines show.
        .env("RUST_BACKTRACE", "0")
        // Trunk takes a value of `1`, which others set, for an error.
        .env_remove("NO_COLOR");
    library.tell(&mut trunk);
    process::quietly("building the page with Trunk", &mut trunk)?;
    Ok(staged)
}

//! Programs that are compiled from crates.io.
//!
//! They are built without optimization: a debug Trunk works as fast as the released one, and is
//! compiled in a third of the time.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::{install, versions};
use crate::process;

/// Trunk, which builds the page.
pub(crate) fn trunk(cache: &Path) -> Result<PathBuf> {
    // Its default features are TLS and a look for updates; it has nothing to download here.
    compile(cache, "trunk", "trunk", versions::TRUNK, &["--locked", "--no-default-features"])
}

/// The programs `wasm-bindgen` and `wasm-bindgen-test-runner`.
pub(crate) fn wasm_bindgen(cache: &Path) -> Result<PathBuf> {
    // Without `--locked`: its lock file names versions that a registry mirror may not have.
    compile(cache, "wasm-bindgen-cli", "wasm-bindgen", versions::WASM_BINDGEN, &["--no-default-features"])
}

/// The WebDriver of Firefox.
pub(crate) fn geckodriver(cache: &Path) -> Result<PathBuf> {
    compile(cache, "geckodriver", "geckodriver", versions::GECKODRIVER, &["--locked"])
}

fn compile(cache: &Path, name: &str, program: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    let program = format!("bin/{program}");
    let tool = install::Tool { name, version, program: &program, prints: version };
    install::tool(cache, &tool, |folder| {
        let mut cargo = Command::new("cargo");
        cargo.args(["install", name, "--version", version, "--debug", "--root"]).arg(folder).args(options);
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_STRIP", "true");
        // Ours are for our own code: warnings as errors, say, or a folder that other builds wait for.
        for ours in ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(ours);
        }
        process::quietly(&format!("compiling {name} {version}"), &mut cargo)
    })
}

//! What the Rust toolchain needs besides the compiler: the wasm target, the library's source,
//! rustfmt and clippy.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// The target of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if the toolchain lacks it.
pub(crate) fn require_wasm() -> Result<()> {
    let found = process::answer(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|folder| Path::new(folder.trim()).exists());
    if found { Ok(()) } else { add("target", WASM) }
}

/// Adds the source of the standard library if the toolchain lacks it.
pub(crate) fn require_source() -> Result<()> {
    let found = process::answer(Command::new("rustc").args(["--print", "sysroot"])).is_some_and(|folder| {
        Path::new(folder.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").exists()
    });
    if found { Ok(()) } else { add("component", "rust-src") }
}

/// Adds rustfmt and clippy if the toolchain lacks them.
pub(crate) fn require_lints() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::answer(Command::new("cargo").args([subcommand, "--version"])).is_none() {
            add("component", component)?;
        }
    }
    Ok(())
}

fn add(kind: &str, name: &str) -> Result<()> {
    if process::answer(Command::new("rustup").arg("--version")).is_none() {
        bail!("the Rust {kind} {name} is missing, and there is no `rustup` on PATH to add it");
    }
    let mut rustup = Command::new("rustup");
    process::quietly(&format!("adding the Rust {kind} {name}"), rustup.args([kind, "add", name]))
}

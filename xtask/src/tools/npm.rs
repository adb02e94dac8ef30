//! Node.js, programs that come from npm, and the packages of the test servers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{install, versions};
use crate::build::integrity;
use crate::process;

/// Fails unless a Node.js that is new enough is on PATH.
pub(crate) fn require_node() -> Result<()> {
    let least = versions::NODE_AT_LEAST;
    let Some(version) = process::answer(Command::new("node").arg("--version")) else {
        bail!("Node.js is needed, version {least} or newer, and there is no `node` on PATH");
    };
    if major(&version).is_none_or(|major| major < least) {
        bail!("Node.js is needed in version {least} or newer; `node --version` says {}", version.trim());
    }
    if process::answer(Command::new("npm").arg("--version")).is_none() {
        bail!("`npm` is needed, which belongs to Node.js, and is not on PATH");
    }
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The folder with `wasm-opt` in it.
pub(crate) fn wasm_opt(cache: &Path) -> Result<PathBuf> {
    let major = versions::BINARYEN.split('.').next().unwrap_or_default();
    add(cache, "binaryen", "wasm-opt", versions::BINARYEN, major)
}

/// The folder with `esbuild` in it.
pub(crate) fn esbuild(cache: &Path) -> Result<PathBuf> {
    add(cache, "esbuild", "esbuild", versions::ESBUILD, versions::ESBUILD)
}

/// Installs a package and answers the folder of its programs.
fn add(cache: &Path, name: &str, program: &str, version: &str, prints: &str) -> Result<PathBuf> {
    let program = format!("node_modules/.bin/{program}");
    let tool = install::Tool { name, version, program: &program, prints };
    let folder = install::tool(cache, &tool, |folder| {
        let mut npm = npm(folder);
        npm.args(["install", "--save-exact", &format!("{name}@{version}")]);
        process::quietly(&format!("downloading {name} {version} from npm"), &mut npm)
    })?;
    Ok(folder.join("node_modules/.bin"))
}

/// The `node_modules` of the servers in `tests/servers`, exactly as their lock file has them.
pub(crate) fn servers(cache: &Path) -> Result<PathBuf> {
    let source = crate::folders::root().join("tests/servers");
    let path = source.join("package-lock.json");
    let lock = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = format!("servers-{}", &integrity::name_hash(&lock)[..12]);
    let is_complete = |folder: &Path| folder.join("node_modules/.package-lock.json").exists();
    install::folder(cache, &name, "the packages of the test servers", is_complete, |folder| {
        fs::write(folder.join("package-lock.json"), &lock)?;
        fs::copy(source.join("package.json"), folder.join("package.json"))
            .context("tests/servers/package.json")?;
        process::quietly("downloading the test servers from npm", npm(folder).arg("ci"))
    })
}

/// npm in a folder, without what it does for a person at a prompt; no package's scripts are run.
fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]);
    npm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read_as_it_prints_it() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("20"), None);
    }
}

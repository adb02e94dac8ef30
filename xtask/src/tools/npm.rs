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
    packages(cache, "servers", "tests/servers", "the packages of the test servers")
}

/// The `node_modules` of what the npm package is checked with and its examples are built with: `widget/tools`.
pub(crate) fn widget(cache: &Path) -> Result<PathBuf> {
    packages(cache, "widget", "widget/tools", "the packages for the widget's examples")
}

/// What the lock file in a folder of the checkout has, exactly.
fn packages(cache: &Path, name: &str, source: &str, title: &str) -> Result<PathBuf> {
    let folder = crate::folders::root().join(source);
    let path = folder.join("package-lock.json");
    let lock = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = format!("{name}-{}", &integrity::name_hash(&lock)[..12]);
    let is_complete = |folder: &Path| folder.join("node_modules/.package-lock.json").exists();
    install::folder(cache, &name, title, is_complete, |unfinished| {
        fs::write(unfinished.join("package-lock.json"), &lock)?;
        fs::copy(folder.join("package.json"), unfinished.join("package.json"))
            .with_context(|| format!("{source}/package.json"))?;
        process::quietly(&format!("downloading {title} from npm"), npm(unfinished).arg("ci"))
    })
}

/// npm in a folder, without what it does for a person at a prompt; no package's scripts are run.
pub(crate) fn npm(folder: &Path) -> Command {
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

//! A folder in which the package is installed as anybody installs it, with the packages that it is checked with, and
//! that its examples are built with, beside it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::package;
use crate::tools::{self, npm};
use crate::{folders, process};

/// The folder, and the packages beside it.
#[derive(Debug)]
pub(super) struct Workshop {
    pub(super) folder: PathBuf,
    pub(super) tarball: PathBuf,
    tools: PathBuf,
}

impl Workshop {
    /// Makes the package and a new workshop for it.
    pub(super) fn open() -> Result<Self> {
        let tools = tools::widget()?.join("node_modules");
        let tarball = package::pack()?;
        let folder = folders::target().join("widget");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
        let mut install = npm::npm(&folder);
        // The package depends on nothing, so nobody is asked.
        install.args(["install", "--offline", "--no-save"]).arg(&tarball);
        process::quietly("installing the npm package", &mut install)?;
        link_all(&tools, &folder.join("node_modules")).context("the packages of the tools")?;
        Ok(Self { folder, tarball, tools })
    }

    /// A program of one of the tools.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut node = Command::new("node");
        node.arg(self.tools.join(".bin").join(name)).current_dir(&self.folder);
        node
    }

    /// Puts the files of a folder of the checkout into one of the workshop.
    pub(super) fn bring(&self, from: &str, to: &str) -> Result<PathBuf> {
        let place = self.folder.join(to);
        copy(&folders::root().join(from), &place).with_context(|| format!("cannot copy {from}"))?;
        Ok(place)
    }
}

/// Lets each package of one `node_modules` be in the other one as well, by a link.
fn link_all(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let target = to.join(&name);
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if name.to_string_lossy().starts_with('@') && target.exists() {
            link_all(&entry.path(), &target)?;
        } else {
            symlink(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Copies a folder with all that is in it, without what somebody has installed or built there.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_str(), Some("node_modules" | "dist")) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(name))?;
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_stand_beside_those_that_are_there() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        for name in ["vite", "@vue/compiler", "@portico-login/other", ".bin"] {
            fs::create_dir_all(from.join(name)).unwrap();
        }
        fs::create_dir_all(to.join("@portico-login/element")).unwrap();
        link_all(&from, &to).unwrap();
        for name in ["vite", "@vue/compiler", "@portico-login/other", "@portico-login/element"] {
            assert!(to.join(name).is_dir(), "{name}");
        }
        assert!(!to.join(".bin").exists());
        assert!(!from.join("@portico-login/element").exists(), "what was there stays as it was");
    }

    #[test]
    fn what_was_built_or_installed_is_not_copied() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        for name in ["src", "dist", "node_modules"] {
            fs::create_dir_all(from.join(name)).unwrap();
            fs::write(from.join(name).join("a"), "a").unwrap();
        }
        copy(&from, &to).unwrap();
        assert!(to.join("src/a").exists());
        assert!(!to.join("dist").exists() && !to.join("node_modules").exists());
    }
}

//! Programs from the system's packages: the browsers, the web servers and Python, on Debian and its descendants, as root.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::services::{self, NotStarted};
use crate::process;

/// A program that is not the project's to compile.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    /// The variables that may name it, the first one being ours.
    pub(crate) variables: &'a [&'a str],
    /// What it may be called on PATH.
    pub(crate) names: &'a [&'a str],
    /// Debian's packages to install for it.
    pub(crate) packages: &'a [&'a str],
}

/// Finds the program by its variables or on PATH, or else installs its packages.
pub(crate) fn program(wanted: &Program<'_>) -> Result<PathBuf> {
    if let Some(found) = named(wanted.variables)?.or_else(|| on_path(wanted.names)) {
        return Ok(found);
    }
    if can_install() {
        install(wanted.packages)?;
        if let Some(found) = on_path(wanted.names) {
            return Ok(found);
        }
    }
    bail!(
        "there is no `{}` on PATH: install it (on Debian: apt-get install {}) or name it in {}",
        wanted.names.join("` or `"),
        wanted.packages.join(" "),
        wanted.variables[0]
    )
}

/// Whether packages can be installed: on Debian, as root.
pub(crate) fn can_install() -> bool {
    is_root() && on_path(&["apt-get"]).is_some()
}

/// Installs Debian's packages.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    process::quietly("reading the lists of Debian's packages", apt_get().arg("update"))?;
    let mut install = apt_get();
    install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    let _not_started = NotStarted::from_now_on().context("cannot keep services from being started")?;
    process::quietly(&format!("installing {} by apt", packages.join(" ")), &mut install)?;
    services::disable(packages);
    Ok(())
}

/// The program that the first of these variables names.
pub(crate) fn named(variables: &[&str]) -> Result<Option<PathBuf>> {
    for variable in variables {
        if let Some(path) = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) {
            if !path.is_file() {
                bail!("{variable} names {}, which is no file", path.display());
            }
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    // Servers stand where not everybody looks.
    let more = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let folders: Vec<_> = std::env::split_paths(&path).chain(more).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

fn is_root() -> bool {
    process::answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The major version that a browser prints: `Chromium 156.0.8078.79 built on …` has 156.
pub(crate) fn major_version(program: &Path) -> Option<u32> {
    let text = process::answer(Command::new(program).arg("--version"))?;
    text.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

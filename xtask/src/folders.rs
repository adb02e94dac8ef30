//! Where things are: the checkout, what is built from it, and the cache of tools.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo says it to what it runs; the one of the compilation is for the program run by itself.
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The deployable folder.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where intermediate files go.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The cache of tools: one folder per tool and version, shared by all checkouts.
pub(crate) fn cache() -> Result<PathBuf> {
    cache_among(|name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
        .context("no folder for tools: set PORTICO_CACHE, XDG_CACHE_HOME or HOME")
}

fn cache_among(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("PORTICO_CACHE")
        // The XDG base directory specification ignores relative paths.
        .or_else(|| {
            variable("XDG_CACHE_HOME").filter(|path| path.is_absolute()).map(|path| path.join("portico"))
        })
        .or_else(|| variable("HOME").map(|home| home.join(".cache/portico")))
        .and_then(|path| std::path::absolute(path).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        cache_among(|name| variables.iter().find(|(found, _)| *found == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_cache_is_the_first_that_the_environment_names() {
        let all = [("PORTICO_CACHE", "/p"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(cache_with(&all), Some("/p".into()));
        assert_eq!(cache_with(&all[1..]), Some("/x/portico".into()));
        assert_eq!(cache_with(&all[2..]), Some("/h/.cache/portico".into()));
        assert_eq!(cache_with(&[("XDG_CACHE_HOME", "relative"), all[2]]), Some("/h/.cache/portico".into()));
        assert_eq!(cache_with(&[]), None);
    }
}

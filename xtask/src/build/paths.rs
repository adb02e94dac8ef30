//! Keeping the folders of the building machine out of what is built.
//!
//! The compiler writes the paths of sources into panic messages: without this, a page would tell
//! who built it and where, and two people could not build the same bytes.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{folders, process};

/// The value of `CARGO_ENCODED_RUSTFLAGS` for every build of the wasm target.
///
/// This variable, and not `RUSTFLAGS`, because it takes paths with spaces and comes before
/// whatever the developer has set. With `--target`, build scripts and macros are not concerned.
pub(crate) fn rustflags() -> String {
    let flags = private_folders().into_iter().map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
    flags.collect::<Vec<_>>().join("\u{1f}")
}

/// Fails if the bytes name a folder of this machine.
pub(crate) fn check(name: &str, bytes: &[u8]) -> Result<()> {
    for (folder, _) in private_folders() {
        let needle = format!("{folder}/");
        if bytes.windows(needle.len()).any(|window| window == needle.as_bytes()) {
            bail!("{name} contains the path {needle} of this machine");
        }
    }
    Ok(())
}

/// The folders, each with the name that stands for it. The compiler lets the last one that fits
/// win, so the general ones come first.
fn private_folders() -> Vec<(String, &'static str)> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from);
    let home = variable("HOME");
    let cargo = variable("CARGO_HOME").or_else(|| home.as_ref().map(|home| home.join(".cargo")));
    let sysroot =
        process::answer(Command::new("rustc").args(["--print", "sysroot"])).map(|path| path.trim().into());
    let all = [
        (home, "/home"),
        (cargo, "/cargo"),
        (variable("RUSTUP_HOME"), "/rustup"),
        (sysroot, "/rust"),
        (Some(folders::root()), "/portico"),
    ];
    all.into_iter()
        .filter_map(|(folder, name)| Some((folder?.to_str()?.trim_end_matches('/').to_owned(), name)))
        .filter(|(folder, _)| folder.len() > 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_found() {
        let inside = format!("\0asm…{}/src/main.rs", folders::root().display());
        let error = check("a.wasm", inside.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("a.wasm contains the path /"), "{error}");
        check("a.wasm", b"\0asm /portico/src/main.rs /cargo/registry/src/lib.rs").unwrap();
    }

    #[test]
    fn the_checkout_has_the_last_word() {
        let last = format!("--remap-path-prefix={}=/portico", folders::root().display());
        assert_eq!(rustflags().split('\u{1f}').next_back(), Some(last.as_str()));
    }
}

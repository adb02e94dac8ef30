//! Which standard library the page is built with: one that is compiled with it, or the prebuilt one.
//!
//! In the prebuilt one a panic writes a message before it traps. The page never shows it, and the code
//! that writes it is a tenth of the page. Cargo can compile the library without that code, but only by
//! options that are not stable: our compiler takes them with `RUSTC_BOOTSTRAP`, another one may know
//! others. So the compiler is asked first. Where something is missing, the page is built with the prebuilt
//! library, which makes it larger and changes nothing else.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::paths;
use crate::tools::rust::{self, WASM};
use crate::{folders, process};

/// A panic traps at once; no places in the source and no text of `{:?}` are kept for a message.
const FLAGS: &[&str] =
    &["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Set for the release build only: everything else is compiled by what is stable.
const BOOTSTRAP: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Library {
    /// Compiled with the page, with the flags above.
    Compiled,
    Prebuilt,
}

impl Library {
    /// The smaller one, if it can be compiled here. Its crates and those of the page are then downloaded.
    pub(super) fn choose() -> Result<Self> {
        match compilable(FLAGS).and_then(|()| Self::Compiled.fetch().context("its crates are missing")) {
            Ok(()) => Ok(Self::Compiled),
            Err(reason) => {
                eprintln!("  {}", excuse(&reason));
                Self::Prebuilt.fetch()?;
                Ok(Self::Prebuilt)
            }
        }
    }

    /// Tells a command that runs cargo to use this library.
    pub(super) fn tell(self, command: &mut Command) {
        let mut flags = paths::rustflags();
        if self == Self::Compiled {
            flags.extend(FLAGS.iter().flat_map(|flag| ["\u{1f}", flag]));
            command
                .env(BOOTSTRAP.0, BOOTSTRAP.1)
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", flags);
    }

    /// Downloads the crates of the page, and those of the library for the page's target: cargo fetches the
    /// latter only if it is told the target, and the former for every host only if it is not.
    fn fetch(self) -> Result<()> {
        let targets: &[&[&str]] = if self == Self::Compiled { &[&[], &["--target", WASM]] } else { &[&[]] };
        for target in targets {
            let mut fetch = Command::new("cargo");
            fetch.current_dir(folders::root()).args(["fetch", "--locked"]).args(*target);
            self.tell(&mut fetch);
            process::quietly("downloading crates", &mut fetch)?;
        }
        Ok(())
    }
}

/// Fails unless this compiler knows the flags and its library's source is there.
fn compilable(flags: &[&str]) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(flags).args(["--target", WASM, "--print", "cfg"]).env(BOOTSTRAP.0, BOOTSTRAP.1);
    if process::answer(&mut rustc).is_none() {
        bail!("this rustc does not know {}", flags.join(" "));
    }
    rust::require_source().context("its source is missing")
}

/// One line on why the page comes out larger.
fn excuse(reason: &anyhow::Error) -> String {
    let reason = format!("{reason:#}");
    let reason = reason.lines().next().unwrap_or_default();
    format!(
        "the page will be larger by about a tenth: its standard library is the prebuilt one, because {reason}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a command is told by a variable.
    fn told<'a>(command: &'a Command, name: &str) -> Option<&'a str> {
        command.get_envs().find(|(found, _)| *found == name)?.1?.to_str()
    }

    #[test]
    fn only_a_compiled_library_asks_for_what_is_not_stable() {
        let (mut compiled, mut prebuilt) = (Command::new("cargo"), Command::new("cargo"));
        Library::Compiled.tell(&mut compiled);
        Library::Prebuilt.tell(&mut prebuilt);
        for name in ["RUSTC_BOOTSTRAP", "CARGO_UNSTABLE_BUILD_STD", "CARGO_UNSTABLE_BUILD_STD_FEATURES"] {
            assert!(told(&compiled, name).is_some(), "{name}");
            assert_eq!(told(&prebuilt, name), None);
        }
        assert_eq!(told(&prebuilt, "CARGO_ENCODED_RUSTFLAGS"), Some(paths::rustflags().as_str()));
        let flags: Vec<_> = told(&compiled, "CARGO_ENCODED_RUSTFLAGS").unwrap().split('\u{1f}').collect();
        assert!(flags.ends_with(FLAGS), "{flags:?}");
        assert!(flags[0].starts_with("--remap-path-prefix="), "{flags:?}");
    }

    #[test]
    fn a_compiler_without_the_flags_is_no_error_of_the_build() {
        let reason = compilable(&["-Zno-such-flag"]).unwrap_err();
        assert_eq!(
            excuse(&reason),
            "the page will be larger by about a tenth: its standard library is the prebuilt one, \
             because this rustc does not know -Zno-such-flag"
        );
    }

    #[test]
    fn an_excuse_is_one_line() {
        let reason =
            anyhow::anyhow!("adding rust-src failed\n  command: rustup").context("its source is missing");
        assert!(excuse(&reason).ends_with("because its source is missing: adding rust-src failed"));
    }
}

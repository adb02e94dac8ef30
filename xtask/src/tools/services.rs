//! What Debian's packages start by themselves: not here. The tests start what they need, on ports of their
//! own.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// Asked before a service is started; 101 is no.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Says whose policy it is.
const MARK: &str = "Of `cargo xtask`, while it installs";

/// Services that packages of ours bring.
const OURS: [&str; 2] = ["nginx.service", "caddy.service"];

/// While this lives, no service is started by the installation of its package.
#[derive(Debug)]
pub(super) struct NotStarted(Option<PathBuf>);

impl NotStarted {
    /// From now on. Where there is a policy already, as in containers, it stays.
    pub(super) fn from_now_on() -> io::Result<Self> {
        Self::by(Path::new(POLICY))
    }

    fn by(policy: &Path) -> io::Result<Self> {
        let is_theirs = match fs::read_to_string(policy) {
            Ok(text) => !text.contains(MARK),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if is_theirs {
            return Ok(Self(None));
        }
        // One of ours that was left behind says yes by now.
        let text = format!("#!/bin/sh\n# {MARK}\n[ ! -d /proc/{} ] || exit 101\n", std::process::id());
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o755).open(policy)?;
        let made = Self(Some(policy.to_owned()));
        file.write_all(text.as_bytes())?;
        Ok(made)
    }
}

impl Drop for NotStarted {
    fn drop(&mut self) {
        if let Some(policy) = &self.0 {
            // If somebody has taken it away, that is what is wanted.
            let _ = fs::remove_file(policy);
        }
    }
}

/// Nor when the machine starts: of what was installed just now.
pub(super) fn disable(packages: &[&str]) {
    for service in OURS {
        let is_new = packages.iter().any(|package| service.strip_suffix(".service") == Some(*package));
        if is_new {
            let mut disable = Command::new("deb-systemd-helper");
            // It answers to the scripts of a package only.
            disable.args(["disable", service]).env("DPKG_MAINTSCRIPT_PACKAGE", "portico");
            // Where there is no such program there is nothing to disable.
            let _ = process::answer(&mut disable);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_there_for_a_while_and_one_of_somebody_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let policy = folder.path().join("policy-rc.d");
        let asked = || Command::new("sh").arg(&policy).status().unwrap().code();
        let not_started = NotStarted::by(&policy).unwrap();
        assert_eq!(asked(), Some(101));
        drop(not_started);
        assert!(!policy.exists());

        fs::write(&policy, "theirs").unwrap();
        drop(NotStarted::by(&policy).unwrap());
        assert_eq!(fs::read_to_string(&policy).unwrap(), "theirs");
    }

    #[test]
    fn a_policy_that_was_left_behind_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let policy = folder.path().join("policy-rc.d");
        std::mem::forget(NotStarted::by(&policy).unwrap());
        let left = fs::read_to_string(&policy).unwrap();
        // No process has this number.
        fs::write(&policy, left.replace(&std::process::id().to_string(), "4194305")).unwrap();
        assert_eq!(Command::new("sh").arg(&policy).status().unwrap().code(), Some(0));
        drop(NotStarted::by(&policy).unwrap());
        assert!(!policy.exists());
    }
}

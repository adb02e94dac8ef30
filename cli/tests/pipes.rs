//! Streams that nobody reads, or that take nothing.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

mod common;

use std::fs;
use std::fs::OpenOptions;
use std::process::Stdio;

use common::{command, said};

const ENV: &str = "AUTH_OIDC_A_CLIENT=spa\nAUTH_OIDC_A_ISSUER_URL=https://a.test\n";

/// A pipe whose other end is closed.
fn nobody() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Takes nothing.
fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_file_is_written_whether_or_not_somebody_reads_what_is_said_about_it() {
    for stream in [nobody as fn() -> Stdio, full] {
        let folder = tempfile::tempdir().unwrap();
        let (env, config) = (folder.path().join(".env"), folder.path().join("config.json"));
        fs::write(&env, ENV).unwrap();
        let words = ["import-env", "--env-file", env.to_str().unwrap(), "--output", config.to_str().unwrap()];
        let status = command(&words).stderr(stream()).status().unwrap();
        assert_eq!(status.code(), Some(0));
        assert!(config.exists());
    }
}

#[test]
fn a_check_that_finds_something_says_so_by_its_exit_code_to_whoever_has_seen_enough() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    fs::write(&config, common::config::config(&common::config::nobody())).unwrap();
    for words in [&["check"][..], &["check", "--json"]] {
        let words = [words, &[config.to_str().unwrap()]].concat();
        let output = command(&words).stdout(nobody()).output().unwrap();
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(1), ""), "{words:?}");
    }
}

#[test]
fn whoever_has_seen_enough_of_a_text_is_no_failure() {
    for words in [&["man"][..], &["completions", "bash"]] {
        let output = command(words).stdout(nobody()).output().unwrap();
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""), "{words:?}");
    }
}

#[test]
fn a_full_disk_is_told_by_the_name_of_the_stream() {
    for words in [&["man"][..], &["completions", "bash"]] {
        let output = command(words).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let sentence = "error: cannot write to standard output: No space left on device (os error 28)\n";
        assert_eq!(said(&output), sentence, "{words:?}");
    }
}

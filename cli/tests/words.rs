//! What the program says about itself, and how it says it.

#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

mod common;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use common::{command, portico, text};

/// The names of all commands, as the help tells them.
fn commands() -> Vec<String> {
    let help = text(&portico(&["--help"]).stdout);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names: Vec<_> = names.map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert!(names.contains(&"serve".to_owned()), "{names:?}");
    names.into_iter().filter(|name| name != "help").collect()
}

#[test]
fn the_version_is_told() {
    let expected = concat!("portico ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(text(&portico(&["--version"]).stdout), expected);
}

#[test]
fn every_help_fits_into_80_columns() {
    let mut of = commands();
    of.push(String::new());
    for name in of {
        let words: Vec<&str> =
            [name.as_str(), "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let help = text(&command(&words).env("COLUMNS", "80").output().unwrap().stdout);
        assert!(help.contains("Usage: portico"), "{name}: {help}");
        assert_eq!(help.lines().find(|line| line.chars().count() > 80), None, "{name}");
    }
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = portico(&["completions", shell]);
        assert!(output.status.success(), "{shell}");
        let script = text(&output.stdout);
        for name in commands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        assert!(script.contains("tls-cert"), "{shell}");
    }
    assert_eq!(portico(&["completions", "cmd"]).status.code(), Some(2));
}

#[test]
fn bash_reads_its_completions_and_completes_a_command() {
    let script = text(&portico(&["completions", "bash"]).stdout);
    let ask = format!(
        "{script}\nCOMP_WORDS=(portico ser); COMP_CWORD=1; _portico portico ser portico; echo \"${{COMPREPLY[@]}}\""
    );
    for (option, text_in, expected) in [("-n", &script, ""), ("-s", &ask, "serve\n")] {
        let mut bash = Command::new("bash");
        bash.arg(option).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut bash = bash.spawn().unwrap();
        bash.stdin.take().unwrap().write_all(text_in.as_bytes()).unwrap();
        let output = bash.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), expected);
    }
}

#[test]
fn every_command_has_a_page_that_the_first_one_names() {
    let whole = text(&portico(&["man"]).stdout);
    let folder = tempfile::tempdir().unwrap();
    let output = ["man", "--output", folder.path().to_str().unwrap()];
    assert!(portico(&output).status.success());
    assert_eq!(fs::read_to_string(folder.path().join("portico.1")).unwrap(), whole);
    for name in commands() {
        let page = text(&portico(&["man", &name]).stdout);
        assert!(page.contains(&format!(".TH portico-{name} 1")), "{page}");
        assert!(whole.contains(&format!("portico\\-{}(1)", name.replace('-', "\\-"))), "{whole}");
        assert!(page.contains(".SH EXAMPLES\n.nf\nportico "), "{page}");
        let file = folder.path().join(format!("portico-{name}.1"));
        assert_eq!(fs::read_to_string(file).unwrap(), page);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), commands().len() + 1);
    fs::remove_file(folder.path().join("portico-import-env.1")).unwrap();
    let again = portico(&output);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("exists: --force replaces it"));
    assert!(!folder.path().join("portico-import-env.1").exists(), "all or none");
    assert!(portico(&[&output[..], &["--force"]].concat()).status.success());
    let none = portico(&["man", "none"]);
    assert_eq!(
        (none.status.code(), text(&none.stderr).as_str()),
        (Some(2), "error: there is no command \"none\"\n")
    );
}

#[test]
fn colours_are_for_terminals_only() {
    let wrong = ["serve", "/none"];
    for words in [&["--help"][..], &wrong, &["none"]] {
        let said = |command: &mut Command| {
            let output = command.output().unwrap();
            text(&[output.stdout, output.stderr].concat())
        };
        let piped = said(&mut command(words));
        assert!(!piped.is_empty() && !piped.contains('\u{1b}'), "{words:?}: {piped:?}");
        let forced = said(command(words).env("CLICOLOR_FORCE", "1"));
        assert!(forced.contains('\u{1b}'), "{words:?}: {forced:?}");
        let refused = said(command(words).env("NO_COLOR", "1"));
        assert_eq!(refused, piped);
    }
}

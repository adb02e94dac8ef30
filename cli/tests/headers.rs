//! `portico headers`, as it is typed.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const CONFIG: &str = r#"{ "providers": [
    { "id": "a", "title": "A", "client_id": "c", "issuer": "https://a.test" },
    { "id": "b", "title": "B", "client_id": "c", "issuer": "ftp://b.test" }] }"#;

/// A folder with this `config.json` and one file of a page.
fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), config).unwrap();
    fs::write(folder.path().join("portico-0123456789abcdef.js"), "").unwrap();
    folder
}

fn headers(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.current_dir(folder).arg("headers").args(args).stdin(Stdio::null()).output().unwrap()
}

fn lines(bytes: &[u8]) -> Vec<&str> {
    std::str::from_utf8(bytes).unwrap().lines().collect()
}

#[test]
fn the_headers_of_the_configuration_here_are_printed_and_what_is_left_out_is_told() {
    let folder = folder(CONFIG);
    for server in ["nginx", "caddy", "apache", "netlify", "cloudflare"] {
        let output = headers(folder.path(), &["--for", server]);
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("connect-src 'self' https://a.test; "), "{text}");
        let told = lines(&output.stderr);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("warning: config.json: `providers[1].issuer`"), "{told:?}");
    }
}

#[test]
fn an_invalid_configuration_is_a_line_for_each_error_and_prints_nothing() {
    let folder = folder(r#"{ "providers": 1, "page": 1 }"#);
    let output = headers(folder.path(), &["--for", "nginx"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let told = lines(&output.stderr);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|line| line.contains("config.json: `")), "{told:?}");
}

#[test]
fn what_is_typed_wrong_is_refused() {
    let folder = folder(CONFIG);
    for (args, told) in [
        (&["--for", "iis"][..], "nginx, caddy, apache, netlify, cloudflare"),
        (&["--for", "nginx", "--base", "/a b/"], "not a path like /login/"),
        (
            &["--widget-from", "https://a.test/login/"],
            "neither an origin like https://login.example.com nor self",
        ),
        (&["no.json", "--for", "nginx"], "there is no no.json"),
        (&["--for", "netlify", "--folder", "no"], "cannot read the folder no: "),
        (&[], "--for <SERVER>"),
    ] {
        let output = headers(folder.path(), args);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{args:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn what_a_page_with_the_widget_must_allow_is_printed_instead() {
    let folder = folder(CONFIG);
    let output = headers(folder.path(), &["--widget-from", "https://cdn.test"]);
    assert!(output.status.success(), "{output:?}");
    let told = lines(&output.stderr);
    assert!(told.len() == 1 && told[0].contains("`providers[1].issuer`"), "{told:?}");
    let printed = lines(&output.stdout);
    assert!(printed.contains(&"connect-src 'self' https://cdn.test https://a.test"), "{printed:?}");
    for more in [&["--for", "nginx"][..], &["--hsts"], &["--base", "/login/"], &["--folder", "."]] {
        let output = headers(folder.path(), &[&["--widget-from", "self"], more].concat());
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{more:?}");
    }
}

#[test]
fn a_path_without_its_slashes_is_the_same_path() {
    let folder = folder(CONFIG);
    let of = |base| headers(folder.path(), &["--for", "nginx", "--base", base]).stdout;
    assert!(!of("/login/").is_empty());
    assert_eq!((of("login"), of("/login")), (of("/login/"), of("/login/")));
}

#[test]
fn hosts_that_go_by_names_are_told_the_names_of_the_page() {
    let (folder, empty) = (folder(CONFIG), tempfile::tempdir().unwrap());
    let path = folder.path().join("config.json");
    let path = path.to_str().unwrap();
    let kept = "/portico-0123456789abcdef.js\n  Cache-Control: public, max-age=31536000, immutable\n  \
                Access-Control-Allow-Origin: *\n  Cross-Origin-Resource-Policy: cross-origin\n";
    for server in ["netlify", "cloudflare"] {
        let here = headers(folder.path(), &["--for", server]);
        let beside = headers(empty.path(), &[path, "--for", server]);
        for output in [here, beside] {
            assert!(String::from_utf8(output.stdout).unwrap().ends_with(kept));
        }
        let without = headers(folder.path(), &["--for", server, "--folder", empty.path().to_str().unwrap()]);
        assert!(!String::from_utf8(without.stdout).unwrap().contains("immutable"));
        let told = String::from_utf8(without.stderr).unwrap();
        assert!(told.contains("there is no built page in "), "{told}");
    }
}

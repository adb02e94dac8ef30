//! `portico check`: what a person or a script gets of it. What it finds is tested against real servers, in `tests/`.
#![allow(clippy::unwrap_used, reason = "a test that can't go on ends")]

mod common;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::config::{config, nobody};
use common::{command, portico, text};
use portico_cli::serve::tls::{Certificate, Files};
use portico_cli::serve::{Site, start};
use serde_json::Value;
use tempfile::TempDir;

fn file(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("config.json");
    fs::write(&path, bytes).unwrap();
    path
}

fn check(path: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let output = portico(&[&["check", path.to_str().unwrap()], more].concat());
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_is_wrong_is_a_line_with_what_to_do_and_the_exit_code_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = nobody();
    let path = file(&folder, config(&issuer).as_bytes());
    let (code, out, err) = check(&path, &["--origin", "https://login.example.test"]);
    let expected = format!(
        "The page\n  ✓ address: https://login.example.test/\nAcme  {issuer}\n  ✗ metadata: {issuer}/.well-known/openid-configuration: the connection is refused \
         (discovery_unreachable)\n    → Is the server running, and is the port right?\n1 thing is wrong.\n"
    );
    assert_eq!((code, out, err), (Some(1), expected, String::new()));
}

#[test]
fn a_script_gets_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, config(&nobody()).replacen('{', r#"{ "tittle": 1,"#, 1).as_bytes());
    let (code, out, err) = check(&path, &["--json"]);
    assert_eq!(err, "");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["ok"], &report["page"]), (Some(1), &Value::Bool(false), &Value::Null));
    assert!(report["notes"][0].as_str().unwrap().contains("tittle"), "{out}");
    assert_eq!(report["sections"][1]["field"], "providers[0]");
    assert_eq!(report["sections"][1]["findings"][0]["code"], "discovery_unreachable");
}

#[test]
fn a_file_of_windows_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let windows = format!("\u{feff}{}", config(&nobody()).replace(", ", ",\r\n"));
    let (code, out, _) = check(&file(&folder, windows.as_bytes()), &[]);
    assert!(code == Some(1) && out.contains("the connection is refused"), "{out}");
}

#[test]
fn a_file_that_is_no_configuration_is_told_of_field_by_field_and_nobody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = check(&file(&folder, b"{"), &[]);
    assert!(
        code == Some(1) && out.contains("✗ config.json: the configuration is no JSON: line 1, column 1: "),
        "{out}"
    );
    let secret = r#"{ "providers": [{ "id": "a", "title": "A", "issuer": "https://a.test", "client_id": "c",
        "client_secret": "canary" }] }"#;
    let (code, out, _) = check(&file(&folder, secret.as_bytes()), &[]);
    assert!(code == Some(1) && out.contains("`providers[0].client_secret` is a client secret"), "{out}");
    assert!(out.contains("(config_secret_present)") && !out.contains("canary"), "{out}");
}

#[test]
fn what_can_not_be_read_is_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let large = vec![b' '; 300 * 1024];
    for (bytes, words) in [
        (&b"\xff\xfe{\0"[..], "is not UTF-8, but UTF-16: save it as UTF-8"),
        (&b"{\"a\": \"\xe4\"}"[..], "is not UTF-8"),
        (&large, "is larger than 256 KiB"),
    ] {
        let (code, out, err) = check(&file(&folder, bytes), &[]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(
            err.starts_with("error: ") && err.ends_with(&format!("{words}\n")) && err.lines().count() == 1,
            "{err}"
        );
    }
    let (code, _, err) = check(&folder.path().join("no.json"), &[]);
    assert!(code == Some(2) && err.starts_with("error: there is no "), "{err}");
    let (code, _, err) = check(folder.path(), &[]);
    assert!(code == Some(2) && err.contains("is a folder"), "{err}");
}

#[test]
fn an_address_that_can_be_none_of_a_page_is_refused() {
    for origin in
        ["login.example.test", "ftp://a.test", "https://a.test/?b", "https://a.test/#b", "https://u@a.test"]
    {
        let output = portico(&["check", "--origin", origin]);
        assert_eq!(output.status.code(), Some(2), "{origin}");
        assert!(text(&output.stderr).contains("--origin"), "{origin}");
    }
}

#[test]
fn a_server_that_says_nothing_is_waited_for_as_long_as_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let path = file(&folder, config(&format!("http://{}", silent.local_addr().unwrap())).as_bytes());
    let began = Instant::now();
    let (code, out, _) = check(&path, &["--timeout", "1"]);
    assert!(code == Some(1) && out.contains("no answer within 1 s"), "{out}");
    assert!(began.elapsed() < Duration::from_secs(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_named_unless_it_is_the_systems_own() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), made.signing_key.serialize_pem());
    let url = serve(&folder, &made.cert.pem(), &key).await;
    let path = file(&folder, config(url.trim_end_matches('/')).as_bytes());
    let path = path.to_str().unwrap().to_owned();
    let (distrusted, trusted) = tokio::task::spawn_blocking(move || {
        let trusting = command(&["check", &path]).env("SSL_CERT_FILE", cert).output().unwrap();
        (portico(&["check", &path]), trusting)
    })
    .await
    .unwrap();
    let out = text(&distrusted.stdout);
    assert!(out.contains("its certificate is not valid: whoever issued it is not known"), "{out}");
    assert!(out.contains("→ Get a certificate that browsers trust"), "{out}");
    assert_eq!(distrusted.status.code(), Some(1));
    let out = text(&trusted.stdout);
    assert!(out.contains("answers with HTTP 404"), "{out}");
}

/// What `openssl req -x509` makes.
#[tokio::test(flavor = "multi_thread")]
async fn a_self_signed_certificate_of_an_authority_is_told_of_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let made = params.self_signed(&key).unwrap();
    let (trusted, url) =
        (folder.path().join("cert.pem"), serve(&folder, &made.pem(), &key.serialize_pem()).await);
    let path = file(&folder, config(url.trim_end_matches('/')).as_bytes());
    let check =
        move || command(&["check", path.to_str().unwrap()]).env("SSL_CERT_FILE", trusted).output().unwrap();
    let out = text(&tokio::task::spawn_blocking(check).await.unwrap().stdout);
    assert!(out.contains("its certificate is not valid: it is that of an authority"), "{out}");
}

/// Serves an empty folder with this certificate, at the address that is answered.
async fn serve(folder: &TempDir, certificate: &str, key: &str) -> String {
    let files = Files { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
    fs::write(&files.cert, certificate).unwrap();
    fs::write(&files.key, key).unwrap();
    let certificate = Certificate::read(files, Duration::from_hours(1)).unwrap();
    let site = Site { tls: Some(certificate.config()), ..Site::new(folder.path()) };
    let server = start(site, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let url = format!("https://localhost:{}/", server.addr().port());
    // For as long as the test runs.
    std::mem::forget((server, certificate));
    url
}

#[test]
fn what_is_asked_is_said_on_request_and_without_queries() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = nobody();
    let (_, _, err) = check(&file(&folder, config(&issuer).as_bytes()), &["-v"]);
    assert!(
        err.contains(&format!("{issuer}/.well-known/openid-configuration the connection is refused")),
        "{err}"
    );
    assert!(!err.contains('?') && !err.contains('\u{1b}'), "{err}");
}

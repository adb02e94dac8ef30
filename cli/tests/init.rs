//! `portico init`, where there is nobody to ask.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

mod common;

use std::fs;

use common::{portico, said};

const FULL: [&str; 14] = [
    "--issuer",
    "https://id.example.test/application/o/portal/",
    "--client-id",
    "portico",
    "--title",
    "Acme",
    "--scope",
    "openid profile email offline_access",
    "--api",
    "https://api.example.test/",
    "--api-path",
    "me",
    "--page",
    "https://login.example.test/",
];

#[test]
fn what_the_options_say_is_written_and_what_to_register_is_said_in_the_words_of_the_provider() {
    let output = portico(&[&["init", "-o", "-"][..], &FULL].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let config = r#"{
  "$schema": "./config.schema.json",
  "providers": [
    {
      "id": "acme",
      "title": "Acme",
      "issuer": "https://id.example.test/application/o/portal/",
      "client_id": "portico",
      "scope": "openid profile email offline_access"
    }
  ],
  "backend": {
    "base_url": "https://api.example.test/",
    "request": {
      "path": "me"
    }
  }
}
"#;
    assert_eq!(String::from_utf8(output.stdout.clone()).unwrap(), config);
    let text = said(&output);
    assert!(text.contains("To be registered at Acme for the client portico:\n"), "{text}");
    assert!(text.contains("Strict, Authorization: https://login.example.test/\n"), "{text}");
}

#[test]
fn what_is_missing_is_one_error() {
    let output = portico(&["init", "--title", "Acme", "-o", "-"]);
    assert_eq!(output.status.code(), Some(2));
    let sentence = "error: there is no terminal to ask at: --issuer and --client-id must be given\n";
    assert_eq!(said(&output), sentence);
}

#[test]
fn every_wrong_option_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    let path = config.to_str().unwrap();
    let output =
        portico(&["init", "-o", path, "--issuer", "http://id.test", "--client-id", "c", "--api-path", "me"]);
    assert_eq!(output.status.code(), Some(2));
    let sentence = "error: nothing is written: --issuer is not https; --api-path is of use with --api only\n";
    assert_eq!(said(&output), sentence);
    assert!(!config.exists());
    let page = portico(&["init", "--page", "https://login.test/?a"]);
    assert!(
        said(&page).contains("a query or a fragment is no part of the address of a page"),
        "{}",
        said(&page)
    );
}

#[test]
fn an_existing_file_is_replaced_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    fs::write(&config, "mine").unwrap();
    let args = [&["init", "-o", config.to_str().unwrap()][..], &FULL].concat();
    assert!(said(&portico(&args)).ends_with("config.json exists: --force replaces it\n"));
    assert_eq!(fs::read_to_string(&config).unwrap(), "mine");
    assert_eq!(portico(&[&args[..], &["--force"]].concat()).status.code(), Some(0));
    assert!(fs::read_to_string(&config).unwrap().contains("\"portico\""));
}

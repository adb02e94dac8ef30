//! The program on a terminal, with somebody in front of it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

#[path = "common/terminal.rs"]
mod common;
#[path = "common/config.rs"]
mod provider;

use std::fs;

use common::Terminal;

#[test]
fn a_terminal_sees_colours_unless_it_is_told_not_to() {
    let said = |no_color| Terminal::start(&["serve", "/none"], &[("NO_COLOR", no_color)]).end().1;
    assert!(said("").contains("\u{1b}[1m\u{1b}[31merror"), "{:?}", said(""));
    assert!(!said("1").contains('\u{1b}'), "{:?}", said("1"));
}

/// The thread of the progress bar writes to the terminal too.
#[test]
fn a_check_ends_and_has_colours() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    fs::write(&config, provider::config(&provider::nobody())).unwrap();
    let (code, screen) = Terminal::start(&["check", config.to_str().unwrap()], &[]).end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("\u{1b}[1m\u{1b}[31m✗"), "{screen:?}");
    assert!(screen.contains("the connection is refused"), "{screen:?}");
}

#[test]
fn init_asks_again_for_what_the_page_would_refuse_and_writes() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    let mut terminal = Terminal::start(&["init", "--output", config.to_str().unwrap()], &[]);
    terminal.sees("Issuer of the provider");
    terminal.types("http://id.example.test");
    terminal.sees("is not https");
    terminal.sees("Issuer of the provider");
    terminal.types("https://id.example.test/realms/acme");
    terminal.sees("Client id of the page");
    terminal.types("portico");
    terminal.sees("What its button says [id.example.test]");
    terminal.types("");
    terminal.sees("Scopes [openid profile email]");
    terminal.types("");
    terminal.sees("(empty: none)");
    terminal.types("");
    terminal.sees("Address of the page");
    terminal.types("login.example.test");
    terminal.sees("Address of the page");
    terminal.types("https://login.example.test/");
    let (code, screen) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    assert!(screen.contains("Valid redirect URIs: https://login.example.test/"), "{screen}");
    let written = fs::read_to_string(&config).unwrap();
    assert!(written.contains(r#""issuer": "https://id.example.test/realms/acme""#), "{written}");
    assert!(written.contains(r#""client_id": "portico""#) && !written.contains("login"), "{written}");
}

#[test]
fn what_an_option_says_is_not_asked_for_and_the_address_of_the_page_may_be_left_out() {
    let words =
        ["init", "--issuer", "https://a.test", "--client-id", "c", "--title", "A", "--scope", "openid"];
    let mut terminal = Terminal::start(&[&words[..], &["--output", "-"]].concat(), &[]);
    terminal.sees("Base URL of an API");
    terminal.types("");
    terminal.sees("Address of the page");
    terminal.types("");
    let (code, screen) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    assert!(screen.contains("the address of this page, with the final slash"), "{screen}");
}

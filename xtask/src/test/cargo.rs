//! The steps that are cargo's: lints, tests of the host, of the wasm target, and in a browser.

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use super::counts::{self, Counts};
use crate::tools::browser::{Browser, Driven};
use crate::tools::rust::WASM;
use crate::tools::{Servers, WebServers};
use crate::{build, folders, process, tools, widget};

/// The tests of the wasm target: `tests/web.rs` and `tests/app.rs`. Those inside the library are of its pure modules;
/// they run on the host, and what they need does not build for the browser.
const WEB_TESTS: [&str; 4] = ["--test", "web", "--test", "app"];

/// What applications of others have, and the page has not. The dependencies are the same with it everywhere, so that they are
/// compiled once.
const APP: [&str; 2] = ["--features", "portico/app"];

/// A hanging browser ends the step after this many seconds; all of these tests take a few.
const WEB_TIMEOUT: &str = "120";

/// What Chromium is started with: as root in a container, with nobody looking, and asking its
/// maker for nothing.
const CHROMIUM_ARGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub(crate) fn format() -> Result<()> {
    process::visibly(&mut cargo(&["fmt", "--all", "--check"]))
        .context("the code is not formatted: run `cargo fmt --all`")
}

pub(crate) fn clippy_host() -> Result<()> {
    let mut clippy =
        cargo(&["clippy", "--workspace", "--all-targets", "--features", "portico/schema,xtask/demo"]);
    process::visibly(clippy.args(["--", "-D", "warnings"]))
}

pub(super) fn clippy_wasm() -> Result<()> {
    let mut clippy = for_wasm(&["clippy", "--package", "portico", "--package", widget::leptos::PACKAGE]);
    clippy.args(["--lib", "--bins"]).args(WEB_TESTS).args(APP);
    process::visibly(clippy.args(["--", "-D", "warnings"]))
}

/// The tests of the host: of the page's pure modules, the static server, and these commands.
pub(crate) fn host(filter: Option<&str>) -> Result<Counts> {
    let packages = ["--package", "portico", "--package", "portico-cli", "--package", "xtask"];
    let mut test = cargo(&["test", "--no-fail-fast", "--features", "portico/schema"]);
    let mut counts = counts::run(test.args(packages).args(filter))?;
    // Of the proxy, which the journeys trust; the journeys themselves are another step.
    counts.add(counts::run(cargo(&["test", "--package", "portico-tests", "--lib"]).args(filter))?);
    Ok(counts)
}

/// The tests of the wasm target, in headless Chromium. The server of wasm-bindgen's runner has four threads, and may forget a fifth
/// connection: more than four scripts that a program imports at once are too many for it, which a test below counts.
pub(super) fn web(chromium: &Driven, filter: Option<&str>) -> Result<Counts> {
    let capabilities = folders::target().join("webdriver.json");
    let options = json!({ "goog:chromeOptions": { "binary": chromium.browser, "args": CHROMIUM_ARGS } });
    fs::create_dir_all(folders::target())?;
    fs::write(&capabilities, options.to_string())
        .with_context(|| format!("cannot write {}", capabilities.display()))?;
    // An array, because a string would be split at the spaces of a path.
    let runner = format!("target.{WASM}.runner=[{}]", json!(tools::test_runner()?));
    let mut test = for_wasm(&["test", "--package", "portico", "--no-fail-fast", "--config", &runner]);
    test.args(WEB_TESTS).args(APP).args(filter);
    test.env("CHROMEDRIVER", &chromium.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", WEB_TIMEOUT)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env_remove("GECKODRIVER");
    counts::run(&mut test)
}

/// The documentation, with what is private: its readers are those who work on Portico.
pub(super) fn documentation() -> Result<()> {
    let warnings = ("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
    let options = ["--no-deps", "--document-private-items", "--lib"];
    let mut host = cargo(&["doc", "--package", "portico", "--package", "portico-cli"]);
    process::visibly(host.args(options).env(warnings.0, warnings.1))?;
    let mut wasm = for_wasm(&["doc", "--package", "portico"]);
    process::visibly(wasm.args(options).args(APP).env(warnings.0, warnings.1))
}

/// So many journeys get a second try. A browser on a busy machine can be too slow for one that is sound; a
/// journey that finds a fault fails twice, and many at once are no accident.
const SECOND_TRIES: usize = 4;

/// The journeys, in a browser, on the release build: those whose names contain one of these, or all.
pub(super) fn journeys(
    browser: Browser,
    driven: &Driven,
    servers: &Servers,
    web_servers: &WebServers,
    filters: &[&str],
) -> Result<Counts> {
    let test = || {
        let mut test = cargo(&["test", "--package", "portico-tests", "--test", "journeys"]);
        // More than the stage lets run at a time: a browser is given on only to a journey that waits.
        test.envs(environment(browser, driven, servers)).env("RUST_TEST_THREADS", "6");
        test.env("PORTICO_NGINX", &web_servers.nginx)
            .env("PORTICO_CADDY", &web_servers.caddy)
            .env("PORTICO_APACHE", &web_servers.apache);
        test
    };
    let (counts, failed) = counts::run_naming(test().arg("--").args(filters))?;
    // A run that broke off has not said how many there were.
    let is_whole = usize::try_from(counts.failed).is_ok_and(|count| count == failed.len());
    if counts.ok || !is_whole || failed.is_empty() || failed.len() > SECOND_TRIES {
        return Ok(counts);
    }
    println!("once more, one at a time: {}", failed.join(", "));
    let mut again = counts::run(test().args(["--", "--exact", "--test-threads=1"]).args(&failed))?;
    again.ok &= again.passed == counts.failed;
    again.passed += counts.passed;
    Ok(again)
}

/// The servers that a backend is made of, without a page and without a browser.
pub(super) fn servers(servers: &Servers, filter: Option<&str>) -> Result<Counts> {
    let mut test = cargo(&["test", "--package", "portico-tests", "--test", "servers"]);
    counts::run(test.envs(of_servers(servers)).args(filter))
}

fn of_servers(servers: &Servers) -> impl Iterator<Item = (&'static str, OsString)> {
    let packages = ("PORTICO_SERVERS", servers.packages.clone().into());
    let pocketbase = servers.pocketbase.clone().map(|program| ("PORTICO_POCKETBASE", program.into()));
    std::iter::once(packages).chain(pocketbase)
}

/// What the crate `portico-tests` is told.
pub(crate) fn environment(
    browser: Browser,
    driven: &Driven,
    servers: &Servers,
) -> Vec<(&'static str, OsString)> {
    let (program, webdriver) = match browser {
        Browser::Chromium => ("PORTICO_CHROMIUM", "PORTICO_CHROMEDRIVER"),
        Browser::Firefox => ("PORTICO_FIREFOX", "PORTICO_GECKODRIVER"),
    };
    let page = [
        ("PORTICO_DIST", folders::dist().into()),
        ("PORTICO_EXAMPLES", widget::examples::folder().into()),
        ("PORTICO_BROWSER", browser.to_string().into()),
        (program, driven.browser.clone().into()),
        (webdriver, driven.driver.clone().into()),
    ];
    page.into_iter().chain(of_servers(servers)).collect()
}

fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folders::root()).args(args);
    cargo
}

fn for_wasm(args: &[&str]) -> Command {
    let mut cargo = cargo(args);
    cargo.args(["--target", WASM]).env("CARGO_ENCODED_RUSTFLAGS", build::rustflags());
    cargo
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn an_application_imports_few_scripts() {
        let mut imported = BTreeSet::new();
        for entry in fs::read_dir(folders::root().join("src/app")).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let modules = text.split("module = \"").skip(1).filter_map(|rest| rest.split('"').next());
            imported.extend(modules.map(str::to_owned));
        }
        assert!((1..=4).contains(&imported.len()), "{imported:?}");
    }
}

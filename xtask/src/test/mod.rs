//! Everything that must pass, in the order in which a mistake is cheapest to find.

pub(crate) mod cargo;
mod counts;
mod steps;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::args::{self, Known};
use crate::tools::browser::{self, Browser, Driven};
use crate::{build, folders, process, schema, size, tools, widget};

pub(crate) use cargo::{clippy_host, format, host};
pub(crate) use steps::{Step, steps};

pub(crate) const HELP: &str = "\
Usage: cargo xtask test [--browser chromium|firefox] [FILTER]

Sets up what it needs, then runs everything: format, JSON Schema, tables of the documents, clippy on
host and wasm32, tests of the host, tests of the real servers that journeys run against, tests of the
wasm target in headless Chromium, documentation, release build, size budget, the npm package with its
types, the examples, the demo with --once, and the journeys: all of them in Chromium, those of the
session and of the widget in Firefox too. It stops at the first step that fails.

  --browser NAME    all journeys in this browser, and none in the other one
  FILTER            runs only the tests whose name contains it, and of the other steps only those
                    that these tests need

Browsers are found on PATH or by PORTICO_CHROMIUM, PORTICO_CHROMEDRIVER, PORTICO_FIREFOX and
PORTICO_GECKODRIVER; nginx, Caddy and Apache too, or by PORTICO_NGINX, PORTICO_CADDY and
PORTICO_APACHE; PocketBase is a package of PyPI unless PORTICO_POCKETBASE names its program. On
Debian, as root, what is missing is installed by apt, and no service is started.";

/// The journeys that run in Firefox as well, by their names: what browsers differ in is how they keep and
/// share things, and how windows, frames and custom elements speak to each other. All of them take 12 minutes there.
const BOTH: &[&str] = &["session::", "widget::"];

/// What the demo is tried on.
const DEMOS: [&[&str]; 4] =
    [&["--backend", "api"], &["--backend", "pocketbase"], &["--backend", "better-auth"], &["--widget"]];

#[derive(Debug, PartialEq, Eq)]
struct Options {
    browser: Option<Browser>,
    filter: Option<String>,
}

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    let options = options(parser)?;
    let filter = options.filter.as_deref();
    // A filter is for those who work on something: they get one browser.
    let browser = options.browser.unwrap_or(Browser::Chromium);
    let in_both = options.browser.is_none() && filter.is_none();
    let mut list = vec![Step::plain("tools", || {
        prepare(browser)?;
        if in_both { drive(Browser::Firefox).map(drop) } else { Ok(()) }
    })];
    if filter.is_none() {
        list.extend([
            Step::plain("format", format),
            Step::plain("JSON Schema of config.json", schema::check),
            Step::plain("tables of the elements' API", widget::tables::check),
            Step::plain("clippy, host", clippy_host),
            Step::plain("clippy, wasm32", cargo::clippy_wasm),
        ]);
    }
    list.extend([
        Step::tests("tests, host", || host(filter)),
        Step::tests("servers", || cargo::servers(&tools::servers()?, filter)),
        Step::tests("tests, wasm32 in headless Chromium", || cargo::web(&browser::chromium()?, filter)),
    ]);
    if filter.is_none() {
        list.push(Step::plain("documentation", cargo::documentation));
    }
    list.push(Step::plain("release build", build::build));
    if filter.is_none() {
        list.push(Step::plain("size", budget));
        list.push(Step::plain("npm package", || widget::checks::check().map(drop)));
    }
    list.push(Step::plain("examples", widget::examples::make));
    if filter.is_none() {
        list.push(Step::plain("demo --once", demos));
    }
    list.push(Step::tests("journeys", || journeys(browser, filter.as_slice())));
    if in_both {
        list.push(Step::tests("journeys of the session and of the widget, in Firefox", || {
            journeys(Browser::Firefox, BOTH)
        }));
    }
    let counts = steps(&list)?;
    if counts.passed == 0 {
        bail!("no test ran{}", filter.map(|word| format!(": no name contains {word:?}")).unwrap_or_default());
    }
    Ok(())
}

/// Installs all that later steps need, so that none of them stops half-way for want of it.
fn prepare(browser: Browser) -> Result<()> {
    tools::rust::require_lints()?;
    tools::ForBuild::ready()?;
    tools::servers()?;
    tools::widget()?;
    tools::WebServers::ready()?;
    browser::chromium()?;
    drive(browser)?;
    Ok(())
}

fn journeys(browser: Browser, filters: &[&str]) -> Result<counts::Counts> {
    cargo::journeys(browser, &drive(browser)?, &tools::servers()?, &tools::WebServers::ready()?, filters)
}

fn drive(browser: Browser) -> Result<Driven> {
    match browser {
        Browser::Chromium => browser::chromium(),
        Browser::Firefox => browser::firefox(&folders::cache()?),
    }
}

/// The first one as somebody starts it, who has nothing yet; the others with what is there: each would build the page once more.
fn demos() -> Result<()> {
    let environment = cargo::environment(Browser::Chromium, &browser::chromium()?, &tools::servers()?);
    let [first, others @ ..] = DEMOS;
    let run = ["run", "--package", "xtask"];
    // Not this program's own file: the demo compiles another one in its place.
    demo(Command::new("cargo").args(run), first)?;
    others.into_iter().try_for_each(|options| {
        demo(Command::new("cargo").args(run).args(["--features", "demo"]).envs(environment.clone()), options)
    })
}

/// The demo with these options, and with ports that are free now.
fn demo(demo: &mut Command, options: &[&str]) -> Result<()> {
    demo.current_dir(folders::root()).args(["--", "demo", "--once"]);
    demo.args(options);
    // Held until all three are known, so that no two are the same.
    let held = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    for (option, listener) in ["--port", "--op-port", "--api-port"].iter().zip(&held) {
        let port =
            listener.as_ref().map_err(|error| anyhow!("no port is free: {error}"))?.local_addr()?.port();
        demo.args([option, port.to_string().as_str()]);
    }
    drop(held);
    process::visibly(demo)
}

fn budget() -> Result<()> {
    let sizes = size::of(&folders::dist())?;
    size::print(&sizes);
    size::within_budget(&sizes)
}

fn options(parser: lexopt::Parser) -> Result<Options> {
    let mut options = Options { browser: None, filter: None };
    args::read(parser, |parser, known| {
        match known {
            Known::Option(name) if name == "browser" => options.browser = Some(args::text(parser)?.parse()?),
            Known::Option(_) => return Ok(false),
            Known::Word(word) if options.filter.is_none() => options.filter = Some(word.clone()),
            Known::Word(word) => bail!("one filter at a time: {word:?} is a second one"),
        }
        Ok(true)
    })?;
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Options> {
        options(lexopt::Parser::from_args(words))
    }

    #[test]
    fn a_browser_and_one_filter_can_be_given() {
        let both = Options { browser: Some(Browser::Firefox), filter: Some("sign_in".into()) };
        assert_eq!(parsed(&["--browser", "firefox", "sign_in"]).unwrap(), both);
        assert_eq!(parsed(&[]).unwrap(), Options { browser: None, filter: None });
        for words in [&["--browser", "netscape"][..], &["one", "two"], &["--fast"]] {
            assert!(parsed(words).is_err(), "{words:?}");
        }
    }
}

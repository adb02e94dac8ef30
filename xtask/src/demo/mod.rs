//! The whole of it on this machine: the page, a certified OpenID Provider, and a resource server, a PocketBase or a
//! better-auth.

#[cfg(feature = "demo")]
mod example;
#[cfg(feature = "demo")]
mod once;
#[cfg(feature = "demo")]
mod stage;

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Context, Result, bail};

use crate::args::{self, Known};
use crate::ports::{self, Port};
use crate::widget;
use crate::widget::examples::SITE;

pub(crate) const HELP: &str = "\
Usage: cargo xtask demo [--backend NAME | --widget | --example NAME] [--once]
                        [--port N] [--op-port N] [--api-port N]

Builds the page, starts npm oidc-provider (a certified OpenID Provider), a resource server that
verifies access tokens, and the page with its production headers; prints the page's address and who
can sign in; runs until Ctrl-C.

  --backend NAME  what keeps the accounts: api, where they are the provider's own, or in place of the
                  resource server a real pocketbase, or a real better-auth, configured as Portabase
                  does it, which has the page among its own files
  --widget        in place of the page one of somebody else with the widget: both elements, and a
                  button that calls the resource server. It is examples/site
  --example NAME  in place of the page this one of examples/
  --once          signs in by itself in headless Chromium, prints what the backend answered, and
                  ends; with --widget in a window, and by leaving the page. Not for other examples
  --port N        of the page; 8080 if not given
  --op-port N     of the OpenID Provider; 9000 if not given
  --api-port N    of the backend; 9001 if not given. better-auth has that of the page";

/// Everything of the demo listens here: to browsers, plain http is as good as https on it.
const HOST: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// What keeps the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Api,
    PocketBase,
    BetterAuth,
}

impl Backend {
    fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::PocketBase => "pocketbase",
            Self::BetterAuth => "better-auth",
        }
    }

    fn parse(name: &str) -> Result<Self> {
        let all = [Self::Api, Self::PocketBase, Self::BetterAuth];
        all.into_iter()
            .find(|it| it.name() == name)
            .with_context(|| format!("{name:?} is no backend: api, pocketbase, better-auth"))
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Options {
    backend: Backend,
    /// A page of `examples/` in place of Portico's own.
    example: Option<String>,
    once: bool,
    page: u16,
    op: u16,
    api: u16,
}

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    let options = options(parser)?;
    let mut ports = vec![
        Port { number: options.page, of: "the page", option: "--port" },
        Port { number: options.op, of: "the OpenID Provider", option: "--op-port" },
    ];
    if options.backend != Backend::BetterAuth {
        ports.push(Port { number: options.api, of: "the backend", option: "--api-port" });
    }
    ports::check(IpAddr::V4(HOST), &ports)?;
    start(&options)
}

#[cfg(feature = "demo")]
use stage::start;

/// Prepares everything, and starts this program again with what the demo runs on.
#[cfg(not(feature = "demo"))]
fn start(options: &Options) -> Result<()> {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use crate::tools::browser::{self, Browser, Driven};
    use crate::{build, folders, process, test, tools};

    let servers = match options.backend {
        Backend::Api | Backend::BetterAuth => tools::node_servers()?,
        Backend::PocketBase => tools::servers()?,
    };
    // Somebody who looks at the demo brings a browser.
    let driven = if options.once { browser::chromium()? } else { Driven::default() };
    build::build()?;
    if let Some(name) = &options.example {
        widget::examples::make_one(name)?;
    }
    let mut demo = Command::new("cargo");
    demo.current_dir(folders::root()).args(["run", "--package", "xtask", "--features", "demo", "--", "demo"]);
    demo.args(["--backend", options.backend.name()]);
    for (option, port) in [("--port", options.page), ("--op-port", options.op), ("--api-port", options.api)] {
        demo.args([option, &port.to_string()]);
    }
    demo.args(options.once.then_some("--once"));
    demo.args(options.example.iter().flat_map(|name| ["--example", name]));
    demo.envs(test::cargo::environment(Browser::Chromium, &driven, &servers));
    // In place of this process: whoever stops the demo stops all of it.
    let error = demo.exec();
    Err(anyhow::Error::from(error).context(format!("cannot start `{}`", process::shown(&demo))))
}

fn options(parser: lexopt::Parser) -> Result<Options> {
    let mut options =
        Options { backend: Backend::Api, example: None, once: false, page: 8080, op: 9000, api: 9001 };
    args::read(parser, |parser, known| {
        let Known::Option(name) = known else { return Ok(false) };
        match name.as_str() {
            "backend" => options.backend = Backend::parse(&args::text(parser)?)?,
            "widget" | "example" if options.example.is_some() => bail!("one page at a time"),
            "widget" => options.example = Some(SITE.to_owned()),
            "example" => options.example = Some(widget::examples::named(&args::text(parser)?)?),
            "once" => options.once = true,
            "port" => options.page = args::port(parser)?,
            "op-port" => options.op = args::port(parser)?,
            "api-port" => options.api = args::port(parser)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if options.example.is_some() && options.backend != Backend::Api {
        bail!("a page with the widget calls the resource server: no --backend");
    }
    if options.once && options.example.as_deref().is_some_and(|name| name != SITE) {
        bail!("an example is for a person to look at: no --once, but for --widget");
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_port_can_be_changed() {
        let parsed = |words: &[&str]| options(lexopt::Parser::from_args(words));
        let (backend, example) = (Backend::Api, None::<String>);
        let of = |once, page, op, api| Options { backend, example: example.clone(), once, page, op, api };
        assert_eq!(parsed(&[]).unwrap(), of(false, 8080, 9000, 9001));
        assert_eq!(
            parsed(&["--once", "--port=1", "--op-port", "2", "--api-port", "3"]).unwrap(),
            of(true, 1, 2, 3)
        );
        for backend in [Backend::Api, Backend::PocketBase, Backend::BetterAuth] {
            assert_eq!(parsed(&["--backend", backend.name()]).unwrap().backend, backend);
        }
        assert!(parsed(&["--backend", "firebase"]).is_err());
        assert!(parsed(&["twice"]).is_err());
    }

    #[test]
    fn an_example_is_one_that_there_is() {
        let parsed = |words: &[&str]| options(lexopt::Parser::from_args(words));
        assert_eq!(parsed(&["--example", "react"]).unwrap().example.unwrap(), "react");
        let error = parsed(&["--example", "angular"]).unwrap_err().to_string();
        assert!(error.starts_with("\"angular\" is no example: plain, "), "{error}");
        for words in [["--once"].as_slice(), &["--backend", "pocketbase"], &["--widget"]] {
            assert!(parsed(&[&["--example", "react"], words].concat()).is_err(), "{words:?}");
        }
    }

    #[test]
    fn the_widget_is_shown_by_an_example_that_signs_in_by_itself_too() {
        let parsed = |words: &[&str]| options(lexopt::Parser::from_args(words));
        for words in [["--widget", "--once"], ["--example=site", "--once"]] {
            let options = parsed(&words).unwrap();
            assert_eq!((options.example.as_deref(), options.once), (Some("site"), true), "{words:?}");
        }
        assert!(!parsed(&["--widget"]).unwrap().once);
        for words in [["--backend", "pocketbase"], ["--example", "site"]] {
            assert!(parsed(&[&["--widget"], words.as_slice()].concat()).is_err(), "{words:?}");
        }
    }
}

//! `dist/` on a port of this machine, as it would be deployed, with any configuration.

use std::ffi::OsString;
use std::process::{self, ExitCode};

use anyhow::Result;

use crate::{build, folders};

pub(crate) const HELP: &str = "\
Usage: cargo xtask serve [options of `portico serve`]

Builds dist/ if it is missing, and serves it as `portico serve dist` does: with the production
headers, until Ctrl-C. Some of its options:

  --config FILE     answered as config.json, and read again when it changes; without it, the
                    one in dist/, if there is one
  --port N          8080 if not given
  --host ADDRESS    127.0.0.1 if not given; a page that is reached by another name than localhost
                    needs https to sign in: --tls-cert FILE --tls-key FILE
  --base PATH       the path that the page lives under: / if not given, or, say, /a/b/
  -v                each request";

pub(crate) fn run(mut parser: lexopt::Parser) -> Result<()> {
    let mut words: Vec<OsString> = vec!["portico".into(), "serve".into()];
    words.extend(parser.raw_args()?);
    words.push(folders::dist().into());
    if !folders::dist().exists() {
        build::build()?;
    }
    if portico_cli::program::run(words) != ExitCode::SUCCESS {
        // It has said why.
        process::exit(2);
    }
    Ok(())
}

//! The quick loop: what can be said without a browser and without the release build.

use anyhow::Result;

use crate::test::{self, Step};
use crate::{args, schema, tools, widget};

pub(crate) const HELP: &str = "\
Usage: cargo xtask check

Checks the format, the JSON Schema, the tables of the documents, clippy on the host with warnings as errors, and runs the tests
of the host. `cargo xtask test` runs this and all the rest.";

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    args::none(parser)?;
    test::steps(&[
        Step::plain("rustfmt and clippy are there", tools::rust::require_lints),
        Step::plain("format", test::format),
        Step::plain("JSON Schema of config.json", schema::check),
        Step::plain("tables of the elements' API", widget::tables::check),
        Step::plain("clippy, host", test::clippy_host),
        Step::tests("tests, host", || test::host(None)),
    ])?;
    Ok(())
}

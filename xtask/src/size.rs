//! What the visits of a person load, in bytes, against the budget.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::args::{self, Known};
use crate::{build, folders};

/// The most that a visit may load, in brotli bytes: what a page of the usual choice weighs. (React with
/// react-oidc-context and oidc-client-ts is 76.6 kB; that is all of it, so Portico is heavier as a whole.)
pub(crate) const BUDGET: usize = 76_000;

/// The most that a whole sign-in may load, both visits together: the size of today, rounded up. What raises it
/// says so in its commit.
pub(crate) const CEILING: usize = 113_000;

pub(crate) const HELP: &str = "\
Usage: cargo xtask size [--json]

Prints the raw, gzip and brotli bytes of what visits load from dist/ (which is built if it is
missing): a first visit, which shows the picker and leaves for a provider; the next one, which
comes back from there or goes on with a session, and has the files in its cache whose names follow
from their content; and a whole sign-in, which is both. The budget is 76 000 brotli bytes for a visit; the
command fails over it, and if a whole sign-in is more than it was last. A file without compressed copies beside
it counts as it is; config.example.json stands for config.json.

  --json    for programs";

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    let mut as_json = false;
    args::read(parser, |_, known| {
        match known {
            Known::Option(name) if name == "json" => as_json = true,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if !folders::dist().exists() {
        build::build()?;
    }
    let visits = of(&folders::dist())?;
    if as_json {
        println!("{}", to_json(&visits));
    } else {
        print(&visits);
    }
    within_budget(&visits)
}

/// What is loaded.
#[derive(Debug)]
pub(crate) struct Visits {
    /// By somebody who was never here.
    first: Vec<Size>,
    /// By somebody who comes back: what may not be cached, and the second file of the program.
    next: Vec<Size>,
}

/// One file, as it is and as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Size {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn of(dist: &Path, name: String) -> Result<Self> {
        let raw = length(&dist.join(&name)).with_context(|| format!("dist/{name}"))?;
        let copy = |ending| length(&dist.join(format!("{name}.{ending}"))).unwrap_or(raw);
        let (gzip, brotli) = (copy("gz"), copy("br"));
        Ok(Self { name, raw, gzip, brotli })
    }

    fn total<'a>(name: &str, sizes: impl Iterator<Item = &'a Self>) -> Self {
        let mut total = Self { name: name.into(), raw: 0, gzip: 0, brotli: 0 };
        for size in sizes {
            total.raw += size.raw;
            total.gzip += size.gzip;
            total.brotli += size.brotli;
        }
        total
    }
}

/// The sizes of the page in this folder and of all that it loads.
pub(crate) fn of(dist: &Path) -> Result<Visits> {
    let page = fs::read_to_string(dist.join("index.html")).context("dist/index.html")?;
    let build::References { first, later } = build::references(&page)?;
    let sizes =
        |names: Vec<String>| names.into_iter().map(|name| Size::of(dist, name)).collect::<Result<Vec<_>>>();
    // The example is of the size that a configuration has.
    let fresh = || ["index.html", "config.example.json"].map(str::to_owned).into_iter();
    Ok(Visits { first: sizes(fresh().chain(first).collect())?, next: sizes(fresh().chain(later).collect())? })
}

impl Visits {
    /// The first, the next, and both.
    fn totals(&self) -> [Size; 3] {
        let added = self.next.iter().filter(|size| self.first.iter().all(|it| it.name != size.name));
        [
            Size::total("a first visit", self.first.iter()),
            Size::total("the next one", self.next.iter()),
            Size::total("a whole sign-in", self.first.iter().chain(added)),
        ]
    }
}

/// Prints the sizes as a table.
pub(crate) fn print(visits: &Visits) {
    let [first, next, all] = visits.totals();
    let line =
        |Size { name, raw, gzip, brotli }: &Size| println!("{name:<36}{raw:>10}{gzip:>10}{brotli:>10}");
    println!("{:<36}{:>10}{:>10}{:>10}", "", "raw", "gzip", "brotli");
    visits.first.iter().for_each(line);
    line(&first);
    println!();
    visits.next.iter().for_each(line);
    line(&next);
    println!();
    line(&all);
    println!("{:<56}{BUDGET:>10}", "budget of a visit");
}

/// Fails if a visit is over the budget, or all of it over the ceiling.
pub(crate) fn within_budget(visits: &Visits) -> Result<()> {
    let limits = [BUDGET, BUDGET, CEILING];
    for (Size { name, brotli, .. }, limit) in visits.totals().into_iter().zip(limits) {
        if brotli > limit {
            bail!("{name} loads {brotli} brotli bytes, {} too many", brotli - limit);
        }
    }
    Ok(())
}

fn to_json(visits: &Visits) -> String {
    let of = |sizes: &[Size]| {
        let files = sizes.iter().map(|Size { name, raw, gzip, brotli }| {
            (name.clone(), json!({ "raw": raw, "gzip": gzip, "brotli": brotli }))
        });
        Value::Object(files.collect::<Map<_, _>>())
    };
    let totals = of(&visits.totals());
    json!({ "budget": BUDGET, "first": of(&visits.first), "next": of(&visits.next), "totals": totals })
        .to_string()
}

fn length(path: &Path) -> Result<usize> {
    Ok(usize::try_from(fs::metadata(path)?.len())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_as_they_are_sent() {
        let dir = tempfile::tempdir().unwrap();
        let page = "<link rel=\"stylesheet\" href=\"./a.css\">\
                    <script src=\"./b.js\" data-wasm=\"./c.wasm\" data-later=\"./d.wasm\"></script>";
        for (name, content) in [
            ("index.html", page),
            ("a.css", "1234"),
            ("a.css.br", "1"),
            ("a.css.gz", "12"),
            ("b.js", "123"),
            ("c.wasm", "1"),
            ("d.wasm", "12345"),
        ] {
            fs::write(dir.path().join(name), content).unwrap();
        }
        assert!(format!("{:#}", of(dir.path()).unwrap_err()).starts_with("dist/config.example.json"));
        fs::write(dir.path().join("config.example.json"), "{}").unwrap();

        let visits = of(dir.path()).unwrap();
        assert_eq!(visits.first[2], Size { name: "a.css".into(), raw: 4, gzip: 2, brotli: 1 });
        let fresh = page.len() + 2;
        assert_eq!(
            visits.totals().map(|it| it.brotli),
            [fresh + 1 + 3 + 1, fresh + 5, fresh + 1 + 3 + 1 + 5]
        );
        assert!(to_json(&visits).contains(r#""a.css":{"brotli":1,"gzip":2,"raw":4}"#));
    }

    #[test]
    fn one_byte_over_is_too_much() {
        let sizes = |brotli: usize| vec![Size { name: brotli.to_string(), raw: 0, gzip: 0, brotli }];
        let of = |first, next| within_budget(&Visits { first: sizes(first), next: sizes(next) });
        of(BUDGET, CEILING - BUDGET).unwrap();
        for (first, next) in [(BUDGET + 1, 1), (1, BUDGET + 1), (BUDGET, CEILING - BUDGET + 1)] {
            let error = of(first, next).unwrap_err().to_string();
            assert!(error.ends_with("brotli bytes, 1 too many"), "{error}");
        }
    }
}

//! What the visits of a person load, in bytes, against the budget.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::args::{self, Known};
use crate::widget::costs;
use crate::{build, folders};

/// The most that a visit may load, in brotli bytes: what a page of the usual choice weighs. (React with
/// react-oidc-context and oidc-client-ts is 76.6 kB; that is all of it, so Portico is heavier as a whole.)
pub(crate) const BUDGET: usize = 76_000;

/// The pages there are, by their backend, and which parts of the program a visit loads of them besides the first
/// file: `boot.js` decides that.
const PAGES: [Page; 4] = [
    Page { name: "", first: &["oidc"], next: &["failed", "later", "later-style"], ceiling: 121_500 },
    Page {
        name: " (PocketBase)",
        first: &["pocketbase"],
        next: &["failed", "later", "later-style", "accounts", "pocketbase-later"],
        ceiling: 141_500,
    },
    Page {
        name: " (better-auth, cookie)",
        first: &["better-auth"],
        next: &["failed", "later", "later-style", "accounts", "better-auth-later"],
        ceiling: 133_500,
    },
    Page {
        name: " (better-auth, bearer)",
        first: &["oidc"],
        next: &["failed", "later", "later-style", "accounts", "better-auth", "better-auth-later"],
        ceiling: 139_000,
    },
];

/// The pages of somebody else that have an element, by their backend, and which files come to the script: `runtime.js` decides that. What
/// leaves for a provider comes with the first touch, and the rest with a session.
const HOSTS: [Host; 3] = [
    Host {
        name: "",
        kind: "oidc",
        touch: &["leave", "oidcLeave", "elementLeave"],
        next: &["failed", "later", "laterStyle"],
        ceiling: 133_000,
    },
    Host {
        name: " (PocketBase)",
        kind: "pocketbase",
        touch: &["leave", "pocketbaseLeave", "elementLeave"],
        next: &["failed", "later", "laterStyle", "accounts", "pocketbaseLater"],
        ceiling: 153_500,
    },
    Host {
        name: " (better-auth, cookie)",
        kind: "betterAuth",
        touch: &["leave", "elementLeave"],
        next: &["failed", "later", "laterStyle", "accounts", "betterAuthLater"],
        ceiling: 144_500,
    },
];

struct Host {
    name: &'static str,
    /// Beside the first file and what elements need.
    kind: &'static str,
    touch: &'static [&'static str],
    next: &'static [&'static str],
    /// As that of a page.
    ceiling: usize,
}

/// The most that a host page may load with the first touch, in brotli bytes: the size of today, rounded up.
const TOUCH: usize = 13_000;

struct Page {
    name: &'static str,
    first: &'static [&'static str],
    next: &'static [&'static str],
    /// The most that a whole sign-in may load, both visits together, in brotli bytes: the size of today, rounded up. What
    /// raises it says so in its commit.
    ceiling: usize,
}

pub(crate) const HELP: &str = "\
Usage: cargo xtask size [--json]

Prints the raw, gzip and brotli bytes of what visits load from dist/ (which is built if it is
missing): a first visit, which shows the picker and leaves for a provider; the next one, which
comes back from there or goes on with a session, and has the files in its cache whose names follow
from their content; and a whole sign-in, which is both. Each backend has parts of the program of its
own. The budget is 76 000 brotli bytes for a visit; the command fails over it, and if a whole
sign-in is more than it was last. A file without compressed copies beside it counts as it is;
config.example.json stands for config.json.

A host page is somebody else's, with define.js and an element: what it loads until somebody touches the
element, and what comes with the first touch. The budget holds for the former.

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
    /// Every time: what may not be cached.
    fresh: Vec<Size>,
    /// By somebody who was never here.
    first: Vec<Size>,
    /// By some visits: name of the part, and its file.
    parts: Vec<(&'static str, Size)>,
    /// By somebody else's page that has an element of ours: what scripts call the file, and the file.
    host: Vec<(String, Size)>,
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
    let build::References { first, parts } = build::references(&page)?;
    let sizes =
        |names: Vec<String>| names.into_iter().map(|name| Size::of(dist, name)).collect::<Result<Vec<_>>>();
    Ok(Visits {
        // The example is of the size that a configuration has.
        fresh: sizes(["index.html", "config.example.json"].map(str::to_owned).to_vec())?,
        first: sizes(first)?,
        parts: parts
            .into_iter()
            .map(|(part, file)| Ok((part, Size::of(dist, file)?)))
            .collect::<Result<_>>()?,
        host: host(dist)?,
    })
}

/// What a host page loads: the script, which names all else.
fn host(dist: &Path) -> Result<Vec<(String, Size)>> {
    let script = build::element::SCRIPTS[1];
    let text = fs::read_to_string(dist.join(script)).with_context(|| format!("dist/{script}"))?;
    let named = build::element::named(&text).into_iter().map(|(name, file, _)| (name, file));
    let found: Vec<(String, Size)> = [("script".to_owned(), script.to_owned())]
        .into_iter()
        .chain(named)
        .map(|(name, file)| Ok((name, Size::of(dist, file)?)))
        .collect::<Result<_>>()?;
    let counted = HOSTS.iter().flat_map(|host| host.touch.iter().chain(host.next).chain([&host.kind]));
    for name in counted.chain(&ALWAYS) {
        if !found.iter().any(|(there, _)| there == name) {
            bail!("dist/{script} names no file {name:?}");
        }
    }
    Ok(found)
}

/// What every host page loads.
const ALWAYS: [&str; 4] = ["script", "wasm", "style", "element"];

impl Visits {
    fn parts(&self, names: &[&str]) -> impl Iterator<Item = &Size> {
        self.parts.iter().filter(|(part, _)| names.contains(part)).map(|(_, size)| size)
    }

    /// Of each page: the first visit, the next one, and all of it; with what each may load.
    fn totals(&self) -> Vec<(Size, usize)> {
        let of = |page: &Page| {
            let Page { name, first, next, ceiling } = page;
            let always = || self.fresh.iter().chain(&self.first).chain(self.parts(first));
            [
                (Size::total(&format!("a first visit{name}"), always()), BUDGET),
                (
                    Size::total(&format!("the next one{name}"), self.fresh.iter().chain(self.parts(next))),
                    BUDGET,
                ),
                (Size::total(&format!("a whole sign-in{name}"), always().chain(self.parts(next))), *ceiling),
            ]
        };
        let of_host = |host: &Host| {
            let files = |names: Vec<&'static str>| {
                self.host
                    .iter()
                    .filter(move |(there, _)| names.contains(&there.as_str()))
                    .map(|(_, size)| size)
            };
            let config = || self.fresh.iter().filter(|size| size.name != "index.html");
            let Host { name, kind, touch, next, ceiling } = host;
            let always = || config().chain(files(ALWAYS.into_iter().chain([*kind]).collect()));
            [
                (Size::total(&format!("a host page{name}"), always()), BUDGET),
                (Size::total(&format!("its first touch{name}"), files(touch.to_vec())), TOUCH),
                (
                    Size::total(
                        &format!("a whole sign-in on it{name}"),
                        always().chain(files([*touch, *next].concat())),
                    ),
                    *ceiling,
                ),
            ]
        };
        let hosts = HOSTS.iter().flat_map(of_host);
        PAGES.iter().flat_map(of).chain(hosts).collect()
    }
}

/// Prints the sizes as a table.
pub(crate) fn print(visits: &Visits) {
    let line =
        |Size { name, raw, gzip, brotli }: &Size| println!("{name:<42}{raw:>10}{gzip:>10}{brotli:>10}");
    println!("{:<42}{:>10}{:>10}{:>10}", "", "raw", "gzip", "brotli");
    visits.fresh.iter().chain(&visits.first).for_each(line);
    for (part, size) in &visits.parts {
        line(&Size { name: format!("{} {part}", size.name), ..*size });
    }
    for (name, size) in &visits.host {
        line(&Size { name: format!("{} {name}, host", size.name), ..*size });
    }
    println!();
    for (total, limit) in visits.totals() {
        print!("{:<42}{:>10}{:>10}{:>10}", total.name, total.raw, total.gzip, total.brotli);
        println!("  of {limit}");
    }
}

/// Fails if a visit is over the budget, or all of it over the ceiling, or if the document for hosts says something else.
pub(crate) fn within_budget(visits: &Visits) -> Result<()> {
    limits(visits)?;
    let document = fs::read_to_string(folders::root().join("docs/WIDGET.md"))?;
    let totals = visits.totals();
    // Of each host.
    let of = |what: &str| {
        totals
            .iter()
            .filter(|(size, _)| size.name.starts_with(what))
            .map(|(size, _)| size.brotli)
            .collect::<Vec<_>>()
    };
    let words = visits.host.iter().find(|(name, _)| name == "failed").map_or(0, |(_, size)| size.brotli);
    let (page, touch, all) = (of("a host page"), of("its first touch"), of("a whole sign-in on it"));
    let rest: Vec<_> =
        all.iter().zip(page.iter().zip(&touch)).map(|(all, (page, touch))| all - page - touch).collect();
    for (line, measured) in [
        ("| with your page", page),
        ("| with the first touch", touch),
        ("| while the person", rest),
        ("| when something fails", vec![words; HOSTS.len()]),
    ] {
        costs::check(&document, line, &measured)?;
    }
    Ok(())
}

fn limits(visits: &Visits) -> Result<()> {
    for (Size { name, brotli, .. }, limit) in visits.totals() {
        if brotli > limit {
            bail!("{name} loads {brotli} brotli bytes, {} too many", brotli - limit);
        }
    }
    Ok(())
}

fn to_json(visits: &Visits) -> String {
    let of = |Size { raw, gzip, brotli, .. }: &Size| json!({ "raw": raw, "gzip": gzip, "brotli": brotli });
    let files = visits.fresh.iter().chain(&visits.first).chain(visits.parts.iter().map(|(_, size)| size));
    let files = files.chain(visits.host.iter().map(|(_, size)| size));
    let files: Map<_, _> = files.map(|size| (size.name.clone(), of(size))).collect();
    let totals: Map<_, _> = visits.totals().iter().map(|(size, _)| (size.name.clone(), of(size))).collect();
    let parts: Map<_, _> =
        visits.parts.iter().map(|(part, size)| ((*part).to_owned(), size.name.clone().into())).collect();
    json!({ "budget": BUDGET, "files": Value::Object(files), "parts": parts, "totals": totals }).to_string()
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
        let page = "<link rel=\"stylesheet\" href=\"./a.css\"><script src=\"./b.js\" data-wasm=\"./c.wasm\" \
                    data-later=\"./d.wasm\" data-oidc=\"./e.wasm\" data-pocketbase=\"./f.wasm\"></script>";
        for (name, content) in [
            ("index.html", page),
            ("a.css", "1234"),
            ("a.css.br", "1"),
            ("a.css.gz", "12"),
            ("b.js", "123"),
            ("c.wasm", "1"),
            ("d.wasm", "12345"),
            ("e.wasm", "123456"),
            ("f.wasm", "1234567"),
        ] {
            fs::write(dir.path().join(name), content).unwrap();
        }
        assert!(format!("{:#}", of(dir.path()).unwrap_err()).starts_with("dist/config.example.json"));
        fs::write(dir.path().join("config.example.json"), "{}").unwrap();
        assert!(format!("{:#}", of(dir.path()).unwrap_err()).starts_with("dist/define.js"));
        let names = HOSTS.iter().flat_map(|host| host.touch.iter().chain(host.next).chain([&host.kind]));
        let names: std::collections::BTreeSet<_> = names.chain(&ALWAYS[1..]).collect();
        let script = |names: &mut dyn Iterator<Item = &&&str>| {
            let line = |name| format!("{name}:[new URL(\"./e.wasm\",import.meta.url).href,\"sha256-x\"],");
            names.map(line).collect::<String>()
        };
        fs::write(dir.path().join("define.js"), script(&mut names.iter().skip(1))).unwrap();
        assert!(of(dir.path()).unwrap_err().to_string().starts_with("dist/define.js names no file"));
        let script = script(&mut names.iter());
        fs::write(dir.path().join("define.js"), &script).unwrap();

        let visits = of(dir.path()).unwrap();
        assert_eq!(visits.first[0], Size { name: "a.css".into(), raw: 4, gzip: 2, brotli: 1 });
        let fresh = page.len() + 2;
        let first = fresh + 1 + 3 + 1;
        let totals: Vec<_> = visits.totals().into_iter().map(|(total, _)| total.brotli).collect();
        let of_page = |part: usize| [first + part, fresh + 5, first + part + 5];
        let (of_pages, of_hosts) = totals.split_at(12);
        assert_eq!(of_pages, [of_page(6), of_page(7), of_page(0), of_page(6)].concat());
        // Beside the script and the configuration, all files are of six bytes.
        let of_host = |touch: usize, next: usize| {
            let always = 2 + script.len() + 4 * 6;
            [always, touch * 6, always + (touch + next) * 6]
        };
        assert_eq!(of_hosts, [of_host(3, 3), of_host(3, 5), of_host(2, 5)].concat());
        assert!(to_json(&visits).contains(r#""a.css":{"brotli":1,"gzip":2,"raw":4}"#));
    }

    #[test]
    fn one_byte_over_is_too_much() {
        let size = |brotli: usize| Size { name: brotli.to_string(), raw: 0, gzip: 0, brotli };
        let of = |first, next| {
            let parts = vec![("later", size(next))];
            limits(&Visits { fresh: Vec::new(), first: vec![size(first)], parts, host: Vec::new() })
        };
        let ceiling = PAGES.iter().map(|page| page.ceiling).min().unwrap();
        of(BUDGET, ceiling - BUDGET).unwrap();
        for (first, next) in [(BUDGET + 1, 1), (1, BUDGET + 1), (BUDGET, ceiling - BUDGET + 1)] {
            let error = of(first, next).unwrap_err().to_string();
            assert!(error.ends_with("brotli bytes, 1 too many"), "{error}");
        }
    }
}

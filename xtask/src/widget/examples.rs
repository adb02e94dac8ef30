//! The pages of `examples/`, made to be served: `target/examples/NAME/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::workshop::{self, Workshop};
use super::{files, leptos};
use crate::build::element::SCRIPTS;
use crate::{args, build, folders, process};

pub(crate) const HELP: &str = "\
Usage: cargo xtask examples

Makes every page of examples/ ready to be served: target/examples/NAME/. Those without a package.json
get the widget's files of dist/ (which is built if it is missing) beside them; the others are built by
Vite with the npm package, which is made first, and that in Leptos by Trunk. `cargo xtask demo --example NAME` runs one.";

/// Where the files of the widget go in a page that is not built: those beside which there is no other place.
const BESIDE: [(&str, &str); 6] = [
    ("plain", "portico"),
    ("popup", "portico"),
    ("themed", "portico"),
    ("account", "portico"),
    ("sub-path", "app/portico"),
    ("strict-csp", "portico"),
];

/// Those that are built, with the npm package.
const BUILT: [&str; 3] = ["react", "vue", "svelte"];

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    args::none(parser)?;
    if !folders::dist().exists() {
        build::build()?;
    }
    make()?;
    println!("{}", folder().display());
    Ok(())
}

/// Where the examples are when they are made.
pub(crate) fn folder() -> PathBuf {
    folders::target().join("examples")
}

/// What they are called.
fn all() -> Vec<&'static str> {
    BESIDE.iter().map(|(name, _)| *name).chain(BUILT).chain([leptos::NAME]).collect()
}

/// The name, if there is an example of that name.
pub(crate) fn named(name: &str) -> Result<String> {
    let all = all();
    if all.contains(&name) {
        return Ok(name.to_owned());
    }
    bail!("{name:?} is no example: {}", all.join(", "))
}

/// The path of an example's page: that below which the files of the widget are, or the root.
#[cfg(feature = "demo")]
pub(crate) fn path(name: &str) -> String {
    let beside = BESIDE.iter().find(|(found, _)| *found == name);
    format!("/{}", beside.map_or("", |(_, place)| place.trim_end_matches("portico")))
}

/// Makes all of them.
pub(crate) fn make() -> Result<()> {
    let place = folder();
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
    }
    for (name, beside) in BESIDE {
        let page = place.join(name);
        workshop::copy(&folders::root().join("examples").join(name), &page)?;
        copy_widget(&folders::dist(), &page.join(beside)).with_context(|| name.to_owned())?;
    }
    let workshop = Workshop::open()?;
    for name in BUILT {
        build_with_vite(&workshop, name, &place.join(name))?;
    }
    leptos::build(&place.join(leptos::NAME))?;
    Ok(())
}

fn build_with_vite(workshop: &Workshop, name: &str, place: &Path) -> Result<()> {
    let source = workshop.bring(&format!("examples/{name}"), &format!("examples/{name}"))?;
    if source.join("tsconfig.json").exists() {
        let mut tsc = workshop.program("tsc");
        process::quietly(&format!("checking the example {name}"), tsc.arg("--project").arg(&source))?;
    }
    let mut vite = workshop.program("vite");
    vite.current_dir(&source).args(["build", "--emptyOutDir", "--outDir"]).arg(place);
    process::quietly(&format!("building the example {name}"), &mut vite)
}

/// Copies the scripts of the widget, and all that they ask for, with the compressed forms.
fn copy_widget(dist: &Path, place: &Path) -> Result<()> {
    fs::create_dir_all(place)?;
    for script in SCRIPTS {
        let text = fs::read_to_string(dist.join(script)).with_context(|| format!("dist/{script}"))?;
        for name in files::named(&text).into_iter().chain([script.to_owned()]) {
            fs::copy(dist.join(&name), place.join(&name)).with_context(|| format!("dist/{name}"))?;
            for ending in ["br", "gz"] {
                let name = format!("{name}.{ending}");
                if dist.join(&name).exists() {
                    fs::copy(dist.join(&name), place.join(&name))?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read(path: &str) -> String {
        fs::read_to_string(folders::root().join(path)).unwrap()
    }

    #[test]
    fn every_example_is_made_and_says_how_it_is_run() {
        let folder = folders::root().join("examples");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        let mut made = all();
        names.sort();
        made.sort_unstable();
        assert_eq!(names, made);
        for name in made {
            let words = format!("cargo xtask demo --example {name}`");
            assert!(read(&format!("examples/{name}/README.md")).contains(&words), "{name}");
        }
    }

    #[test]
    fn a_built_example_asks_for_the_versions_that_it_is_built_with() {
        let tools: Value = serde_json::from_str(&read("widget/tools/package.json")).unwrap();
        for name in BUILT {
            let package: Value =
                serde_json::from_str(&read(&format!("examples/{name}/package.json"))).unwrap();
            let all = ["dependencies", "devDependencies"].map(|kind| package[kind].as_object().unwrap());
            for (name, version) in all.into_iter().flatten() {
                let expected = match name.as_str() {
                    "@portico-login/element" => env!("CARGO_PKG_VERSION"),
                    name => tools["dependencies"][name].as_str().unwrap(),
                };
                assert_eq!(version, expected, "{name}");
            }
        }
    }

    #[test]
    fn a_page_gets_what_the_scripts_ask_for() {
        let dir = tempfile::tempdir().unwrap();
        let (dist, place) = (dir.path().join("dist"), dir.path().join("a/portico"));
        let (one, two) = ("portico-0123456789abcdef.wasm", "portico-00112233445566ff.css");
        fs::create_dir(&dist).unwrap();
        for (name, text) in [
            ("element.js", one),
            ("define.js", two),
            (one, ""),
            (two, ""),
            ("index.html", ""),
            ("define.js.br", ""),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        copy_widget(&dist, &place).unwrap();
        for name in [one, two, "element.js", "define.js", "define.js.br"] {
            assert!(place.join(name).exists(), "{name}");
        }
        assert!(!place.join("index.html").exists());
    }
}

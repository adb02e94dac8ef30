//! From Trunk's output to the deployable folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::page::{self, Asset, Assets, Sources};
use super::parts::{self, Of};
use super::split::{self, Files};
use super::{compress, element, glue, helpers, integrity, paths, wasm};
use crate::tools::ForBuild;
use crate::{folders, process, schema};

/// What Trunk names the program's files after: the binary of the root package.
const PROGRAM: &str = "page";

/// What the files of the deployed page are named after.
const NAME: &str = "portico";

/// Fills the empty place `dist` with the page that Trunk left in `staged`.
pub(crate) fn finish(tools: &ForBuild, staged: &Path, dist: &Path) -> Result<()> {
    let written = fs::read_to_string(staged.join("index.html")).context("Trunk's index.html")?;
    let sources = Sources::of(&written)?;
    fs::create_dir_all(dist)?;
    copy_rest(staged, dist, &sources)?;

    // Before the script is bundled: it calls the wasm by names that change here.
    let [program, of_element] = shrink_program(tools, staged)?;
    let script_options = ["--format=esm", "--target=es2022"];
    let script = bundle(tools, &staged.join(sources.script()), &script_options)?;
    let style = bundle(tools, &staged.join(sources.style()), &["--loader:.svg=dataurl"])?;
    let later_style = bundle(tools, &staged.join(sources.later_style()), &["--loader:.svg=dataurl"])?;
    let assets = Assets {
        script: put(dist, "js", &script)?,
        style: put(dist, "css", &style)?,
        later_style: put(dist, "css", &later_style)?,
        guest: put(dist, "js", &bundle(tools, &staged.join("guest.js"), &script_options)?)?,
        wasm: put(dist, "wasm", &program.first)?,
        parts: put_all(dist, &program.others)?,
    };
    let style = bundle(tools, &staged.join("style/element.css"), &["--loader:.svg=dataurl"])?;
    let loaded = element::Loaded {
        wasm: put(dist, "wasm", &of_element.first)?,
        parts: put_all(dist, &of_element.others)?,
        style: put(dist, "css", &style)?,
        later_style: &assets.later_style,
    };
    fs::write(staged.join(element::FILES), element::files(&loaded))?;
    for name in element::SCRIPTS {
        let script = bundle(tools, &staged.join(name), &script_options)?;
        paths::check(name, &script)?;
        fs::write(dist.join(name), script)?;
    }
    element::check(dist)?;
    fs::write(dist.join("index.html"), page::rewrite(&written, &assets)?)?;
    fs::write(dist.join("config.schema.json"), schema::generated())?;
    let example = folders::root().join("public/config.example.json");
    if example.exists() {
        fs::copy(&example, dist.join("config.example.json"))?;
    }
    page::check(dist)?;
    compress::folder(dist)
}

/// Makes the wasm small and several files of it, for our own page and for elements, and lets the glue beside it use the names that it
/// then has.
fn shrink_program(tools: &ForBuild, staged: &Path) -> Result<[Files; 2]> {
    let module = format!("./{PROGRAM}_bg.js");
    let (wasm, small) =
        (staged.join(format!("{PROGRAM}_bg.wasm")), folders::target().join(format!("{PROGRAM}_small.wasm")));
    let names = wasm::shrink(tools, &wasm, &module, &small)?;
    let glue = staged.join(format!("{PROGRAM}.js"));
    let script = fs::read_to_string(&glue).with_context(|| format!("Trunk left no {}", glue.display()))?;
    let script = helpers::replace(&script).and_then(|script| glue::rewrite(&script, &module, &names));
    fs::write(&glue, script.context("the script of wasm-bindgen")?)?;
    let small = fs::read(&small)?;
    let of = |of| split::split(&small, &parts::behind(of)).context("dividing the wasm");
    Ok([of(Of::Page)?, of(Of::Element)?])
}

fn put_all(dist: &Path, parts: &[Vec<u8>]) -> Result<Vec<Asset>> {
    parts.iter().map(|part| put(dist, "wasm", part)).collect()
}

/// Bundles a script or stylesheet with all it imports into one small text.
fn bundle(tools: &ForBuild, entry: &Path, options: &[&str]) -> Result<Vec<u8>> {
    let out = folders::target().join("bundle").join(entry.file_name().unwrap_or_default());
    let mut esbuild = Command::new(tools.esbuild());
    esbuild
        .arg(entry)
        .args(["--bundle", "--minify", "--legal-comments=none", "--log-level=warning"])
        .args(options);
    esbuild.arg(format!("--outfile={}", out.display()));
    process::quietly(&format!("bundling {}", entry.display()), &mut esbuild)?;
    fs::read(&out).with_context(|| format!("esbuild left no {}", out.display()))
}

/// Writes a file under a name that follows from its content.
fn put(dist: &Path, kind: &str, bytes: &[u8]) -> Result<Asset> {
    let name = format!("{NAME}-{}.{kind}", integrity::name_hash(bytes));
    paths::check(&name, bytes)?;
    fs::write(dist.join(&name), bytes)?;
    Ok(Asset { integrity: integrity::of(bytes), name })
}

/// Copies what is deployed as it is, which is all that is not an ingredient of something else.
fn copy_rest(staged: &Path, dist: &Path, sources: &Sources<'_>) -> Result<()> {
    let style_folder = sources.style().split_once('/').map(|(folder, _)| folder);
    for entry in fs::read_dir(staged)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ingredient = name.starts_with(&format!("{PROGRAM}_bg."))
            || ["index.html", "snippets", sources.style()].contains(&name.as_str())
            || Path::new(&name).extension().is_some_and(|it| it == "js")
            || name.ends_with(".d.ts")
            || style_folder == Some(name.as_str());
        if !is_ingredient {
            copy(&entry.path(), &dist.join(name))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_deployed_as_it_is_is_copied() {
        let dir = tempfile::tempdir().unwrap();
        let (staged, dist) = (dir.path().join("staged"), dir.path().join("dist"));
        for name in [
            "index.html",
            "boot.js",
            "page.js",
            "page_bg.wasm",
            "page_bg.wasm.d.ts",
            "portico.d.ts",
            "style/portico.css",
            "style/parts.css",
            "snippets/a/inline0.js",
            "favicon.svg",
            "icons/a.svg",
        ] {
            let path = staged.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let page = r#"<link rel="stylesheet" href="./style/portico.css"><script src="./boot.js"></script>"#;
        fs::create_dir(&dist).unwrap();
        copy_rest(&staged, &dist, &Sources::of(page).unwrap()).unwrap();
        let mut names: Vec<_> =
            fs::read_dir(&dist).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["favicon.svg", "icons"]);
        assert!(dist.join("icons/a.svg").exists());
    }
}

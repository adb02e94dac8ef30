//! The npm package: what is in `dist/` of the widget, and what stands in `widget/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::manifest::Manifest;
use super::{checks, files};
use crate::args::{self, Known};
use crate::tools::npm;
use crate::{build, folders, process};

pub(crate) const HELP: &str = "\
Usage: cargo xtask package [--check]

Makes the npm package of the elements from dist/ (which is built if it is missing) and widget/:
target/npm/package/, and beside that folder the tarball that `npm publish` takes.

  --check    also installs it, checks its types against the manifest and against what programs in
             TypeScript may write, runs publint and attw, and imports it where there is no DOM";

/// What the package has in place of `dist/define.js`, which is a whole program of its own: of the classes that it
/// registers there must be one copy in what a bundler makes.
const DEFINE: &str = "import { define } from \"./element.js\";\n\ndefine();\n";

/// What stands in the place of the version, which is that of the workspace.
const NO_VERSION: &str = "\"version\": \"0.0.0\"";

/// Files that are packed as they are.
const AS_THEY_ARE: [&str; 6] = [
    "widget/README.md",
    "widget/element.d.ts",
    "widget/define.d.ts",
    "widget/react.d.ts",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

pub(crate) fn run(parser: lexopt::Parser) -> Result<()> {
    let mut is_checked = false;
    args::read(parser, |_, known| {
        match known {
            Known::Option(name) if name == "check" => is_checked = true,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if !folders::dist().exists() {
        build::build()?;
    }
    let tarball = if is_checked { checks::check()? } else { pack()? };
    println!("{}", tarball.display());
    Ok(())
}

/// Makes the package, and answers its tarball.
pub(crate) fn pack() -> Result<PathBuf> {
    let place = folders::target().join("npm");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
    }
    let package = place.join("package");
    fs::create_dir_all(&package)?;
    fill(&package, &folders::dist())?;
    npm::require_node()?;
    let mut pack = npm::npm(&package);
    pack.args(["pack", "--json", "--pack-destination"]).arg(&place);
    process::quietly("packing the npm package", &mut pack)?;
    let tarball = fs::read_dir(&place)?.flatten().map(|entry| entry.path());
    tarball
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "tgz"))
        .with_context(|| format!("`npm pack` left nothing in {}", place.display()))
}

/// Fills the folder of the package.
fn fill(package: &Path, dist: &Path) -> Result<()> {
    let root = folders::root();
    for path in AS_THEY_ARE {
        let name = Path::new(path).file_name().unwrap_or_default();
        fs::copy(root.join(path), package.join(name)).context(path)?;
    }
    fs::write(
        package.join("package.json"),
        description(&fs::read_to_string(root.join("widget/package.json"))?)?,
    )?;
    fs::write(package.join("custom-elements.json"), Manifest::read()?.flat()?)?;
    fs::write(package.join("define.js"), DEFINE)?;
    let element = fs::read_to_string(dist.join("element.js")).context("dist/element.js")?;
    let files::ForBundlers { script, files } = files::for_bundlers(&element).context("dist/element.js")?;
    fs::write(package.join("element.js"), script)?;
    for (name, packed) in files {
        fs::copy(dist.join(&name), package.join(packed)).with_context(|| format!("dist/{name}"))?;
    }
    Ok(())
}

/// `package.json` with the version of the workspace. The rest stays as it is: the order of conditions counts.
fn description(text: &str) -> Result<String> {
    let (head, tail) =
        text.split_once(NO_VERSION).context("widget/package.json does not say version 0.0.0")?;
    Ok(format!("{head}\"version\": \"{}\"{tail}", env!("CARGO_PKG_VERSION")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_package_has_what_the_element_asks_for() {
        let dir = tempfile::tempdir().unwrap();
        let (package, dist) = (dir.path().join("package"), dir.path().join("dist"));
        let (wasm, style) = ("portico-0123456789abcdef.wasm", "portico-00112233445566ff.css");
        for folder in [&package, &dist] {
            fs::create_dir(folder).unwrap();
        }
        let address = |name: &str| format!("new URL(\"./{name}\",import.meta.url)");
        fs::write(dist.join("element.js"), [address(wasm), address(style)].join(";")).unwrap();
        for name in [wasm, style, "portico-ffffffffffffffff.wasm", "index.html"] {
            fs::write(dist.join(name), name).unwrap();
        }
        fill(&package, &dist).unwrap();

        assert_eq!(fs::read_to_string(package.join(wasm)).unwrap(), wasm);
        assert_eq!(fs::read_to_string(package.join(format!("{style}.txt"))).unwrap(), style);
        for name in [style, "portico-ffffffffffffffff.wasm", "index.html"] {
            assert!(!package.join(name).exists(), "{name}");
        }
        let description: Value =
            serde_json::from_slice(&fs::read(package.join("package.json")).unwrap()).unwrap();
        assert_eq!(description["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(description["license"], "MIT OR Apache-2.0");

        fs::remove_file(dist.join(wasm)).unwrap();
        assert_eq!(fill(&package, &dist).unwrap_err().to_string(), format!("dist/{wasm}"));
    }
}

//! `index.html` from how it is written to how it is deployed.
//!
//! Written, it names `boot.js`, the stylesheet and the wasm plainly, so that Trunk alone can serve
//! it. Deployed, it names each by its content and says the integrity of each.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::html::{self, Piece, Tag};
use super::integrity;
use super::parts::{self, Of};

/// A finished file of the page.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Its name in the deployable folder.
    pub(crate) name: String,
    pub(crate) integrity: String,
}

/// What the page loads.
#[derive(Debug)]
pub(crate) struct Assets {
    pub(crate) script: Asset,
    pub(crate) style: Asset,
    /// For the screens that come after a first visit.
    pub(crate) later_style: Asset,
    /// The script for somebody else's page.
    pub(crate) guest: Asset,
    pub(crate) wasm: Asset,
    /// What is loaded when there is a use for it: in the order of their names.
    pub(crate) parts: Vec<Asset>,
}

/// What boot.js finds the second stylesheet and the second script by, as it finds the parts of the program.
const LATER_STYLE: &str = "later-style";
const GUEST: &str = "guest";

impl Assets {
    fn script_tag(&self) -> String {
        let Self { script, wasm, later_style, guest, parts, .. } = self;
        let data = |(name, asset): (&str, &Asset)| {
            format!(" data-{name}=\"./{}\" data-{name}-integrity=\"{}\"", asset.name, asset.integrity)
        };
        let files = [("wasm", wasm), (LATER_STYLE, later_style), (GUEST, guest)]
            .into_iter()
            .chain(parts::names(Of::Page).into_iter().zip(parts));
        let data: String = files.map(data).collect();
        let Asset { name, integrity } = script;
        format!("<script type=\"module\" src=\"./{name}\" integrity=\"{integrity}\" crossorigin{data}>")
    }
}

/// The two tags that the build replaces.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    script: Tag<'a>,
    style: Tag<'a>,
}

impl<'a> Sources<'a> {
    /// Finds them, each exactly once.
    pub(crate) fn of(page: &'a str) -> Result<Self> {
        let is_script = |tag: &Tag<'_>| tag.name == "script" && file_of(tag.get("src")) == Some("boot.js");
        let is_style =
            |tag: &Tag<'_>| tag.is_link("stylesheet") && file_of(tag.get("href")) == Some("portico.css");
        Ok(Self {
            script: only(page, "<script src=\"…/boot.js\">", is_script)?,
            style: only(page, "<link rel=\"stylesheet\" href=\"…/portico.css\">", is_style)?,
        })
    }

    /// The path of the boot script, relative to the page.
    pub(crate) fn script(&self) -> &'a str {
        relative(self.script.get("src"))
    }

    /// The path of the stylesheet that boot.js adds: it lies beside the other one.
    pub(crate) fn later_style(&self) -> String {
        let folder = self.style().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/later.css")
    }

    /// The path of the stylesheet, relative to the page.
    pub(crate) fn style(&self) -> &'a str {
        relative(self.style.get("href"))
    }
}

fn only<'a>(page: &'a str, what: &str, is_it: impl Fn(&Tag<'_>) -> bool) -> Result<Tag<'a>> {
    let mut found = Vec::new();
    for piece in html::pieces(page)? {
        match piece {
            Piece::Tag(tag) if is_it(&tag) => found.push(tag),
            _ => {}
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        count => bail!("index.html must have {what} exactly once, and has it {count} times"),
    }
}

fn relative(reference: Option<&str>) -> &str {
    reference.unwrap_or_default().trim_start_matches("./").trim_start_matches('/')
}

/// The page as it is deployed: hashed names, integrity, no comments, no indentation.
pub(crate) fn rewrite(page: &str, assets: &Assets) -> Result<String> {
    let pieces = html::pieces(page)?;
    let sources = Sources::of(page)?;
    let Assets { style, wasm, .. } = assets;
    let mut out = String::with_capacity(page.len());
    let mut copied = 0;
    for piece in &pieces {
        let (place, replacement) = match piece {
            Piece::Comment(place) => (place, String::new()),
            Piece::Raw(place) => (place, format!("\0{}\0", &page[place.clone()])),
            Piece::Tag(tag) if *tag == sources.script => (&tag.place, assets.script_tag()),
            // Chromium knows no integrity of a preloaded wasm, and says so in the console. Whoever
            // uses the file checks it: the boot script, by `data-wasm-integrity`.
            Piece::Tag(tag) if *tag == sources.style => (
                &tag.place,
                format!(
                    "<link rel=\"stylesheet\" href=\"./{}\" integrity=\"{}\">\n\
                     <link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" href=\"./{}\" crossorigin>",
                    style.name, style.integrity, wasm.name
                ),
            ),
            // Trunk leaves those that it put nothing in the place of.
            Piece::Tag(tag) if tag.get("data-trunk").is_some() => (&tag.place, String::new()),
            Piece::Tag(_) => continue,
        };
        out.push_str(&page[copied..place.start]);
        out.push_str(&replacement);
        copied = place.end;
    }
    out.push_str(&page[copied..]);
    Ok(without_space(&out))
}

/// Takes out empty lines and the space around lines, except between the marks around raw text.
fn without_space(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    for (index, part) in marked.split('\0').enumerate() {
        if index % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for line in part.split_inclusive('\n') {
            out.push_str(line.trim());
            if line.ends_with('\n') && !out.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}

/// The files that visits of the page load, besides the page itself and its configuration.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// Always.
    pub(crate) first: Vec<String>,
    /// When there is a use for it: name of the part, and the file.
    pub(crate) parts: Vec<(&'static str, String)>,
}

/// Finds them, each once.
pub(crate) fn references(page: &str) -> Result<References> {
    let mut found = References::default();
    for piece in html::pieces(page)? {
        let Piece::Tag(tag) = piece else { continue };
        let named = match tag.name {
            "script" => {
                for name in parts::names(Of::Page).into_iter().chain([LATER_STYLE, GUEST]) {
                    let file = tag.get(&format!("data-{name}"));
                    found.parts.extend(file.map(|file| (name, relative(Some(file)).to_owned())));
                }
                [tag.get("src"), tag.get("data-wasm")]
            }
            "img" => [tag.get("src"), None],
            "link"
                if ["stylesheet", "preload", "modulepreload", "icon", "manifest"]
                    .iter()
                    .any(|rel| tag.is_link(rel)) =>
            {
                [tag.get("href"), None]
            }
            _ => continue,
        };
        for name in named.into_iter().flatten().filter(|name| !name.starts_with("data:")) {
            let name = relative(Some(name)).to_owned();
            if !found.first.contains(&name) {
                found.first.push(name);
            }
        }
    }
    Ok(found)
}

/// Fails unless the page in this folder would work, unaltered, under the production headers: every
/// script, stylesheet and wasm it names is there with the integrity it says, and nothing is inline.
pub(crate) fn check(folder: &Path) -> Result<()> {
    let page = fs::read_to_string(folder.join("index.html")).context("index.html")?;
    let mut checked = Vec::new();
    for piece in html::pieces(&page)? {
        let Piece::Tag(tag) = piece else { continue };
        if let Some((key, _)) =
            tag.attributes.iter().find(|(key, _)| *key == "style" || key.starts_with("on"))
        {
            bail!(
                "index.html: `{key}` of <{}> is inline, and the Content-Security-Policy refuses it",
                tag.name
            );
        }
        let references = match tag.name {
            "style" => bail!("index.html: <style> is inline, and the Content-Security-Policy refuses it"),
            "script" if tag.get("src").is_none() => {
                if tag.get("type") != Some("application/json") {
                    bail!("index.html: an inline <script>, which the Content-Security-Policy refuses");
                }
                continue;
            }
            "script" => {
                let data = ["wasm", LATER_STYLE, GUEST].into_iter().chain(parts::names(Of::Page));
                let data = data.map(|name| (format!("data-{name}"), format!("data-{name}-integrity")));
                data.chain([("src".to_owned(), "integrity".to_owned())]).collect()
            }
            "link" if tag.is_link("preload") && tag.get("as") == Some("fetch") => continue,
            "link" if ["stylesheet", "preload", "modulepreload"].iter().any(|rel| tag.is_link(rel)) => {
                vec![("href".to_owned(), "integrity".to_owned())]
            }
            _ => continue,
        };
        for (name, integrity) in references {
            let Some(reference) = tag.get(&name) else { continue };
            check_one(folder, reference, tag.get(&integrity))?;
            checked.push(reference.rsplit('.').next().unwrap_or_default().to_owned());
        }
    }
    for (kind, count) in [("js", 2), ("css", 2), ("wasm", 1 + parts::names(Of::Page).len())] {
        let found = checked.iter().filter(|found| *found == kind).count();
        if found < count {
            bail!("index.html names {found} .{kind} files, and must name {count}");
        }
    }
    Ok(())
}

fn check_one(folder: &Path, reference: &str, stated: Option<&str>) -> Result<()> {
    let Some(name) = reference.strip_prefix("./") else {
        bail!("index.html: {reference:?} must begin with ./, to be found under any path");
    };
    let bytes = fs::read(folder.join(name)).with_context(|| format!("index.html names {reference}"))?;
    let right = integrity::of(&bytes);
    match stated {
        Some(stated) if stated == right => Ok(()),
        Some(stated) => bail!("index.html: {reference} has the integrity {right}, not {stated}"),
        None => bail!("index.html: {reference} is named without its integrity"),
    }
}

fn file_of(reference: Option<&str>) -> Option<&str> {
    reference?.rsplit('/').next()
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;

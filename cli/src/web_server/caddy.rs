//! [Caddy](https://caddyserver.com/docs/caddyfile): a `handle`, for a site block.
//!
//! `header` writes before it is known whether there is a file: the rules of caching ask that themselves, so
//! that none applies to a 404. No two of them apply to one file, so that their order does not matter; Caddy
//! has one of its own.

use super::Page;
use super::lines::Lines;
use super::media_types::PRECOMPRESSED;
use crate::{caching, sharing};

const ABOUT: &str = "\
# Portico: `portico headers --for caddy`. Goes into a site block: import portico.caddy
# The folder of the page is the path of the handle, below the root of the site (root * /srv/www).
";

pub(super) fn config(page: &Page) -> String {
    let base = page.base.as_str();
    let mut text = Lines::new(ABOUT, "\t");
    if let Some(path) = page.base.without_slash() {
        text.line(format!("redir {path} {base} 308"));
    }
    text.block(format!("handle {base}* {{"), "}", |text| {
        text.block("header {", "}", |text| {
            for (name, value) in &page.headers {
                text.line(format!("{name} \"{value}\""));
            }
        });
        let page = format!("path {base} {base}{}", caching::PAGE);
        let hashed = format!("path_regexp /{}$", caching::HASHED);
        // `file` takes a path that goes on behind a file's name for that file.
        let no_page = format!("not {page} */");
        let not_hashed = format!("not {hashed}");
        caching_of(text, "page", &[&page, "file {path} {path}index.html"], caching::OF_PAGE);
        caching_of(text, "hashed", &[&hashed, "file"], caching::OF_HASHED);
        caching_of(text, "other", &[&no_page, &not_hashed, "file"], caching::OF_OTHER);
        text.block("@shared {", "}", |text| {
            text.line(format!("path_regexp /({}|{})$", sharing::stable(), sharing::hashed()));
            text.line("file");
        });
        text.block("header @shared {", "}", |text| {
            for (name, value) in super::sharing() {
                text.line(format!("{name} \"{value}\""));
            }
        });
        // `?` is where nothing is said yet: Caddy says it only of those answers that it sends compressed.
        text.block("@compressed {", "}", |text| {
            text.line(format!(r"path_regexp (/|\.({}))$", PRECOMPRESSED.join("|")));
            text.line("file {path} {path}index.html");
        });
        text.line("header @compressed ?Vary Accept-Encoding");
        text.block("file_server {", "}", |text| text.line("precompressed br gzip"));
    });
    text.into_text()
}

fn caching_of(text: &mut Lines, name: &str, matchers: &[&str], caching: &str) {
    text.block(format!("@{name} {{"), "}", |text| matchers.iter().for_each(|matcher| text.line(matcher)));
    text.line(format!("header @{name} Cache-Control \"{caching}\""));
}

//! [nginx](https://nginx.org/en/docs/): locations, for a `server` block.
//!
//! `add_header` is inherited only by a location that has none, so each one repeats them all. `Cache-Control`
//! is without `always`: a file that is missing now must not be missing for a year.

use super::Page;
use super::lines::Lines;
use super::media_types::MEDIA_TYPES;
use crate::{caching, sharing};

const ABOUT: &str = "\
# Portico: `portico headers --for nginx`. Goes into a server block: include snippets/portico.conf;
# The folder of the page is the path of the location, below the block's root.
";

pub(super) fn config(page: &Page) -> String {
    let base = page.base.as_str();
    let mut text = Lines::new(ABOUT, "    ");
    if let Some(path) = page.base.without_slash() {
        text.block(format!("location = {path} {{"), "}", |text| {
            text.line("absolute_redirect off;");
            text.line(format!("return 308 {base};"));
        });
    }
    // `^~`: no location by regular expression, for every .js say, takes its files away.
    text.block(format!("location ^~ {base} {{"), "}", |text| {
        files(text);
        rules(text, page, caching::OF_OTHER);
        text.block(format!("location = {base} {{"), "}", |text| {
            text.line(format!("rewrite ^ {base}{} last;", caching::PAGE));
        });
        text.block(format!("location = {base}{} {{", caching::PAGE), "}", |text| {
            rules(text, page, caching::OF_PAGE);
        });
        // Quoted because of their braces; the first that fits is taken.
        text.block(format!("location ~ \"/{}$\" {{", sharing::hashed()), "}", |text| {
            rules(text, page, caching::OF_HASHED);
            sharing(text);
        });
        text.block(format!("location ~ \"/{}$\" {{", caching::HASHED), "}", |text| {
            rules(text, page, caching::OF_HASHED);
        });
        text.block(format!("location ~ \"/{}$\" {{", sharing::stable()), "}", |text| {
            rules(text, page, caching::OF_OTHER);
            sharing(text);
        });
    });
    text.into_text()
}

/// How files are sent; all of it is inherited.
fn files(text: &mut Lines) {
    text.line("autoindex off;");
    text.line("charset off;");
    text.line("gzip_static on;");
    text.line("gzip_vary on;");
    text.line("# With the module ngx_brotli (Debian: libnginx-mod-http-brotli-static):");
    text.line("# brotli_static on;");
    text.line("default_type application/octet-stream;");
    text.block("types {", "}", |text| {
        for (media_type, ends) in MEDIA_TYPES {
            text.line(format!("{media_type} {};", ends.join(" ")));
        }
    });
}

/// What a location has only if it says so itself: that a path without a file is a 404, and the headers.
fn rules(text: &mut Lines, page: &Page, caching: &str) {
    text.line("try_files $uri =404;");
    text.line(format!("add_header Cache-Control \"{caching}\";"));
    for (name, value) in &page.headers {
        text.line(format!("add_header {name} \"{value}\" always;"));
    }
}

/// Without `always`: a file that is missing is nobody's.
fn sharing(text: &mut Lines) {
    for (name, value) in super::sharing() {
        text.line(format!("add_header {name} \"{value}\";"));
    }
}

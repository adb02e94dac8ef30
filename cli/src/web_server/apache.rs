//! [Apache](https://httpd.apache.org/docs/2.4/): directives of a folder.
//!
//! There is no `<IfModule>`: without mod_headers the server must not start, rather than serve the page
//! without its policy. What files have is without `always`: one that is missing now must not be missing
//! for a year.

use super::Page;
use super::lines::Lines;
use super::media_types::{MEDIA_TYPES, PRECOMPRESSED};
use crate::{caching, sharing};

const ABOUT: &str = "\
# Portico: `portico headers --for apache`. Goes into the <Directory> of the page's folder, or into that
# folder as .htaccess, where AllowOverride FileInfo Indexes Options (or All) is set for it.
# Needs the modules headers and rewrite (a2enmod headers rewrite), and as ever mime and dir.
";

pub(super) fn config(page: &Page) -> String {
    let mut text = Lines::new(ABOUT, "    ");
    text.line("Options -Indexes");
    text.line(format!("DirectoryIndex {}", caching::PAGE));
    for (name, value) in &page.headers {
        // Those of successes and those of all answers are two lists, and both are sent.
        text.line(format!("Header onsuccess unset {name}"));
        text.line(format!("Header always set {name} \"{value}\""));
    }
    text.line(format!("Header set Cache-Control \"{}\"", caching::OF_OTHER));
    let page = format!(r"^{}(\.(br|gz))?$", caching::PAGE.replace('.', r"\."));
    of_files(&mut text, &page, [format!("Header set Cache-Control \"{}\"", caching::OF_PAGE)]);
    let hashed = format!("^{}$", caching::HASHED);
    of_files(&mut text, &hashed, [format!("Header set Cache-Control \"{}\"", caching::OF_HASHED)]);
    let shared = format!(r"^({}|{})(\.(br|gz))?$", sharing::stable(), sharing::hashed());
    of_files(
        &mut text,
        &shared,
        super::sharing().map(|(name, value)| format!("Header set {name} \"{value}\"")),
    );
    text.line("AddDefaultCharset Off");
    for (media_type, ends) in MEDIA_TYPES {
        text.line(format!("AddType {media_type} .{}", ends.join(" .")));
    }
    precompressed(&mut text);
    text.into_text()
}

fn of_files(text: &mut Lines, names: &str, directives: impl IntoIterator<Item = String>) {
    text.block(format!("<FilesMatch \"{names}\">"), "</FilesMatch>", |text| {
        directives.into_iter().for_each(|directive| text.line(directive));
    });
}

/// A file that is compressed already is sent in place of the other, to who can read it; each rule of caching
/// takes both.
fn precompressed(text: &mut Lines) {
    // Elsewhere `.gz` is a type of its own, and `.br` is Breton.
    text.line("RemoveType .br .gz");
    text.line("RemoveLanguage .br");
    text.line("AddEncoding br .br");
    text.line("AddEncoding gzip .gz");
    text.line("RewriteEngine On");
    let files = format!(r"\.({})", PRECOMPRESSED.join("|"));
    for (coding, end) in [("br", "br"), ("gzip", "gz")] {
        // `q=0` is a refusal (RFC 9110 §12.4.2).
        let accepted = format!(r"(^|,)\s*{coding}\s*(;\s*q=(?!0(\.0*)?\s*(,|$))|,|$)");
        text.line(format!("RewriteCond \"%{{HTTP:Accept-Encoding}}\" \"{accepted}\" [NC]"));
        text.line(format!("RewriteCond \"%{{REQUEST_FILENAME}}.{end}\" -f"));
        text.line(format!("RewriteRule \"{files}$\" \"%{{REQUEST_URI}}.{end}\" [L]"));
    }
    of_files(text, &format!(r"{files}(\.(br|gz))?$"), ["Header merge Vary \"Accept-Encoding\"".to_owned()]);
}

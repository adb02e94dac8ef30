//! How long a browser keeps the files of the page: one table, for the page's own server and for what other
//! servers are told.

/// The page itself, which is answered at the folder's own path too.
pub const PAGE: &str = "index.html";

/// Of the page: never stored. A callback URL is its address, and an old page would name assets that are gone.
pub const OF_PAGE: &str = "no-store";
/// Of a file that is named by its content.
pub const OF_HASHED: &str = "public, max-age=31536000, immutable";
/// Of every other file, `config.json` among them: kept, and asked about each time.
pub const OF_OTHER: &str = "no-cache";

/// Of what is sent in place of a file, because a request asked for something else.
pub const OF_ERROR: &str = "no-store";

/// A file named by its content, as a regular expression that PCRE and RE2 read alike: the last part of a
/// path. It says what [`is_content_hashed`] does.
pub const HASHED: &str = r"[^/.]*-[0-9a-f]{16}\.[^/]*";

/// `Cache-Control` of a file, by its name below the page's path.
#[must_use]
pub fn of(name: &str) -> &'static str {
    if name == PAGE {
        OF_PAGE
    } else if is_content_hashed(name) {
        OF_HASHED
    } else {
        OF_OTHER
    }
}

/// Whether the name ends in `-` and 16 hexadecimal digits before its extension, as the build names
/// what never changes under its name.
#[must_use]
pub fn is_content_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stem, _)) = file.split_once('.') else { return false };
    stem.rsplit_once('-').is_some_and(|(_, hash)| is_hash(hash))
}

/// Is it what the build puts into a name?
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_content_is_kept() {
        for (name, caching) in [
            ("index.html", OF_PAGE),
            ("config.json", OF_OTHER),
            ("icons/index.html", OF_OTHER),
            ("portico-0123456789abcdef.wasm", OF_HASHED),
            ("icons/a-b-0123456789abcdef.min.js", OF_HASHED),
            ("portico-0123456789abcdef", OF_OTHER),
            ("portico-0123456789ABCDEF.js", OF_OTHER),
            ("portico-0123456789abcde.js", OF_OTHER),
            ("portico-0123456789abcdef0.js", OF_OTHER),
            ("a.b-0123456789abcdef.js", OF_OTHER),
            ("a-0123456789abcdef.d/b.js", OF_OTHER),
        ] {
            assert_eq!(of(name), caching, "{name}");
        }
    }
}

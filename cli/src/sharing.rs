//! Which files pages of other origins may load, for the widget in them: one table, for the page's own server and for what
//! other servers are told.
//!
//! They are public, and the same for everybody. The page and `config.json` are not among them: who may show the page says
//! `frame_ancestors`.

use crate::caching;

/// The headers of such a file: it can be read by a script with `crossorigin` and by `fetch` ([CORS]), and by a page that
/// requires this of all that it loads ([COEP]).
///
/// [CORS]: https://fetch.spec.whatwg.org/#http-cors-protocol
/// [COEP]: https://html.spec.whatwg.org/multipage/browsers.html#coep
pub const HEADERS: [(&str, &str); 2] =
    [("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")];

/// Files of the widget whose names stay, whatever is in them.
const STABLE: [&str; 3] = ["define.js", "element.js", "portico.svg"];

/// What the others are, besides named by their content.
const ENDINGS: [&str; 3] = ["css", "js", "wasm"];

/// Those with a name that stays, as a regular expression like [`caching::HASHED`].
#[must_use]
pub fn stable() -> String {
    format!("({})", STABLE.join("|").replace('.', r"\."))
}

/// Those that are named by their content, in the same way.
#[must_use]
pub fn hashed() -> String {
    format!(r"portico-[0-9a-f]{{16}}\.({})", ENDINGS.join("|"))
}

/// May pages of other origins load the file, by its name below the page's path? It says what [`stable`] and [`hashed`] do.
#[must_use]
pub fn is_shared(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_of_program = file.split_once('.').is_some_and(|(stem, ending)| {
        stem.strip_prefix("portico-").is_some_and(caching::is_hash) && ENDINGS.contains(&ending)
    });
    is_of_program || STABLE.contains(&file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_widget_loads_is_shared() {
        for name in [
            "define.js",
            "element.js",
            "portico.svg",
            "portico-0123456789abcdef.css",
            "portico-0123456789abcdef.js",
            "portico-0123456789abcdef.wasm",
            "a/define.js",
        ] {
            assert!(is_shared(name), "{name}");
        }
        for name in [
            "index.html",
            "config.json",
            "config.example.json",
            "config.schema.json",
            "logo.svg",
            "ahead.js",
            "undefine.js",
            "define.js.map",
            "define.js/a.js",
            "portico.js",
            "portico-0123456789abcdef",
            "portico-0123456789abcdef.html",
            "portico-0123456789abcdef.json",
            "portico-0123456789abcdef.min.js",
            "portico-0123456789abcdef0.js",
            "portico-a-0123456789abcdef.js",
            "other-0123456789abcdef.js",
        ] {
            assert!(!is_shared(name), "{name}");
        }
    }

    #[test]
    fn the_regular_expressions_are_those_of_the_names() {
        assert_eq!(stable(), r"(define\.js|element\.js|portico\.svg)");
        assert_eq!(hashed(), r"portico-[0-9a-f]{16}\.(css|js|wasm)");
    }
}

//! The media types of a page's files, for servers that have them from a file of the system: it may be
//! missing, or old.

/// A media type, and the ends of the names that have it.
pub const MEDIA_TYPES: &[(&str, &[&str])] = &[
    ("text/html", &["html"]),
    ("text/css", &["css"]),
    ("text/javascript", &["js"]),
    // Nothing else is compiled while it arrives.
    ("application/wasm", &["wasm"]),
    ("application/json", &["json"]),
    ("text/plain", &["txt"]),
    // Icons and logos that somebody puts beside the page.
    ("image/svg+xml", &["svg"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("image/x-icon", &["ico"]),
];

/// What the build compresses beside the file itself, but for JSON: `config.json` is written by a person, and
/// an older one that somebody has compressed must not stand in for it.
pub const PRECOMPRESSED: &[&str] = &["css", "html", "js", "svg", "wasm"];

//! Where a person wanted to go: a path of this origin, and nothing else.

/// Longest destination, in bytes.
const MAX_LENGTH: usize = 1024;

/// A path (with query and fragment) of this origin (`target_link_uri`, OIDC Core §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination(String);

impl Destination {
    /// Accepts `/path?query#fragment`; `None` for everything that a browser could take for another origin,
    /// and for the page itself (`page` is its path), where sign-in would start over.
    pub fn parse(text: &str, page: &str) -> Option<Self> {
        // Tabs and newlines are removed by browsers, backslashes count as slashes, and percent-encoded ones
        // may be decoded by a server that redirects.
        let plain =
            text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let path = text.split(['?', '#']).next().unwrap_or(text);
        let rest = path.strip_prefix('/')?;
        let leads_out = rest.starts_with('/') || has_encoded_slash_first(rest);
        // `/..//evil` is `//evil` once dot segments are removed.
        let has_dots = rest.split('/').any(is_dots);
        (plain && !leads_out && !has_dots && !is_page(path, page)).then(|| Self(text.to_owned()))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `/login`, `/login/` and `/login/index.html` are one page.
fn is_page(path: &str, page: &str) -> bool {
    let bare = |path: &str| {
        let folder = path.strip_suffix("/index.html").unwrap_or(path);
        folder.strip_suffix('/').unwrap_or(folder).to_owned()
    };
    bare(path) == bare(page)
}

/// `.` or `..`, percent-encoded or not.
fn is_dots(segment: &str) -> bool {
    let mut rest = segment;
    let mut count = 0;
    loop {
        let head = rest.get(..3).unwrap_or("");
        rest = match rest.strip_prefix('.') {
            Some(after) => after,
            None if head.eq_ignore_ascii_case("%2e") => rest.get(3..).unwrap_or(""),
            None => return rest.is_empty() && (1..=2).contains(&count),
        };
        count += 1;
    }
}

fn has_encoded_slash_first(rest: &str) -> bool {
    let head = rest.get(..3).unwrap_or("");
    head.eq_ignore_ascii_case("%2f") || head.eq_ignore_ascii_case("%5c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_of_this_origin_is_kept_whole() {
        for text in ["/", "/a?b=1#c", "/a//b", "/?next=https://x.example"] {
            assert_eq!(Destination::parse(text, "/login/").unwrap().as_str(), text);
        }
    }

    #[test]
    fn every_way_out_is_refused() {
        for text in [
            "",
            "https://evil",
            "//evil",
            r"/\evil",
            r"\\evil",
            "/%5Cevil",
            "/%2fevil",
            "/\t/evil",
            "https:evil",
            "javascript:x",
            "data:x",
            "//good@evil",
            "https://good.evil",
            "/／evil",
            "http://localhost:80@evil",
            "a",
            "./a",
            "/.//evil",
            "/..//evil",
            "/a/..//evil",
            "/././/evil",
            "/%2e//evil",
        ] {
            assert_eq!(Destination::parse(text, "/login/"), None, "{text}");
        }
    }

    #[test]
    fn the_page_itself_is_no_destination() {
        for text in ["/login/?x", "/login", "/login/index.html#a"] {
            assert_eq!(Destination::parse(text, "/login/"), None, "{text}");
        }
        assert!(Destination::parse("/login/app", "/login/").is_some());
    }

    proptest! {
        #[test]
        fn a_browser_stays_on_the_origin(text in r"/[/\\.%2ef5Cc a-z@:?#\t]{0,12}") {
            if let Some(destination) = Destination::parse(&text, "/login/") {
                let base = url::Url::parse("https://acme.example/login/").unwrap();
                let landed = base.join(destination.as_str()).unwrap();
                prop_assert_eq!(landed.origin(), base.origin());
                prop_assert!(!landed.path().starts_with("//"), "{}", landed);
            }
        }
    }
}

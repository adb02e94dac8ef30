//! The path that the page is served under.

use std::str::FromStr;

/// A path that begins and ends with a slash, of letters, digits and `-._~`: none of them means anything to a
/// web server's configuration, but for the full stop in a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// A text that is no such path.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a path like /login/: letters, digits and - . _ ~ between slashes")]
pub struct Invalid;

/// A slash that is missing at an end is added.
impl FromStr for BasePath {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
        };
        if matches!(text, "" | "/") {
            return Ok(Self("/".to_owned()));
        }
        let inside = text.strip_prefix('/').unwrap_or(text);
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        if inside.split('/').all(is_part) { Ok(Self(format!("/{inside}/"))) } else { Err(Invalid) }
    }
}

impl BasePath {
    /// The path, with both slashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without the slash at its end, for a person who types it so; nothing at the root.
    #[must_use]
    pub fn without_slash(&self) -> Option<&str> {
        self.0.strip_suffix('/').filter(|path| !path.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_could_mean_more_to_a_server_is_refused() {
        for path in ["/", "/login/", "/a/b-c_d.e~f/"] {
            assert_eq!(path.parse::<BasePath>().unwrap().as_str(), path);
        }
        let hostile = [
            "//", "///", "/login//", "//login/", "\\a", "/a?b", "/a//b/", "/./", "/a/../", "/a b/", "/a;/",
            "/a\"/", "/{a}/", "/$uri/", "/*/", "/:a/", "/a\n/", "/%2e/", "/ä/", "/#/",
        ];
        for path in hostile {
            assert!(path.parse::<BasePath>().is_err(), "{path}");
        }
    }

    #[test]
    fn a_slash_that_is_missing_is_added() {
        for (text, path) in
            [("", "/"), ("login", "/login/"), ("/login", "/login/"), ("login/", "/login/"), ("a/b", "/a/b/")]
        {
            assert_eq!(text.parse::<BasePath>().unwrap().as_str(), path, "{text}");
        }
    }

    #[test]
    fn the_root_is_nothing_without_its_slash() {
        assert_eq!("/".parse::<BasePath>().unwrap().without_slash(), None);
        assert_eq!("/a/b/".parse::<BasePath>().unwrap().without_slash(), Some("/a/b"));
    }
}

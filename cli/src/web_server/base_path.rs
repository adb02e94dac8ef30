//! The path that the page is served under.

use std::str::FromStr;

/// A path that begins and ends with a slash, of letters, digits and `-._~`: none of them means anything to a
/// web server's configuration, but for the full stop in a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// A text that is no such path.
#[derive(Debug, thiserror::Error)]
#[error(
    "a path begins and ends with a slash and holds letters, digits, `-`, `.`, `_` and `~`, as /login/ does"
)]
pub struct Invalid;

impl FromStr for BasePath {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
        };
        let inside = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
        let is_path = text == "/" || inside.is_some_and(|inside| inside.split('/').all(is_part));
        if is_path { Ok(Self(text.to_owned())) } else { Err(Invalid) }
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
            "", "login", "/login", "login/", "//", "/a//b/", "/./", "/a/../", "/a b/", "/a;/", "/a\"/",
            "/{a}/", "/$uri/", "/*/", "/:a/", "/a\n/", "/%2e/", "/ä/", "/#/",
        ];
        for path in hostile {
            assert!(path.parse::<BasePath>().is_err(), "{path}");
        }
    }

    #[test]
    fn the_root_is_nothing_without_its_slash() {
        assert_eq!("/".parse::<BasePath>().unwrap().without_slash(), None);
        assert_eq!("/a/b/".parse::<BasePath>().unwrap().without_slash(), Some("/a/b"));
    }
}

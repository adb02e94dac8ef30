//! What the Content-Security-Policy of a page must allow that carries the widget.

use std::str::FromStr;

use portico::config::Config;
use portico::url::{Origin, Url};

use crate::headers::sources;

/// Where the page loads the files of the widget from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Its own origin.
    Own,
    /// Another one.
    Other(Origin),
}

/// A text that is no origin that a script could be loaded from.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an origin like https://login.example.com nor self")]
pub struct Invalid;

/// `self`, as in a policy, is the page's own.
impl FromStr for From {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match Url::parse(text) {
            Ok(url) if url.path_and_rest() == "/" && url.origin().is_secure() => {
                Ok(Self::Other(url.origin().clone()))
            }
            _ if matches!(text, "self" | "'self'") => Ok(Self::Own),
            _ => Err(Invalid),
        }
    }
}

const ABOUT: &str = "\
# Portico: `portico headers --widget-from`. What the Content-Security-Policy of a page that carries the widget
# must allow, besides what it allows already. Where a directive is missing, default-src stands in for it: begin
# with a copy of that. The widget needs no style-src and no Trusted Types policy.
";

/// The sources, a line for each directive: scripts and their WebAssembly; `config.json`, files of the widget, providers and
/// API; logo, icons and pictures of people.
#[must_use]
pub fn policy(config: &Config, from: &From) -> String {
    let origin = match from {
        From::Own => None,
        From::Other(origin) => Some(origin.as_str()),
    };
    let named = config.connect_origins();
    let connect = sources(origin.into_iter().chain(named.iter().map(String::as_str)));
    let line = |words: &[&str]| words.join(" ") + "\n";
    [
        ABOUT,
        &line(&["script-src", origin.unwrap_or("'self'"), "'wasm-unsafe-eval'"]),
        &line(&[&["connect-src", "'self'"], connect.as_slice()].concat()),
        &line(&[&["img-src", "'self'"], origin.as_slice(), &["data:", "https:"]].concat()),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use portico::config;

    use super::*;

    fn lines(from: &str) -> Vec<String> {
        let text = r#"{
            "providers": [{ "id": "a", "title": "A", "issuer": "https://id.test/realm", "client_id": "c" }],
            "backend": { "base_url": "https://api.test/" }
        }"#;
        let text = policy(&config::parse(text).unwrap().config, &from.parse().unwrap());
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    #[test]
    fn a_page_allows_the_files_of_the_widget_and_the_servers_of_its_configuration() {
        assert_eq!(
            lines("https://Login.test:443/"),
            [
                "script-src https://login.test 'wasm-unsafe-eval'",
                "connect-src 'self' https://login.test https://api.test https://id.test",
                "img-src 'self' https://login.test data: https:"
            ]
        );
        // An API that the widget comes from stands once.
        assert_eq!(lines("https://api.test")[1], "connect-src 'self' https://api.test https://id.test");
    }

    #[test]
    fn files_of_its_own_need_no_other_origin() {
        let own = [
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self' https://api.test https://id.test",
            "img-src 'self' data: https:",
        ];
        assert_eq!(lines("self"), own);
        assert_eq!(lines("'self'"), own);
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        assert_eq!("http://localhost:8080".parse::<From>().map(|_| ()), Ok(()));
        for text in [
            "",
            "*",
            "none",
            "https://a.test/login/",
            "https://a.test?x",
            "http://a.test",
            "https://*.a.test",
        ] {
            assert_eq!(text.parse::<From>(), Err(Invalid), "{text}");
        }
    }
}

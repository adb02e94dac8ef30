//! Absolute `http(s)` URLs, the strict ASCII subset of [RFC 3986] that this page follows.
//!
//! Everything here decides where a token may go, so what browsers read differently from one another
//! (user information, backslashes, spaces, raw Unicode hosts, percent-encoded hosts) is refused, not
//! repaired. What is accepted has the same origin in a browser; a property test holds it against the
//! `url` crate, which would cost 58 kB in the page.
//!
//! [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986

use std::fmt;

/// Longest URL that is read, in bytes.
const MAX_LENGTH: usize = 2048;

/// An absolute `http` or `https` URL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url {
    text: String,
    origin: Origin,
    path_start: usize,
}

/// Scheme, host and port: what the browser's same-origin rule compares ([RFC 6454]).
///
/// [RFC 6454]: https://www.rfc-editor.org/rfc/rfc6454
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a text is no [`Url`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Longer than 2,048 bytes.
    #[error("longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// Not `http://` or `https://`.
    #[error("not an absolute `https` or `http` URL")]
    Scheme,
    /// A byte that is no printable ASCII, or a backslash, quote or angle bracket.
    #[error("holds a character that must be percent-encoded")]
    Character,
    /// `https://user@host/`.
    #[error("holds user information before the host")]
    UserInfo,
    /// No host, or one that is neither a DNS name in ASCII nor an IP address.
    #[error("has no usable host")]
    Host,
    /// Not a number from 1 to 65535.
    #[error("has no usable port")]
    Port,
}

impl Url {
    /// Parses an absolute URL.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::TooLong);
        }
        let (https, rest) =
            match (strip_prefix_ignore_case(text, "https://"), strip_prefix_ignore_case(text, "http://")) {
                (Some(rest), _) => (true, rest),
                (None, Some(rest)) => (false, rest),
                (None, None) => return Err(Error::Scheme),
            };
        if !text.bytes().all(is_url_byte) {
            return Err(Error::Character);
        }
        let authority_length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at_checked(authority_length).ok_or(Error::Host)?;
        let (host, port) = split_authority(authority)?;
        let mut origin = String::from(if https { "https://" } else { "http://" });
        origin.push_str(&host.to_ascii_lowercase());
        if let Some(port) = port.filter(|port| *port != if https { 443 } else { 80 }) {
            origin.push(':');
            origin.push_str(&decimal(port));
        }
        let path_start = origin.len();
        let mut normal = origin.clone();
        if !tail.starts_with('/') {
            normal.push('/');
        }
        normal.push_str(tail);
        Ok(Self { text: normal, origin: Origin(origin), path_start })
    }

    /// The URL with scheme, host and port in their normal form; path and query as they were given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path, query and fragment; starts with `/`.
    pub fn path_and_rest(&self) -> &str {
        self.text.get(self.path_start..).unwrap_or("/")
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        let rest = self.path_and_rest();
        rest.split(['?', '#']).next().unwrap_or(rest)
    }

    /// Does the URL carry a fragment? RFC 6749 §3.1.2 forbids one in redirect URIs and endpoints.
    pub fn has_fragment(&self) -> bool {
        self.text.contains('#')
    }

    /// The URL with `path` (relative to the origin if it starts with `/`, else to the last `/` of this
    /// URL's path) in place of its own path, query and fragment.
    pub fn join(&self, path: &str) -> Result<Self, Error> {
        let own = self.path();
        let base = if path.starts_with('/') {
            ""
        } else {
            own.rfind('/').and_then(|end| own.get(..=end)).unwrap_or("/")
        };
        let mut text = String::from(self.origin.as_str());
        text.push_str(base);
        text.push_str(path);
        Self::parse(&text)
    }

    /// Adds a query string (without `?`), keeping the one that is there (RFC 6749 §3.1).
    pub fn with_query(&self, query: &str) -> String {
        let separator = match self.text.find('?') {
            None => "?",
            Some(at) if at + 1 == self.text.len() || self.text.ends_with('&') => "",
            Some(_) => "&",
        };
        let mut text = self.text.clone();
        text.push_str(separator);
        text.push_str(query);
        text
    }
}

impl Origin {
    /// `scheme://host`, with `:port` unless it is the scheme's default.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is the scheme `https`?
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Host with port: what a person recognises.
    pub fn host_and_port(&self) -> &str {
        self.0.get(if self.is_https() { 8 } else { 7 }..).unwrap_or("")
    }

    /// Does it name this machine (`localhost`, `*.localhost`, 127.0.0.0/8, `[::1]`)?
    ///
    /// Browsers treat these as trustworthy without TLS (Secure Contexts §3.1).
    pub fn is_loopback(&self) -> bool {
        let host = self.host_and_port();
        if host == "[::1]" || host.starts_with("[::1]:") {
            return true;
        }
        let host = host.split(':').next().unwrap_or(host);
        host == "localhost" || host.ends_with(".localhost") || is_ipv4_loopback(host)
    }

    /// May tokens travel to it: `https`, or `http` to this machine?
    pub fn is_secure(&self) -> bool {
        self.is_https() || self.is_loopback()
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL may carry a code or a hint in its query.
        f.write_str(self.origin.as_str())?;
        f.write_str(self.path())
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A port or a small number in decimal, without the formatting machinery (8 kB of the page).
pub(crate) fn decimal(number: impl Into<u64>) -> String {
    let mut number = number.into();
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// The path of the folder, for that of its `index.html`: static servers answer both with one page.
pub(crate) fn without_index(path: &str) -> &str {
    path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path)
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    if head.eq_ignore_ascii_case(prefix) { text.get(prefix.len()..) } else { None }
}

fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}')
}

fn split_authority(authority: &str) -> Result<(&str, Option<u16>), Error> {
    if authority.contains('@') {
        return Err(Error::UserInfo);
    }
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']').ok_or(Error::Host)?;
        let (host, rest) = authority.split_at_checked(end + 1).ok_or(Error::Host)?;
        (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').ok_or(Error::Host)?) })
    } else {
        match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        }
    };
    if !is_host(host) {
        return Err(Error::Host);
    }
    let port = match port {
        None => None,
        Some(text) => Some(parse_port(text).ok_or(Error::Port)?),
    };
    Ok((host, port))
}

fn parse_port(text: &str) -> Option<u16> {
    let all_digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || text.starts_with('0') {
        return None;
    }
    text.parse::<u16>().ok()
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(is_ipv6);
    }
    // A last label that is a number makes browsers read the whole host as IPv4 (WHATWG URL §3.5), with
    // octal and shortened forms: only the plain form is let through.
    let last = host.rsplit('.').next().unwrap_or("");
    if last.starts_with(|first: char| first.is_ascii_digit()) {
        return ipv4(host).is_some();
    }
    !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                // Punycode is for the browser to judge; here it could be invalid and end elsewhere.
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

/// Only the alphabet is checked: a wrong address fails in the browser and reaches nobody.
fn is_ipv6(address: &str) -> bool {
    address.len() <= 39
        && address.bytes().filter(|byte| *byte == b':').count() >= 2
        && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
}

/// A number of at most fifteen decimal digits, and nothing else: what fits everywhere. (`str::parse` has code for each
/// type of number.)
pub(crate) fn digits(text: &str) -> Option<i64> {
    let is_number = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.bytes().fold(0, |number, byte| number * 10 + i64::from(byte - b'0')))
}

fn ipv4(host: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut count = 0;
    for part in host.split('.') {
        let plain = part == "0"
            || (!part.starts_with('0') && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()));
        *octets.get_mut(count)? = if plain { u8::try_from(digits(part)?).ok()? } else { return None };
        count += 1;
    }
    (count == 4).then_some(octets)
}

fn is_ipv4_loopback(host: &str) -> bool {
    ipv4(host).is_some_and(|octets| octets[0] == 127)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_read_as_a_number() {
        for (text, number) in
            [("0", 0), ("007", 7), ("1795754757", 1_795_754_757), ("999999999999999", 999_999_999_999_999)]
        {
            assert_eq!(digits(text), Some(number));
        }
        for text in ["", "-1", "+1", " 1", "1e3", "1000000000000000", "١"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    fn origin(text: &str) -> String {
        Url::parse(text).unwrap().origin().as_str().to_owned()
    }

    #[test]
    fn the_default_port_and_the_case_of_the_host_do_not_matter() {
        assert_eq!(origin("HTTPS://Id.Acme.Example:443/a"), "https://id.acme.example");
        assert_eq!(origin("http://localhost:80"), "http://localhost");
        assert_eq!(origin("http://localhost:8080/"), "http://localhost:8080");
    }

    #[test]
    fn what_browsers_could_read_otherwise_is_refused() {
        for (text, error) in [
            ("https://good@evil.example", Error::UserInfo),
            ("http://localhost:80@evil.example", Error::UserInfo),
            (r"https:\\evil.example", Error::Scheme),
            (r"https://good.example\@evil.example/", Error::Character),
            ("https:evil.example", Error::Scheme),
            ("//evil.example", Error::Scheme),
            ("javascript:alert(1)", Error::Scheme),
            ("https:///path", Error::Host),
            ("https://127.1/", Error::Host),
            ("https://0x7f000001/", Error::Host),
            ("https://evil.example:0/", Error::Port),
            ("https://evil.example:99999/", Error::Port),
            ("https://evil.example:/", Error::Port),
            ("https://ev%69l.example/", Error::Host),
            ("https://\u{ff0f}evil.example/", Error::Character),
            ("https://a.example/\ta", Error::Character),
        ] {
            assert_eq!(Url::parse(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for text in [
            "http://localhost:1",
            "http://127.0.0.1",
            "http://127.9.9.9:9",
            "http://[::1]:80",
            "http://a.localhost",
        ] {
            assert!(Url::parse(text).unwrap().origin().is_loopback(), "{text}");
        }
        for text in [
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://10.0.0.1",
            "http://[::2]",
        ] {
            assert!(!Url::parse(text).unwrap().origin().is_loopback(), "{text}");
        }
    }

    #[test]
    fn joins_and_queries_keep_what_is_there() {
        let url = Url::parse("https://id.example/a/b?x=1").unwrap();
        assert_eq!(url.join("c").unwrap().as_str(), "https://id.example/a/c");
        assert_eq!(url.join("/c").unwrap().as_str(), "https://id.example/c");
        assert_eq!(url.with_query("y=2"), "https://id.example/a/b?x=1&y=2");
        assert_eq!(Url::parse("https://id.example").unwrap().with_query("y=2"), "https://id.example/?y=2");
    }

    proptest! {
        /// The walls around tokens stand on this: what we accept, a browser reads the same way.
        #[test]
        fn an_accepted_url_has_the_same_origin_in_a_browser(text in r"(https?|HTTPS)://[a-zA-Z0-9.:@%\\/_?#-]{0,40}") {
            if let Ok(ours) = Url::parse(&text) && !text.to_ascii_lowercase().contains("xn--") {
                let theirs = url::Url::parse(&text).unwrap();
                prop_assert_eq!(ours.origin().as_str(), theirs.origin().ascii_serialization());
            }
        }

        #[test]
        fn any_text_is_parsed_without_a_panic(text in ".{0,80}") {
            let _ = Url::parse(&text);
        }
    }
}

//! `application/x-www-form-urlencoded`: queries, and the bodies of token requests ([RFC 6749 Appendix B]).
//!
//! [RFC 6749 Appendix B]: https://www.rfc-editor.org/rfc/rfc6749#appendix-B

/// Encodes parameters in their order, `name=value&…`.
pub fn encode<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        escape(name, &mut text);
        text.push('=');
        escape(value, &mut text);
    }
    text
}

/// Decodes a query string; a leading `?` or `#` is skipped. Never fails: a broken escape stands for itself.
pub fn decode(text: &str) -> Vec<(String, String)> {
    let text = text.strip_prefix(['?', '#']).unwrap_or(text);
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

/// A segment of a path ([RFC 3986 §3.3]): what is said in it can't become another segment or a query.
/// `None` for the segments that mean a folder (`.`, `..`), however they are written, and for no text.
///
/// [RFC 3986 §3.3]: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
pub fn segment(text: &str) -> Option<String> {
    let mut segment = String::new();
    for (index, word) in text.split(' ').enumerate() {
        segment.push_str(if index == 0 { "" } else { "%20" });
        escape(word, &mut segment);
    }
    (!segment.is_empty() && segment != "." && segment != "..").then_some(segment)
}

fn escape(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                out.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        let escaped = match (byte, bytes.get(at), bytes.get(at + 1)) {
            (b'%', Some(high), Some(low)) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match (byte, escaped) {
            (_, Some((high, low))) => {
                at += 2;
                out.push(high << 4 | low);
            }
            (b'+', None) => out.push(b' '),
            (other, None) => out.push(*other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_can_not_become_a_parameter() {
        let query = encode([("login_hint", "a&redirect_uri=x\r\n=é😀"), ("scope", "openid a+b")]);
        assert_eq!(query, "login_hint=a%26redirect_uri%3Dx%0D%0A%3D%C3%A9%F0%9F%98%80&scope=openid+a%2Bb");
    }

    #[test]
    fn a_segment_stays_one() {
        assert_eq!(segment("a b/c?d#e+%2e").as_deref(), Some("a%20b%2Fc%3Fd%23e%2B%252e"));
        assert_eq!(segment("...").as_deref(), Some("..."));
        for folder in ["", ".", ".."] {
            assert_eq!(segment(folder), None, "{folder:?}");
        }
    }

    #[test]
    fn broken_escapes_stand_for_themselves() {
        let decoded = decode("?a=%&b=%4&c=%zz&d&=e&&f=%ff");
        let expected = [("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", ""), ("", "e"), ("f", "\u{fffd}")];
        assert_eq!(decoded, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(pairs in prop::collection::vec((".{1,8}", ".{0,12}"), 0..6)) {
            let query = encode(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            prop_assert!(query.is_ascii());
            prop_assert_eq!(decode(&query), pairs);
        }
    }
}

//! The parser: one pass, no recursion deeper than [`MAX_DEPTH`], no allocation larger than the text.

use super::Value;

/// Deepest nesting that is read. The deepest real document (Keycloak's ID token) has four levels.
const MAX_DEPTH: usize = 32;

/// Most members of one object. Finding a repeated name compares all pairs, so this bounds the time.
const MAX_MEMBERS: usize = 512;

/// Why a text is no JSON that this page reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not the grammar of RFC 8259; holds the byte offset.
    #[error("not JSON at byte {0}")]
    Syntax(usize),
    /// Nested deeper than 32 levels.
    #[error("nested too deeply")]
    TooDeep,
    /// An object with more than 512 members.
    #[error("an object with too many members")]
    TooManyMembers,
    /// An object holds two members with one name; holds the byte offset of the second.
    #[error("a member is repeated at byte {0}")]
    Repeated(usize),
}

/// Parses a whole JSON text. A byte order mark is skipped, as RFC 8259 §8.1 permits.
pub fn parse(text: &str) -> Result<Value, Error> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0 };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let value = parser.value(0)?;
    parser.space();
    if parser.at == text.len() { Ok(value) } else { Err(Error::Syntax(parser.at)) }
}

/// The text of the member `name` of an object, as it stands in `text`: a [`Value`] would lose the digits that no
/// double holds. `None` if there is none.
pub fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: text.find('{')? };
    parser.take(b'{').ok()?;
    loop {
        parser.space();
        let found = parser.string().ok()?;
        parser.space();
        parser.take(b':').ok()?;
        parser.space();
        let start = parser.at;
        parser.value(1).ok()?;
        if found == name {
            return text.get(start..parser.at);
        }
        if !parser.more(b'}').ok()? {
            return None;
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn error<T>(&self) -> Result<T, Error> {
        Err(Error::Syntax(self.at))
    }

    fn take(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        self.error()
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Error> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            self.at += word.len();
            return Ok(value);
        }
        self.error()
    }

    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        self.space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    /// After an element: is there another one? Consumes the comma or the closing bracket.
    fn more(&mut self, close: u8) -> Result<bool, Error> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.error(),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Error> {
        self.take(b'[')?;
        self.space();
        let mut elements = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            if !self.more(b']')? {
                return Ok(Value::Array(elements));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        self.take(b'{')?;
        self.space();
        let mut members: Vec<(String, Value)> = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            let name = self.string()?;
            if members.iter().any(|(member, _)| *member == name) {
                return Err(Error::Repeated(start));
            }
            if members.len() == MAX_MEMBERS {
                return Err(Error::TooManyMembers);
            }
            self.space();
            self.take(b':')?;
            members.push((name, self.value(depth + 1)?));
            if !self.more(b'}')? {
                return Ok(Value::Object(members));
            }
        }
    }

    fn string(&mut self) -> Result<String, Error> {
        self.take(b'"')?;
        let mut text = String::new();
        loop {
            let start = self.at;
            while let Some(byte) = self.peek()
                && !matches!(byte, b'"' | b'\\' | 0..=0x1f)
            {
                self.at += 1;
            }
            // Both ends are at ASCII bytes or at the end, so they are character boundaries.
            text.push_str(self.text.get(start..self.at).unwrap_or(""));
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return self.error(),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let escape = self.peek();
        self.at += 1;
        Ok(match escape {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex4()?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    self.take(b'\\')?;
                    self.take(b'u')?;
                    let second = self.hex4()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return self.error();
                    }
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                // A lone surrogate is no character: refused rather than replaced.
                return char::from_u32(code).ok_or(Error::Syntax(self.at));
            }
            _ => return self.error(),
        })
    }

    fn hex4(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.error();
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// Reads digits into `mantissa`; digits past the 19th only move `exponent`.
    fn digits(&mut self, mantissa: &mut u64, exponent: &mut i32, fraction: bool) -> Result<(), Error> {
        let start = self.at;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            if *mantissa < 1_000_000_000_000_000_000 {
                *mantissa = *mantissa * 10 + u64::from(byte - b'0');
                *exponent -= i32::from(fraction);
            } else {
                *exponent += i32::from(!fraction);
            }
        }
        if self.at == start { self.error() } else { Ok(()) }
    }

    /// `core`'s exact float parser would cost 10 kB of tables; times and lengths need none of its last bits.
    fn number(&mut self) -> Result<Value, Error> {
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let (mut mantissa, mut exponent) = (0, 0);
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits(&mut mantissa, &mut exponent, false)?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits(&mut mantissa, &mut exponent, true)?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            let down = self.peek() == Some(b'-');
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            let (mut power, mut overflow) = (0, 0);
            self.digits(&mut power, &mut overflow, false)?;
            let power = i32::try_from(power.min(9_999)).unwrap_or(9_999);
            exponent = exponent.saturating_add(if down { -power } else { power });
        }
        #[expect(clippy::cast_precision_loss, reason = "the nearest double is what a JSON number is")]
        let magnitude = scale(mantissa as f64, exponent);
        Ok(Value::Number(if negative { -magnitude } else { magnitude }))
    }
}

/// `number * 10^exponent`; infinite or zero where a double ends.
fn scale(mut number: f64, exponent: i32) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    let mut left = exponent.unsigned_abs();
    while left > 0 && number != 0.0 && number.is_finite() {
        let step = left.min(22);
        let mut power = 1.0;
        for _ in 0..step {
            power *= 10.0;
        }
        number = if exponent < 0 { number / power } else { number * power };
        left -= step;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
        match (ours, theirs) {
            (Value::Null, serde_json::Value::Null) => true,
            (Value::Bool(a), serde_json::Value::Bool(b)) => a == b,
            (Value::String(a), serde_json::Value::String(b)) => a == b,
            (Value::Number(a), serde_json::Value::Number(b)) => {
                let b = b.as_f64().unwrap();
                (a - b).abs() <= b.abs() * 1e-15
            }
            (Value::Array(a), serde_json::Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Value::Object(a), serde_json::Value::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
            }
            _ => false,
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            (-1e300..1e300f64).prop_map(Into::into),
            ".{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::hash_map(".{0,6}", inner, 0..6)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_document_is_read_as_serde_json_reads_it(document in any_json()) {
            let ours = parse(&document.to_string());
            prop_assert!(ours.as_ref().is_ok_and(|ours| same(ours, &document)), "{ours:?} {document}");
        }

        #[test]
        fn every_text_is_refused_or_read_as_serde_json_does(text in r#"[\[\]{}",:0-9eE+\-. \\untrfalse]{0,24}"#) {
            match (parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(ours), Ok(theirs)) => prop_assert!(same(&ours, &theirs), "{text}"),
                // Where a double ends serde_json refuses and we give infinity.
                (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{text}"),
                (Err(Error::Repeated(_)), Ok(_)) | (Err(_), Err(_)) => {}
                (Err(error), Ok(_)) => prop_assert!(false, "{text}: {error}"),
            }
        }

        #[test]
        fn any_text_is_parsed_without_a_panic(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn a_repeated_member_is_an_error_however_it_is_escaped() {
        assert_eq!(parse(r#"{"issuer":"a","\u0069ssuer":"b"}"#), Err(Error::Repeated(14)));
    }

    #[test]
    fn a_member_keeps_its_text() {
        let text = r#" { "a" : {"b":1} , "b" : { "n": 12345678901234567890.5e0 } }"#;
        assert_eq!(member(text, "b"), Some(r#"{ "n": 12345678901234567890.5e0 }"#));
        assert_eq!(member(text, "n"), None);
        for broken in ["", "[]", "{", r#"{"a":"#, r#"{"a":1"#, "{}"] {
            assert_eq!(member(broken, "b"), None, "{broken}");
        }
    }

    #[test]
    fn hostile_sizes_are_refused_early() {
        assert_eq!(parse(&"[".repeat(100_000)), Err(Error::TooDeep));
        let wide: Vec<String> = (0..5_000).map(|n| format!("\"{n}\":0")).collect();
        assert_eq!(parse(&format!("{{{}}}", wide.join(","))), Err(Error::TooManyMembers));
    }

    #[test]
    fn surrogates_come_in_pairs() {
        assert_eq!(parse(r#""\ud83d\ude00""#), Ok(Value::String("😀".into())));
        assert!(parse(r#""\ud83d""#).is_err());
        assert!(parse(r#""\ude00""#).is_err());
    }
}

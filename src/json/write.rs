//! Writing JSON for people to read.

use super::Value;

/// The value with two spaces of indentation, ending without a newline.
///
/// Integers are exact up to 2^53; other numbers are shown with up to six decimals.
pub fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text
}

/// The string in quotes, with the escapes that RFC 8259 §7 demands.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                quoted.push_str("\\u00");
                for shift in [4, 0] {
                    let digit = (u32::from(control) >> shift) & 15;
                    quoted.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

fn newline(depth: usize, text: &mut String) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(value) => number(*value, text),
        Value::String(value) => text.push_str(&quote(value)),
        Value::Array(elements) if elements.is_empty() => text.push_str("[]"),
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                newline(depth + 1, text);
                write(element, depth + 1, text);
            }
            newline(depth, text);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                newline(depth + 1, text);
                text.push_str(&quote(name));
                text.push_str(": ");
                write(member, depth + 1, text);
            }
            newline(depth, text);
            text.push('}');
        }
    }
}

/// Numbers beyond 2^53 are shown as `…`: what stands there can't be told any more.
fn number(value: f64, text: &mut String) {
    if value.is_nan() || value.abs() > 9_007_199_254_740_992.0 {
        text.push('…');
        return;
    }
    if value < 0.0 {
        text.push('-');
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below 2^53 and not negative"
    )]
    let (whole, micro) = (value.abs() as u64, ((value.abs() - value.abs().floor()) * 1e6) as u64);
    text.push_str(&crate::url::decimal(whole));
    if micro > 0 {
        let decimals = crate::url::decimal(1_000_000 + micro);
        text.push('.');
        text.push_str(decimals.get(1..).unwrap_or("").trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use proptest::prelude::*;

    #[test]
    fn a_document_is_indented_and_keeps_its_order() {
        let value = parse(r#"{"b":[1,-2.5,{}],"a":"x\"\u0001"}"#).unwrap();
        let expected = "{\n  \"b\": [\n    1,\n    -2.5,\n    {}\n  ],\n  \"a\": \"x\\\"\\u0001\"\n}";
        assert_eq!(pretty(&value), expected);
    }

    proptest! {
        #[test]
        fn a_quoted_string_is_read_back(text in any::<String>()) {
            prop_assert_eq!(parse(&quote(&text)), Ok(Value::String(text)));
        }
    }
}

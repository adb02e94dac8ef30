//! Secrets in a file that everyone can read.

use super::{Error, Problem, reader};
use crate::json::Value;
use crate::text::clean;

/// Finds the members whose names say that they hold a secret, anywhere in the value at `path`. What they
/// hold is not looked at.
pub(super) fn find(path: &str, value: &Value, errors: &mut Vec<Error>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let field = reader::member(path, &clean(name, 60));
                find(&field, member, errors);
                if is_secret(name) {
                    errors.push(Error { field, problem: Problem::Secret });
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                find(&reader::indexed(path, index), element, errors);
            }
        }
        _ => {}
    }
}

/// `client_secret`, `clientSecret`, `CLIENT-SECRET` …
fn is_secret(name: &str) -> bool {
    let mut letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
    b"terces".iter().all(|letter| letters.next().is_some_and(|byte| byte.eq_ignore_ascii_case(letter)))
}

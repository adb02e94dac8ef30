//! JSON ([RFC 8259]): parsing with limits, and writing.
//!
//! serde_json costs 14.6 kB of the page and keeps the last of two members with one name. Here a repeated
//! name is an error, as RFC 7519 §4 allows for claims and as everything that decides about trust needs.
//! Property tests hold it against serde_json.
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

mod parse;
mod write;

pub use parse::{Error, member, parse};
pub use write::{pretty, quote};

/// A parsed JSON text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as the nearest double (RFC 8259 §6: what every receiver can be expected to hold).
    Number(f64),
    /// A string with its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object: its members in their order, every name once.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The member of an object; `None` if it is absent, `null`, or this is no object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Object(members) = self else { return None };
        let (_, value) = members.iter().find(|(member, _)| member == name)?;
        if let Self::Null = value { None } else { Some(value) }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&[(String, Value)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The string member `name` of an object.
    pub fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }
}

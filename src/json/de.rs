//! A serde deserializer over [`Value`] whose errors name the field, and which notes unknown fields.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::Value;

/// Deserializes `value`. The second half of the answer lists the paths of members that the type does not
/// know, such as `providers[1].titel`.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<(T, Vec<String>), Error> {
    let unknown = RefCell::new(Vec::new());
    let result = T::deserialize(Node { value, unknown: &unknown })?;
    Ok((result, unknown.into_inner()))
}

/// Which field does not fit, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Path from the root: `backend.request.path`; empty for the root itself.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// How a field does not fit its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It must be there and is not.
    Missing,
    /// It is of another JSON type, or out of range.
    Type,
    /// It is a string, but none of those that are allowed.
    Variant,
}

impl Error {
    fn new(problem: Problem) -> Self {
        Self { path: String::new(), problem }
    }

    #[inline(never)]
    fn within(mut self, segment: &str) -> Self {
        self.path = join(segment, &self.path);
        self
    }
}

/// `a` + `b` → `a.b`; `a` + `[0]` → `a[0]`.
fn join(head: &str, tail: &str) -> String {
    let mut path = String::from(head);
    if !tail.is_empty() && !tail.starts_with('[') {
        path.push('.');
    }
    path.push_str(tail);
    path
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::Missing => "is missing",
            Problem::Type => "has the wrong type",
            Problem::Variant => "is none of the allowed words",
        };
        write!(f, "`{}` {problem}", self.path)
    }
}

impl std::error::Error for Error {}

// The texts that serde would format are dropped: they cost 3 kB, and the path with the problem says it all.
impl de::Error for Error {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(Problem::Type)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::Missing).within(field)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Problem::Variant)
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    value: &'a Value,
    unknown: &'a RefCell<Vec<String>>,
}

impl<'a> Node<'a> {
    /// Deserializes a child; errors and notes from within get `segment` in front of their path.
    fn child<'de, T: DeserializeSeed<'de>>(
        self,
        segment: &str,
        value: &'a Value,
        seed: T,
    ) -> Result<T::Value, Error>
    where
        'a: 'de,
    {
        let before = self.unknown.borrow().len();
        let result = seed.deserialize(Node { value, ..self });
        self.prefix_notes(segment, before);
        result.map_err(|error| error.within(segment))
    }

    // Not part of `child`, of which there is one for each type of field.
    #[inline(never)]
    fn prefix_notes(self, segment: &str, before: usize) {
        for path in self.unknown.borrow_mut().iter_mut().skip(before) {
            *path = join(segment, path);
        }
    }

    #[inline(never)]
    fn note_unknown(self, members: &[(String, Value)], fields: &[&str]) {
        let names = members.iter().map(|(name, _)| name);
        self.unknown.borrow_mut().extend(names.filter(|name| !fields.contains(&name.as_str())).cloned());
    }

    /// A whole number from 0 to 2^53.
    fn integer(self) -> Option<u64> {
        let Value::Number(value) = self.value else { return None };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "compared with what it was"
        )]
        let integer = *value as u64;
        #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "equal only if nothing was lost")]
        (integer as f64 == *value).then_some(integer)
    }
}

/// What no type of a configuration asks for.
macro_rules! unasked {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(Error::new(Problem::Type))
        }
    )*};
}

// Each method accepts its own JSON type only. One that accepted any, as serde would allow, would bring the
// code for every type along with each field: 8 kB.
impl<'de, 'a: 'de> Deserializer<'de> for Node<'a> {
    type Error = Error;

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(Error::new(Problem::Type)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.integer() {
            Some(integer) => visitor.visit_u64(integer),
            None => Err(Error::new(Problem::Type)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(elements) => visitor.visit_seq(Elements { node: self, rest: elements, at: 0 }),
            _ => Err(Error::new(Problem::Type)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(members) => visitor.visit_map(Members { node: self, rest: members, at: 0 }),
            _ => Err(Error::new(Problem::Type)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if let Value::Object(members) = self.value {
            self.note_unknown(members, fields);
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::String(variant) = self.value else { return Err(Error::new(Problem::Type)) };
        let variant: StrDeserializer<'_, Error> = variant.as_str().into_deserializer();
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Type))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Type))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Type))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Type))
    }

    unasked! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
    }
}

struct Elements<'a> {
    node: Node<'a>,
    rest: &'a [Value],
    at: usize,
}

impl<'de, 'a: 'de> SeqAccess<'de> for Elements<'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(element) = self.rest.get(self.at) else { return Ok(None) };
        let mut segment = String::from("[");
        segment.push_str(&crate::url::decimal(self.at as u64));
        segment.push(']');
        self.at += 1;
        self.node.child(&segment, element, seed).map(Some)
    }
}

struct Members<'a> {
    node: Node<'a>,
    rest: &'a [(String, Value)],
    at: usize,
}

impl<'de, 'a: 'de> MapAccess<'de> for Members<'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, _)) = self.rest.get(self.at) else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some((name, value)) = self.rest.get(self.at) else { return Err(Error::new(Problem::Missing)) };
        self.at += 1;
        self.node.child(name, value, seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: Vec<Inner>,
        #[serde(default)]
        word: Option<Word>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        id: String,
        #[serde(default)]
        age: Option<u32>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        OneThing,
    }

    fn read(text: &str) -> Result<(Outer, Vec<String>), Error> {
        from_value(&parse(text).unwrap())
    }

    #[test]
    fn unknown_members_are_named_and_ignored() {
        let (outer, unknown) =
            read(r#"{"inner":[{"id":"a","x":1},{"id":"b","age":3}],"word":"one_thing","y":{}}"#).unwrap();
        assert_eq!(outer.inner[1], Inner { id: "b".into(), age: Some(3) });
        assert_eq!(outer.word, Some(Word::OneThing));
        assert_eq!(unknown, ["y", "inner[0].x"]);
    }

    #[test]
    fn an_error_names_the_field_and_the_problem() {
        for (text, path, problem) in [
            (r#"{"inner":[{"id":"a"},{}]}"#, "inner[1].id", Problem::Missing),
            (r#"{"inner":[{"id":7}]}"#, "inner[0].id", Problem::Type),
            (r#"{"inner":[{"id":"a","age":-1}]}"#, "inner[0].age", Problem::Type),
            (r#"{"inner":[{"id":"a","age":1.5}]}"#, "inner[0].age", Problem::Type),
            (r#"{"inner":[],"word":"other"}"#, "word", Problem::Variant),
            (r#"{"inner":{}}"#, "inner", Problem::Type),
            ("[]", "", Problem::Type),
        ] {
            assert_eq!(read(text), Err(Error { path: path.into(), problem }), "{text}");
        }
    }
}

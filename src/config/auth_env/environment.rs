//! The variables, as Portabase sees them.

use std::collections::HashMap;

use super::name::{Family, Field, Name, parse};

/// Names and values, each name once: where it came first, with what was said last, as Node keeps them.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment<'a> {
    pairs: Vec<(&'a str, &'a str)>,
    positions: HashMap<&'a str, usize>,
}

impl<'a> Environment<'a> {
    pub(super) fn new(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut positions = HashMap::new();
        let mut unique: Vec<(&str, &str)> = Vec::new();
        for (name, value) in pairs {
            let position = *positions.entry(name).or_insert(unique.len());
            match unique.get_mut(position) {
                Some(pair) => pair.1 = value,
                None => unique.push((name, value)),
            }
        }
        Self { pairs: unique, positions }
    }

    /// All of them, in the order of their first appearance.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().copied()
    }

    /// A value; an empty one is none.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.pairs.get(*self.positions.get(name)?)?;
        Some(*value).filter(|value| !value.is_empty())
    }

    /// What is said of a provider.
    pub(super) fn field(&self, family: Family, prefix: Option<&str>, field: Field) -> Option<&'a str> {
        self.get(&family.name(prefix, field))
    }

    /// The prefixes of `AUTH_OIDC_…_CLIENT`, in the order of their first appearance.
    pub(super) fn prefixes(&self, wanted: Family) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter_map(move |(name, _)| match parse(name) {
            Name::Provider(family, Some(prefix), Field::Client) if family == wanted => Some(prefix),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_it_came_first_with_what_was_said_last() {
        let env = Environment::new([("A", "1"), ("B", "2"), ("A", "3"), ("C", "")]);
        assert_eq!(env.pairs().collect::<Vec<_>>(), [("A", "3"), ("B", "2"), ("C", "")]);
        assert_eq!((env.get("A"), env.get("C"), env.get("D")), (Some("3"), None, None));
    }

    #[test]
    fn prefixes_come_in_order_and_may_have_bars() {
        let names =
            ["AUTH_OIDC_B_C_CLIENT", "AUTH_OIDC_CLIENT", "AUTH_OIDC_A_CLIENT", "AUTH_SOCIAL_X_CLIENT"];
        let env = Environment::new(names.map(|name| (name, "x")));
        assert_eq!(env.prefixes(Family::Oidc).collect::<Vec<_>>(), ["B_C", "A"]);
        assert_eq!(env.prefixes(Family::Social).collect::<Vec<_>>(), ["X"]);
    }
}

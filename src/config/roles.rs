//! The role that Portabase gives a person by their groups (its `provisionUser`), for configurations written for it.
//!
//! # Security
//! Of use for showing what somebody is going to be, and for nothing else: whoever sits at a browser can change what is
//! decided there. Portabase decides for itself, and knows more: a superadmin stays one, and the first user who would be
//! an admin becomes one, neither of which a page can know.

use super::Problem;
use super::check::{any, visible};
use super::reader::Reader;
use crate::json::Value;
use crate::text::lower_case;
use crate::url::decimal;

/// Stands in a map for everyone else. Portabase does not know it, and takes it for the name of a group.
const EVERYONE: &str = "*";

/// `ROLE_MAP`, `ALLOWED_GROUP` and `DEFAULT_ROLE` of Portabase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleRule {
    /// Groups and their roles, in their order; [`RoleRule::parse_map`] makes it. A group with a capital letter never
    /// matches, and `default` is a group like any other. Ours alone: `*` is everyone for whom there is nothing else
    /// but `default_role`.
    pub map: Vec<(String, String)>,
    /// The group that is let in without being in the map. With a capital letter it never matches.
    pub allowed_group: Option<String>,
    /// The role of everybody else; `None`: they are refused.
    pub default_role: Option<String>,
}

/// What a rule comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The role.
    Role(String),
    /// "Access Denied: No matching roles found"
    Refused,
}

/// An entry of a map has no `:`. Holds the entry. Portabase fails at the sign-in of somebody who is in that group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` of the role map has no role")]
pub struct EntryWithoutRole(pub String);

impl RoleRule {
    /// The member `roles` of an entry; `None` if there is none, or with an error.
    pub(super) fn read(entry: &mut Reader<'_>) -> Option<Self> {
        if !entry.nullable_object("roles") {
            return None;
        }
        let map = Self::parse_map(entry.str("roles.map", any).unwrap_or(""));
        if map.is_err() {
            entry.fail("roles.map", Problem::RoleMap);
        }
        Some(Self {
            map: map.ok()?,
            allowed_group: entry.text("roles.allowed_group", visible),
            default_role: entry.text("roles.default_role", visible),
        })
    }

    /// Reads `group:role,group:role`. What follows a second `:` is ignored, as Portabase does; empty entries are none.
    pub fn parse_map(text: &str) -> Result<Vec<(String, String)>, EntryWithoutRole> {
        let mut map = Vec::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let mut parts = entry.split(':').map(|part| part.trim().to_owned());
            match (parts.next(), parts.next()) {
                (Some(group), Some(role)) => map.push((group, role)),
                _ => return Err(EntryWithoutRole(entry.to_owned())),
            }
        }
        Ok(map)
    }

    /// The role of somebody who is in these groups. They are made lower case, and the rule is not; the first entry of
    /// the map counts. An empty role is none, and what comes next is tried.
    pub fn role_for(&self, groups: &[String]) -> Outcome {
        let groups: Vec<String> = groups.iter().map(|group| lower_case(group)).collect();
        let is_in = |group: &str| groups.iter().any(|found| found == group);
        let mapped = self.role_of(|group| group != EVERYONE && is_in(group));
        let allowed = self.allowed_group.as_deref().filter(|group| !group.is_empty() && is_in(group));
        let allowed = allowed.map(|group| if group.contains("admin") { "admin" } else { "pending" });
        let everyone = self.role_of(|group| group == EVERYONE);
        let roles = [mapped, allowed, everyone, self.default_role.as_deref()];
        let role = roles.into_iter().flatten().find(|role| !role.is_empty());
        role.map_or(Outcome::Refused, |role| Outcome::Role(role.to_owned()))
    }

    fn role_of(&self, is_meant: impl Fn(&str) -> bool) -> Option<&str> {
        self.map.iter().find(|(group, _)| is_meant(group)).map(|(_, role)| role.as_str())
    }
}

/// The groups that claims tell: `groups`, else `roles`; what is no list is one group, and what is no text is made one. An
/// empty list of groups is an answer.
pub fn groups_of(claims: &Value) -> Vec<String> {
    let is_told = |value: &&Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => *number != 0.0,
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    match ["groups", "roles"].into_iter().find_map(|name| claims.get(name).filter(is_told)) {
        Some(Value::Array(groups)) => groups.iter().filter_map(text).collect(),
        Some(group) => text(group).into_iter().collect(),
        None => Vec::new(),
    }
}

/// As JavaScript's `String()` makes it, but of whole numbers only: nobody calls a group 1.5.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with what it was")]
fn text(group: &Value) -> Option<String> {
    match group {
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(String::from(if *yes { "true" } else { "false" })),
        Value::Number(number) => {
            let whole = *number as u32;
            #[expect(clippy::float_cmp, reason = "equal only if nothing was lost")]
            (f64::from(whole) == *number).then(|| decimal(whole))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "roles_tests.rs"]
mod tests;

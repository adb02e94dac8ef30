//! What surprises people in variables that do what Portabase's code says.

use super::entry::Entry;
use super::name::Field;
use super::report::Fate;

/// What is said of variables that are for Portabase's own sign-in.
pub(super) const THEIRS: &str = "for Portabase, which is the client of the provider";

const ROLE: &str = "not needed: Portabase gives the role, and the page shows it";

/// What is said of `HOST` in front of Portabase, which hands it to better-auth.
pub(super) fn of_host(value: &str) -> (Fate, String) {
    let meaning = "for Portabase: the domain of e-mail addresses by which better-auth chooses a provider (its `domain`), \
                   no host of a network";
    if value.contains([':', '/', '@']) {
        (Fate::LeftOut, format!("{meaning}; what stands there can't be one, so it matches nothing"))
    } else {
        (Fate::Unneeded, meaning.to_owned())
    }
}

/// What is said of `PKCE` in front of Portabase.
pub(super) fn of_pkce(value: &str) -> (Fate, String) {
    if value == "true" {
        return (Fate::Unneeded, THEIRS.to_owned());
    }
    let why = "for Portabase, which takes nothing but exactly `true` for yes: people sign in without PKCE";
    (Fate::LeftOut, why.to_owned())
}

/// What is said of a variable about roles in front of Portabase, which makes this of the providers.
pub(super) fn of_roles(variable: &str, entries: &[Entry<'_>]) -> (Fate, String) {
    let mut warnings = entries.iter().filter_map(|entry| {
        let roles = [("map", &entry.roles.map), ("allowed_group", &entry.roles.allowed_group)];
        roles.into_iter().find_map(|(member, role)| match role {
            Some((name, value)) if name == variable => Some(of_rule(entry, member, value)),
            _ => None,
        })
    });
    match warnings.find(|warning| !warning.is_empty()) {
        Some(warning) => (Fate::LeftOut, format!("{ROLE}{warning}")),
        None => (Fate::Unneeded, ROLE.to_owned()),
    }
}

/// What is to be said besides of a member of a rule of roles; nothing, if it is as people think.
pub(super) fn of_rule(entry: &Entry<'_>, member: &str, value: &str) -> String {
    let groups: Vec<&str> = match member {
        "map" => value.split(',').filter_map(|entry| entry.split(':').next()).map(str::trim).collect(),
        "allowed_group" => vec![value],
        _ => Vec::new(),
    };
    let mut warning = String::new();
    if groups.iter().any(|group| group.to_lowercase() != *group) {
        warning.push_str(
            "; a group with a capital letter in it never matches, because those of people are made lower case",
        );
    }
    let refuses = entry.roles.default_role.is_none();
    if member == "map" && refuses && groups.contains(&"default") {
        let variable = entry.family.name(entry.prefix, Field::DefaultRole);
        warning.push_str("; `default` is a group like any other: the role of everybody else is ");
        warning.push_str(&variable);
    }
    warning
}

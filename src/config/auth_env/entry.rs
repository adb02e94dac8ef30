//! The providers that Portabase makes of the variables (`src/lib/auth/oidc.ts` and `oauth.ts` of 1.29).

use super::environment::Environment;
use super::name::{Family, Field};

/// What Portabase makes of a default provider that has no role of its own.
const DEFAULT_ROLE: &str = "pending";

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) family: Family,
    /// `None`: the default one, Google or GitHub.
    pub(super) prefix: Option<&'a str>,
    /// The variable without which it is not there.
    pub(super) client_variable: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    /// As it was given.
    pub(super) icon: Option<&'a str>,
    pub(super) client: &'a str,
    pub(super) issuer: Option<&'a str>,
    pub(super) discovery: Option<&'a str>,
    pub(super) roles: Roles<'a>,
    pub(super) allow_linking: bool,
    pub(super) allow_unlinking: bool,
}

/// The rule of roles, with the variables that it is from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles<'a> {
    pub(super) map: Option<(String, &'a str)>,
    pub(super) allowed_group: Option<(String, &'a str)>,
    /// Without a variable: Portabase's default.
    pub(super) default_role: Option<(String, &'a str)>,
}

impl Roles<'_> {
    /// Does any variable say something of roles?
    pub(super) fn is_given(&self) -> bool {
        let given = |role: &Option<(String, &str)>| role.as_ref().is_some_and(|(name, _)| !name.is_empty());
        given(&self.map) || given(&self.allowed_group) || given(&self.default_role)
    }
}

/// The OpenID providers: the default one, then those with a prefix in the order of their `…_CLIENT`. One without a client,
/// or without both an issuer and a discovery document, is none.
pub(super) fn openid<'a>(env: &Environment<'a>) -> Vec<Entry<'a>> {
    let prefixes = [None].into_iter().chain(env.prefixes(Family::Oidc).map(Some));
    prefixes.filter_map(|prefix| of_openid(env, prefix)).collect()
}

fn of_openid<'a>(env: &Environment<'a>, prefix: Option<&'a str>) -> Option<Entry<'a>> {
    let get = |field| env.field(Family::Oidc, prefix, field);
    let (client, issuer, discovery) =
        (get(Field::Client)?, get(Field::IssuerUrl), get(Field::DiscoveryEndpoint));
    issuer.or(discovery)?;
    let (id, title, description) = match prefix {
        None => ("oidc".to_owned(), "SSO", "Sign in with your SSO account.".to_owned()),
        Some(prefix) => (prefix.to_lowercase(), prefix, format!("Sign in with {prefix}")),
    };
    let text = |field, default: String| get(field).map_or(default, str::to_owned);
    let allows = |field| {
        let global = Field::global(field).filter(|_| prefix.is_none());
        let value = global.map_or_else(|| get(field), |name| env.get(name));
        value != Some("false")
    };
    Some(Entry {
        family: Family::Oidc,
        prefix,
        client_variable: Family::Oidc.name(prefix, Field::Client),
        id: text(Field::Id, id),
        title: text(Field::Title, title.to_owned()),
        description: text(Field::Desc, description),
        icon: get(Field::Icon),
        client,
        issuer,
        discovery,
        roles: roles(env, Family::Oidc, prefix),
        allow_linking: allows(Field::AllowLinking),
        allow_unlinking: allows(Field::AllowUnlinking),
    })
}

/// The social ones: Google and GitHub, the default one, those with a prefix.
pub(super) fn social<'a>(env: &Environment<'a>) -> Vec<Entry<'a>> {
    let own = [("AUTH_GOOGLE_ID", "Google"), ("AUTH_GITHUB_ID", "GitHub")];
    let own = own.into_iter().filter_map(|(name, title)| {
        let entry = of_social(env, None, env.get(name)?, title);
        Some(Entry { client_variable: name.to_owned(), id: title.to_lowercase(), icon: None, ..entry })
    });
    let prefixes = [None].into_iter().chain(env.prefixes(Family::Social).map(Some));
    let others = prefixes.filter_map(|prefix| {
        let get = |field| env.field(Family::Social, prefix, field);
        let client = get(Field::Client)?;
        let title = prefix.map_or_else(|| "OAuth".to_owned(), capitalised);
        let entry = of_social(env, prefix, client, &title);
        let id = match prefix.map(str::to_lowercase) {
            None => get(Field::Id).unwrap_or("social").to_owned(),
            Some(x) if x == "x" => "twitter".to_owned(),
            Some(id) => id,
        };
        let text = |field, default: String| get(field).map_or(default, str::to_owned);
        Some(Entry {
            id,
            title: text(Field::Title, entry.title.clone()),
            description: text(Field::Desc, entry.description.clone()),
            ..entry
        })
    });
    own.chain(others).collect()
}

fn of_social<'a>(env: &Environment<'a>, prefix: Option<&'a str>, client: &'a str, title: &str) -> Entry<'a> {
    let description = match prefix {
        None => format!("Sign in with your {title} account."),
        Some(_) => format!("Sign in with {title}"),
    };
    Entry {
        family: Family::Social,
        prefix,
        client_variable: Family::Social.name(prefix, Field::Client),
        id: String::new(),
        title: title.to_owned(),
        description,
        icon: env.field(Family::Social, prefix, Field::Icon),
        client,
        issuer: None,
        discovery: None,
        roles: roles(env, Family::Social, prefix),
        allow_linking: env.get("AUTH_ALLOW_LINKING") != Some("false"),
        allow_unlinking: env.get("AUTH_ALLOW_UNLINKING") != Some("false"),
    }
}

/// Only `ALLOWED_GROUP` stands in for what a provider with a prefix does not say.
fn roles<'a>(env: &Environment<'a>, family: Family, prefix: Option<&str>) -> Roles<'a> {
    let get = |name: String| env.get(&name).map(|value| (name, value));
    let global = |field: Field| get(field.global()?.to_owned());
    if prefix.is_none() {
        let default_role = global(Field::DefaultRole).or(Some((String::new(), DEFAULT_ROLE)));
        return Roles {
            map: global(Field::RoleMap),
            allowed_group: global(Field::AllowedGroup),
            default_role,
        };
    }
    let own = |field| get(family.name(prefix, field));
    Roles {
        map: own(Field::RoleMap),
        allowed_group: own(Field::AllowedGroup).or_else(|| global(Field::AllowedGroup)),
        default_role: own(Field::DefaultRole),
    }
}

/// `GITHUB` as `Github`.
fn capitalised(prefix: &str) -> String {
    let mut letters = prefix.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &letters.as_str().to_lowercase()
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;

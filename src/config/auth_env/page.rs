//! A provider of the page's own: what the variables come to where the page is itself the client.

use super::draft::{Draft, Sources};
use super::entry::Entry;
use super::environment::Environment;
use super::name::{Family, Field};
use super::report::{Fate, Report};
use super::warning;
use crate::config::check;
use crate::json::Value;
use crate::text::clean;

/// What is said of a secret.
const SECRET: &str = "not copied: everyone can read config.json. Register this page as a public client, which has none; \
                      if the client must keep it, a backend must be the client (`--portabase`, or `pocketbase`)";
const HOST: &str = "not needed: it names no host of a network, but the domain of e-mail addresses by which better-auth \
                    chooses a provider (its `domain`)";
const LINKING: &str = "left out: only a backend with accounts of its own links identities";

/// The entry of `providers`, to stand at this index under this id.
pub(super) fn provider(
    entry: &Entry<'_>,
    id: &str,
    index: usize,
    env: &Environment<'_>,
    report: &mut Report,
    sources: &mut Sources,
) -> Value {
    let variable = |field: Field| {
        let name = Family::Oidc.name(entry.prefix, field);
        if env.get(&name).is_some() { name } else { entry.client_variable.clone() }
    };
    let name = |field| Family::Oidc.name(entry.prefix, field);
    let mut draft = Draft::new(format!("providers[{index}]"), &entry.client_variable);
    draft.text("id", id, &variable(Field::Id));
    let why = if id == entry.id { "" } else { ": other characters, or another provider, stood in the way" };
    report.say(name(Field::Id), Fate::Taken, format!("`id`, `{id}`{why}"));
    draft.text("title", &entry.title, &variable(Field::Title));
    report.say(name(Field::Title), Fate::Taken, format!("`title`, `{}`", clean(&entry.title, 60)));
    draft.text("description", &entry.description, &variable(Field::Desc));
    report.say(name(Field::Desc), Fate::Taken, "`description`");
    draft.icon(entry.icon, Family::Oidc, entry.prefix, report);
    metadata(entry, &name, &mut draft, report);
    if let Some(jwks) = env.get(&name(Field::JwksEndpoint)) {
        draft.text("jwks_uri", jwks, &name(Field::JwksEndpoint));
        report.say(name(Field::JwksEndpoint), Fate::Taken, "`jwks_uri`, in place of that of the metadata");
    }
    draft.text("client_id", entry.client, &entry.client_variable);
    let client = format!("`client_id`, `{}`", clean(entry.client, 60));
    report.say(entry.client_variable.clone(), Fate::Taken, client);
    if let Some(scopes) = env.get(&name(Field::Scopes)) {
        scope(scopes, &name(Field::Scopes), &mut draft, report);
    }
    roles(entry, &mut draft, report);
    let pkce = match env.get(&name(Field::Pkce)) {
        Some("true") => "not needed: this page always uses PKCE (S256)",
        _ => "without effect: this page always uses PKCE (S256)",
    };
    report.say(name(Field::Pkce), Fate::Unneeded, pkce);
    report.say(name(Field::Secret), Fate::LeftOut, SECRET);
    report.say(name(Field::Host), Fate::Unneeded, HOST);
    for field in [Field::AllowLinking, Field::AllowUnlinking] {
        let own = if entry.prefix.is_some() { Some(name(field)) } else { field.global().map(str::to_owned) };
        report.say(own.unwrap_or_default(), Fate::LeftOut, LINKING);
    }
    draft.finish(sources)
}

/// Where the metadata is, and whose it must be.
fn metadata(entry: &Entry<'_>, name: &dyn Fn(Field) -> String, draft: &mut Draft, report: &mut Report) {
    let (issuer_name, discovery_name) = (name(Field::IssuerUrl), name(Field::DiscoveryEndpoint));
    match (entry.issuer, entry.discovery) {
        (Some(issuer), Some(discovery)) if check::well_known(issuer) != discovery => {
            draft.text("discovery_url", discovery, &discovery_name);
            report.say(discovery_name, Fate::Taken, "`discovery_url`");
            draft.text("expected_issuer", issuer, &issuer_name);
            report.say(issuer_name, Fate::Taken, "`expected_issuer`: the metadata is at another address");
        }
        (Some(issuer), discovery) => {
            draft.text("issuer", issuer, &issuer_name);
            report.say(issuer_name, Fate::Taken, "`issuer`");
            if discovery.is_some() {
                report.say(discovery_name, Fate::Unneeded, "not needed: it follows from the issuer");
            }
        }
        (None, Some(discovery)) => {
            draft.text("discovery_url", discovery, &discovery_name);
            draft.source("expected_issuer", &discovery_name);
            report.say(discovery_name, Fate::Taken, "`discovery_url`");
        }
        // Such a one is no entry.
        (None, None) => {}
    }
}

/// better-auth does without `openid`; OpenID Connect does not.
fn scope(scopes: &str, variable: &str, draft: &mut Draft, report: &mut Report) {
    let mut words: Vec<&str> = scopes.split_whitespace().collect();
    let mut sentence = String::from("`scope`");
    if !words.contains(&"openid") {
        words.insert(0, "openid");
        sentence.push_str(", with `openid` before the others: without it there is no ID token");
    }
    if scopes.contains(',') {
        sentence.push_str("; a comma in it does not separate scopes, a space does");
    }
    draft.text("scope", &words.join(" "), variable);
    report.say(variable, Fate::Taken, sentence);
}

/// The rule of roles, if there is one.
fn roles(entry: &Entry<'_>, draft: &mut Draft, report: &mut Report) {
    if !entry.roles.is_given() {
        return;
    }
    let mut members = Vec::new();
    for (member, role) in [
        ("map", &entry.roles.map),
        ("allowed_group", &entry.roles.allowed_group),
        ("default_role", &entry.roles.default_role),
    ] {
        let Some((variable, value)) = role else { continue };
        members.push((member.to_owned(), Value::String((*value).to_owned())));
        if variable.is_empty() {
            continue;
        }
        draft.source(&format!("roles.{member}"), variable);
        let warning = warning::of_rule(entry, member, value);
        report.say(variable, Fate::Taken, format!("`roles.{member}`, for display only{warning}"));
    }
    draft.member("roles", Value::Object(members), &entry.client_variable);
}

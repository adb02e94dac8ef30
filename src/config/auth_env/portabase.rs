//! A provider of Portabase: what the variables come to where Portabase is the client, and the page stands before it.

use super::draft::{Draft, Sources};
use super::entry::Entry;
use super::environment::Environment;
use super::name::{Family, Field};
use super::report::{Fate, Report};
use crate::json::Value;
use crate::text::clean;

/// What better-auth 1.7 knows, see `@better-auth/core/social-providers`.
const KNOWN: [&str; 36] = [
    "apple",
    "atlassian",
    "cloudflare",
    "cognito",
    "discord",
    "dropbox",
    "facebook",
    "figma",
    "github",
    "gitlab",
    "google",
    "huggingface",
    "kakao",
    "kick",
    "line",
    "linear",
    "linkedin",
    "microsoft",
    "naver",
    "notion",
    "paybin",
    "paypal",
    "polar",
    "railway",
    "reddit",
    "roblox",
    "salesforce",
    "slack",
    "spotify",
    "tiktok",
    "twitch",
    "twitter",
    "vercel",
    "vk",
    "wechat",
    "zoom",
];

/// Can better-auth sign anybody in with it?
pub(super) fn is_known(entry: &Entry<'_>) -> bool {
    entry.family == Family::Oidc || KNOWN.contains(&entry.id.as_str())
}

/// The entry of `backend.providers`, to stand at this index.
pub(super) fn provider(
    entry: &Entry<'_>,
    index: usize,
    env: &Environment<'_>,
    report: &mut Report,
    sources: &mut Sources,
) -> Value {
    let name = |field| entry.family.name(entry.prefix, field);
    let variable = |field| {
        if env.get(&name(field)).is_some() { name(field) } else { entry.client_variable.clone() }
    };
    let mut draft = Draft::new(format!("backend.providers[{index}]"), &entry.client_variable);
    // The ids of Google and GitHub are not for the variables of the default social provider.
    let is_own = entry.client_variable != name(Field::Client);
    if is_own {
        draft.text("id", &entry.id, &entry.client_variable);
    } else {
        draft.text("id", &entry.id, &variable(Field::Id));
        report.say(name(Field::Id), Fate::Taken, format!("`id`, `{}`", clean(&entry.id, 64)));
    }
    if entry.family == Family::Social {
        draft.text("type", "social", &entry.client_variable);
    }
    if is_own {
        draft.text("title", &entry.title, &entry.client_variable);
        draft.text("description", &entry.description, &entry.client_variable);
    } else {
        draft.text("title", &entry.title, &variable(Field::Title));
        report.say(name(Field::Title), Fate::Taken, format!("`title`, `{}`", clean(&entry.title, 60)));
        draft.text("description", &entry.description, &variable(Field::Desc));
        report.say(name(Field::Desc), Fate::Taken, "`description`");
        draft.icon(entry.icon, entry.family, entry.prefix, report);
    }
    let id = clean(&entry.id, 64);
    let there = format!("for Portabase, which is the client of the provider; `{id}` is in the picker");
    report.say(entry.client_variable.clone(), Fate::Unneeded, there);
    draft.finish(sources)
}

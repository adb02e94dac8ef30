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

#[cfg(test)]
mod tests {
    use super::super::tests::{A, PORTABASE, first, line, made, mistakes};
    use super::super::{Fate, import};
    use crate::json::Value;

    #[test]
    fn in_front_of_portabase_the_picker_is_portabases() {
        let import = import(
            [
                ("AUTH_OIDC_A_CLIENT", "c"),
                ("AUTH_OIDC_A_ISSUER_URL", "http://idp:3000"),
                ("AUTH_OIDC_A_SECRET", "hush"),
                ("AUTH_OIDC_A_ALLOW_UNLINKING", "false"),
                ("AUTH_GOOGLE_ID", "g"),
                ("AUTH_SOCIAL_X_CLIENT", "x"),
                ("AUTH_SOCIAL_X_ICON", "/x.svg"),
                ("AUTH_SOCIAL_CLIENT", "s"),
                ("AUTH_SOCIAL_GOOGLE_CLIENT", "again"),
                ("AUTH_SOCIAL_APPLE_APP_BUNDLE_IDENTIFIER", "b"),
                ("AUTH_ROLE_MAP", "a:b"),
                ("TRUSTED_DOMAINS", "https://other.test"),
            ],
            &PORTABASE,
        );
        let made = made(&import);
        let backend = made.get("backend").unwrap();
        let ids: Vec<_> =
            backend.get("providers").unwrap().as_array().unwrap().iter().map(|it| it.str("id")).collect();
        assert_eq!(ids, [Some("google"), Some("twitter"), Some("a")]);
        assert_eq!(
            first(&import),
            r#"{ "id": "google", "type": "social", "title": "Google", "description": "Sign in with your Google account." }"#
        );
        assert_eq!(backend.get("allow_unlinking"), Some(&Value::Bool(false)));
        assert_eq!(backend.get("allow_linking"), None);
        assert_eq!(made.get("providers"), None);
        assert_eq!(line(&import, "AUTH_OIDC_A_SECRET").0, Fate::Unneeded);
        assert_eq!(line(&import, "AUTH_OIDC_A_ALLOW_UNLINKING").0, Fate::Taken);
        assert!(line(&import, "AUTH_SOCIAL_CLIENT").1.contains("knows no social provider `social`"));
        assert!(
            line(&import, "AUTH_SOCIAL_GOOGLE_CLIENT").1.contains("that of the provider of AUTH_GOOGLE_ID")
        );
        assert_eq!(line(&import, "AUTH_ROLE_MAP").0, Fate::Unneeded);
        assert_eq!(import.remarks.len(), 1, "{:?}", import.remarks);
        assert!(import.remarks[0].contains("http://idp:3000"));
    }

    #[test]
    fn what_people_take_for_something_else_is_said_there_too() {
        let said = |name: &'static str, value: &'static str| {
            let import = import(A.into_iter().chain([(name, value)]), &PORTABASE);
            let (fate, sentence) = line(&import, name);
            (fate, sentence.to_owned())
        };
        for (name, value, fate, words) in [
            ("AUTH_OIDC_A_HOST", "a.test", Fate::Unneeded, "the domain of e-mail addresses"),
            ("AUTH_OIDC_A_HOST", "pocketid:3000", Fate::LeftOut, "so it matches nothing"),
            ("AUTH_OIDC_A_PKCE", "true", Fate::Unneeded, "for Portabase"),
            ("AUTH_OIDC_A_PKCE", "True", Fate::LeftOut, "without PKCE"),
            ("AUTH_OIDC_A_ROLE_MAP", "admin:admin", Fate::Unneeded, "Portabase gives the role"),
            ("AUTH_OIDC_A_ROLE_MAP", "Admin:admin", Fate::LeftOut, "a group with a capital letter"),
            ("AUTH_OIDC_A_ROLE_MAP", "a:b,default:user", Fate::LeftOut, "AUTH_OIDC_A_DEFAULT_ROLE"),
            ("ALLOWED_GROUP", "Staff", Fate::LeftOut, "a group with a capital letter"),
            ("ALLOWED_GROUP", "staff", Fate::Unneeded, "Portabase gives the role"),
        ] {
            let (found, sentence) = said(name, value);
            assert!(found == fate && sentence.contains(words), "{name}={value}: {found:?} {sentence}");
        }
        let default = [("AUTH_OIDC_CLIENT", "c"), ("AUTH_OIDC_ISSUER_URL", "https://b.test")];
        let import = import(default.into_iter().chain([("AUTH_ROLE_MAP", "A:b,default:c")]), &PORTABASE);
        let (_, sentence) = line(&import, "AUTH_ROLE_MAP");
        assert!(sentence.contains("capital") && !sentence.contains("everybody else"), "{sentence}");
    }

    #[test]
    fn an_id_that_portabase_knows_can_not_be_another_one_here() {
        let pairs = A.into_iter().chain([("AUTH_OIDC_A_ID", "my idp")]);
        let found = mistakes(&import(pairs, &PORTABASE));
        assert_eq!(found, ["AUTH_OIDC_A_ID is empty, too long, or holds characters that are not allowed"]);
    }

    #[test]
    fn the_origin_of_an_issuer_is_compared_with_what_portabase_trusts() {
        let remarks = |more: &[(&str, &str)]| {
            import(super::super::tests::A.into_iter().chain(more.iter().copied()), &PORTABASE).remarks.len()
        };
        assert_eq!(remarks(&[]), 1);
        for (trusted, count) in [
            ("https://a.test", 0),
            ("https://b.test, https://a.test/", 0),
            ("https://*.test", 0),
            ("*.test", 0),
            ("https://a.test.evil.test", 1),
            ("http://a.test", 1),
            ("https://*.a.test", 1),
        ] {
            assert_eq!(remarks(&[("TRUSTED_DOMAINS", trusted)]), count, "{trusted}");
        }
        assert_eq!(remarks(&[("PROJECT_URL", "https://a.test")]), 0, "which it trusts itself");
    }
}

//! Providers as Portabase makes them.

use super::*;

fn read<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<Entry<'a>> {
    let env = Environment::new(pairs.iter().copied());
    [social(&env), openid(&env)].concat()
}

fn ids(entries: &[Entry<'_>]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}

#[test]
fn a_provider_needs_a_client_and_a_way_to_its_metadata() {
    for (given, is_one) in [
        (&["CLIENT", "ISSUER_URL"][..], true),
        (&["CLIENT", "DISCOVERY_ENDPOINT"], true),
        (&["CLIENT"], false),
        (&["ISSUER_URL", "DISCOVERY_ENDPOINT"], false),
    ] {
        for start in ["AUTH_OIDC_", "AUTH_OIDC_A_B_"] {
            let names: Vec<String> = given.iter().map(|field| [start, field].concat()).collect();
            let pairs: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
            assert_eq!(read(&pairs).len(), usize::from(is_one), "{names:?}");
            let empty: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
            assert_eq!(read(&empty), [], "{names:?}");
        }
    }
}

#[test]
fn what_is_not_said_has_the_defaults_of_portabase() {
    let entries = read(&[
        ("AUTH_OIDC_MY_IDP_CLIENT", "c"),
        ("AUTH_OIDC_MY_IDP_ISSUER_URL", "i"),
        ("AUTH_OIDC_CLIENT", "c"),
        ("AUTH_OIDC_ISSUER_URL", "i"),
        ("AUTH_OIDC_TITLE", ""),
    ]);
    let texts = |entry: &Entry<'_>| {
        (entry.id.clone(), entry.title.clone(), entry.description.clone(), entry.icon.map(str::to_owned))
    };
    let expected = |id: &str, title: &str, description: &str| {
        (id.to_owned(), title.to_owned(), description.to_owned(), None)
    };
    // The default one comes first, wherever it stands.
    assert_eq!(texts(&entries[0]), expected("oidc", "SSO", "Sign in with your SSO account."));
    assert_eq!(texts(&entries[1]), expected("my_idp", "MY_IDP", "Sign in with MY_IDP"));
}

#[test]
fn the_default_provider_has_the_roles_of_the_globals_and_the_others_only_the_group() {
    let entries = read(&[
        ("AUTH_OIDC_CLIENT", "c"),
        ("AUTH_OIDC_ISSUER_URL", "i"),
        ("AUTH_OIDC_ROLE_MAP", "nobody:reads"),
        ("AUTH_ROLE_MAP", "a:b"),
        ("ALLOWED_GROUP", "staff"),
        ("AUTH_OIDC_A_CLIENT", "c"),
        ("AUTH_OIDC_A_ISSUER_URL", "i"),
        ("AUTH_OIDC_B_CLIENT", "c"),
        ("AUTH_OIDC_B_ISSUER_URL", "i"),
        ("AUTH_OIDC_B_ALLOWED_GROUP", "b"),
        ("AUTH_OIDC_B_DEFAULT_ROLE", "user"),
    ]);
    let role = |role: &Option<(String, &str)>| role.as_ref().map(|(_, value)| (*value).to_owned());
    let roles: Vec<_> = entries
        .iter()
        .map(|entry| &entry.roles)
        .map(|it| (role(&it.map), role(&it.allowed_group), role(&it.default_role)))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        roles,
        [
            (some("a:b"), some("staff"), some("pending")),
            (None, some("staff"), None),
            (None, some("b"), some("user")),
        ]
    );
}

#[test]
fn pending_alone_is_no_rule() {
    let pairs = [("AUTH_OIDC_CLIENT", "c"), ("AUTH_OIDC_ISSUER_URL", "i"), ("AUTH_DEFAULT_ROLE", "user")];
    assert!(read(&pairs)[0].roles.is_given());
    assert!(!read(&pairs[..2])[0].roles.is_given());
}

#[test]
fn linking_is_forbidden_only_by_false() {
    for (value, allowed) in [("false", false), ("true", true), ("False", true), ("0", true), ("", true)] {
        let entries = read(&[
            ("AUTH_ALLOW_LINKING", value),
            ("AUTH_OIDC_ALLOW_UNLINKING", "false"),
            ("AUTH_OIDC_CLIENT", "c"),
            ("AUTH_OIDC_ISSUER_URL", "i"),
            ("AUTH_OIDC_A_CLIENT", "c"),
            ("AUTH_OIDC_A_ISSUER_URL", "i"),
            ("AUTH_OIDC_A_ALLOW_UNLINKING", value),
        ]);
        assert_eq!((entries[0].allow_linking, entries[0].allow_unlinking), (allowed, true), "{value}");
        assert_eq!((entries[1].allow_linking, entries[1].allow_unlinking), (true, allowed), "{value}");
    }
}

#[test]
fn social_providers_are_found_by_their_prefix_and_x_is_twitter() {
    let entries = read(&[
        ("AUTH_SOCIAL_X_CLIENT", "c"),
        ("AUTH_SOCIAL_X_TITLE", "X"),
        ("AUTH_SOCIAL_DISCORD_CLIENT", "c"),
        ("AUTH_SOCIAL_CLIENT", "c"),
        ("AUTH_GITHUB_ID", "c"),
        ("AUTH_GOOGLE_ID", "c"),
        ("AUTH_SOCIAL_EMPTY_CLIENT", ""),
    ]);
    assert_eq!(ids(&entries), ["google", "github", "social", "twitter", "discord"]);
    let titles: Vec<_> = entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Google", "GitHub", "OAuth", "X", "Discord"]);
    assert_eq!(entries[1].description, "Sign in with your GitHub account.");
    assert_eq!(entries[2].description, "Sign in with your OAuth account.");
    assert_eq!(entries[4].description, "Sign in with Discord");
}

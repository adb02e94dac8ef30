//! What becomes of what.

use super::*;
use crate::json::{self, Value};

const PAGE: Target<'_> = Target::Page { api: None };
pub(super) const PORTABASE: Target<'_> = Target::Portabase { url: "https://portabase.test" };
pub(super) const A: [(&str, &str); 2] =
    [("AUTH_OIDC_A_CLIENT", "spa"), ("AUTH_OIDC_A_ISSUER_URL", "https://a.test")];

/// Provider `A`, with what else is given.
fn with_a<'a>(more: &[(&'a str, &'a str)]) -> Import {
    import(A.into_iter().chain(more.iter().copied()), &PAGE)
}

pub(super) fn made(import: &Import) -> Value {
    json::parse(&import.result.as_ref().unwrap().text).unwrap()
}

/// The first provider, in one line.
pub(super) fn first(import: &Import) -> String {
    let made = made(import);
    let list = made.get("providers").or_else(|| made.get("backend")?.get("providers")).unwrap();
    json::pretty(&list.as_array().unwrap()[0]).split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn mistakes(import: &Import) -> Vec<String> {
    import.result.as_ref().unwrap_err().iter().map(ToString::to_string).collect()
}

pub(super) fn line<'a>(import: &'a Import, name: &str) -> (Fate, &'a str) {
    let line = import.report.iter().find(|line| line.name == name).unwrap();
    (line.fate, &line.sentence)
}

#[test]
fn the_least_provider_has_the_defaults() {
    assert_eq!(
        first(&with_a(&[])),
        r#"{ "id": "a", "title": "A", "description": "Sign in with A", "issuer": "https://a.test", "client_id": "spa" }"#
    );
}

#[test]
fn a_discovery_document_is_named_only_if_it_does_not_follow_from_the_issuer() {
    let issuer = "AUTH_OIDC_A_ISSUER_URL";
    let discovery = "AUTH_OIDC_A_DISCOVERY_ENDPOINT";
    let import = |issuer_url: &str, endpoint: &str| {
        import([("AUTH_OIDC_A_CLIENT", "spa"), (issuer, issuer_url), (discovery, endpoint)], &PAGE)
    };
    let follows = import("https://a.test/o/x/", "https://a.test/o/x/.well-known/openid-configuration");
    assert!(first(&follows).contains(r#""issuer": "https://a.test/o/x/", "client_id""#), "{follows:?}");
    assert_eq!(line(&follows, discovery).0, Fate::Unneeded);
    let global = import("https://a.test/", "https://a.test/o/x/.well-known/openid-configuration");
    let expected = r#""discovery_url": "https://a.test/o/x/.well-known/openid-configuration", "expected_issuer": "https://a.test/", "#;
    assert!(first(&global).contains(expected), "{}", first(&global));
    let alone = import("", "https://a.test/.well-known/openid-configuration");
    assert!(first(&alone).contains(r#""discovery_url": "https://a.test/.w"#));
    assert_eq!(line(&alone, issuer), (Fate::Unneeded, "empty, as good as not there"));
    assert_eq!(
        mistakes(&import("", "https://a.test/metadata")),
        ["AUTH_OIDC_A_DISCOVERY_ENDPOINT does not tell the issuer: AUTH_OIDC_A_ISSUER_URL has to"]
    );
}

#[test]
fn scopes_get_openid_and_one_space_between() {
    let scopes = "AUTH_OIDC_A_SCOPES";
    for (given, written) in
        [("openid  groups ", "openid groups"), ("email groups", "openid email groups"), ("openid", "openid")]
    {
        let import = with_a(&[(scopes, given)]);
        assert!(first(&import).contains(&format!(r#""scope": "{written}""#)), "{given}");
        assert_eq!(line(&import, scopes).1.contains("with `openid`"), given.starts_with("email"), "{given}");
    }
    assert!(line(&with_a(&[(scopes, "openid,email")]), scopes).1.contains("comma"));
}

#[test]
fn an_icon_is_an_address_or_a_path() {
    let icon = "AUTH_OIDC_A_ICON";
    for (given, taken) in [
        ("https://a.test/a.png", true),
        ("/a.svg", true),
        ("lucide:building", false),
        ("http://a.test/a.png", false),
        ("//a.test/a.png", false),
        ("data:image/png;base64,AA", false),
    ] {
        let import = with_a(&[(icon, given)]);
        assert_eq!(first(&import).contains("\"icon\""), taken, "{given}");
        assert_eq!(line(&import, icon).0, if taken { Fate::Taken } else { Fate::LeftOut }, "{given}");
    }
}

#[test]
fn ids_that_the_page_refuses_become_others() {
    let import = import(
        [
            ("AUTH_OIDC_A_CLIENT", "c"),
            ("AUTH_OIDC_A_ISSUER_URL", "https://a.test"),
            ("AUTH_OIDC_A_ID", "my idp"),
            ("AUTH_OIDC_B_CLIENT", "c"),
            ("AUTH_OIDC_B_ISSUER_URL", "https://b.test"),
            ("AUTH_OIDC_B_ID", "my/idp"),
        ],
        &PAGE,
    );
    let ids: Vec<_> = import.result.as_ref().unwrap().config.providers().map(|it| it.id.clone()).collect();
    assert_eq!(ids, ["my-idp", "my-idp-2"]);
    assert!(line(&import, "AUTH_OIDC_B_ID").1.starts_with("`id`, `my-idp-2`: "));
}

#[test]
fn of_two_providers_with_one_id_the_second_is_left_out() {
    let import = with_a(&[
        ("AUTH_OIDC_B_CLIENT", "other"),
        ("AUTH_OIDC_B_ISSUER_URL", "https://b.test"),
        ("AUTH_OIDC_B_ID", "a"),
    ]);
    assert_eq!(import.result.as_ref().unwrap().config.entries.len(), 1);
    for name in ["AUTH_OIDC_B_CLIENT", "AUTH_OIDC_B_ISSUER_URL", "AUTH_OIDC_B_ID"] {
        let (fate, sentence) = line(&import, name);
        assert_eq!(fate, Fate::LeftOut);
        assert!(sentence.contains("its id `a` is that of the provider of AUTH_OIDC_A_CLIENT"), "{sentence}");
    }
}

#[test]
fn a_provider_that_is_left_out_takes_no_id_from_another_one() {
    let openid = [("AUTH_OIDC_GOOGLE_CLIENT", "c"), ("AUTH_OIDC_GOOGLE_ISSUER_URL", "https://g.test")];
    let page = import([("AUTH_GOOGLE_ID", "g")].into_iter().chain(openid), &PAGE);
    assert!(page.result.unwrap().config.provider("google").is_some());
    let social =
        [("AUTH_SOCIAL_CLIENT", "s"), ("AUTH_SOCIAL_ID", "google2"), ("AUTH_OIDC_GOOGLE_ID", "google2")];
    let portabase = import(social.into_iter().chain(openid), &PORTABASE);
    assert!(portabase.result.unwrap().config.provider("google2").is_some());
}

#[test]
fn a_rule_of_roles_is_there_if_a_variable_says_something_of_it() {
    let import = with_a(&[("AUTH_OIDC_A_ROLE_MAP", "Admin:admin,default:user"), ("ALLOWED_GROUP", "staff")]);
    let expected = r#""roles": { "map": "Admin:admin,default:user", "allowed_group": "staff" }"#;
    assert!(first(&import).contains(expected), "{}", first(&import));
    let (_, map) = line(&import, "AUTH_OIDC_A_ROLE_MAP");
    assert!(map.contains("capital letter") && map.ends_with("AUTH_OIDC_A_DEFAULT_ROLE"), "{map}");
    assert_eq!(line(&import, "ALLOWED_GROUP"), (Fate::Taken, "`roles.allowed_group`, for display only"));

    let default = super::import(
        [("AUTH_OIDC_CLIENT", "c"), ("AUTH_OIDC_ISSUER_URL", "https://a.test"), ("AUTH_ROLE_MAP", "a:b")],
        &PAGE,
    );
    assert!(first(&default).ends_with(r#""roles": { "map": "a:b", "default_role": "pending" } }"#));
    let wrong = with_a(&[("AUTH_OIDC_A_ROLE_MAP", "admin")]);
    assert_eq!(mistakes(&wrong), ["AUTH_OIDC_A_ROLE_MAP is no list like `group:role,group:role`"]);
}

#[test]
fn what_nobody_reads_is_said_to_be_that() {
    let import = with_a(&[
        ("AUTH_OIDC_ROLE_MAP", "a:b"),
        ("AUTH_OIDC_A_CLIENT_SECRET", "x"),
        ("AUTH_OIDC_A_ISUER_URL", "x"),
        ("AUTH_OIDC_B_TITLE", "B"),
        ("AUTH_OIDC_C_CLIENT", "c"),
        ("AUTH_SECRET", "x"),
        ("PATH", "/bin"),
    ]);
    let (fate, sentence) = line(&import, "AUTH_OIDC_ROLE_MAP");
    assert_eq!((fate, sentence), (Fate::Unknown, "read by nobody: of this provider it is AUTH_ROLE_MAP"));
    assert_eq!(line(&import, "AUTH_OIDC_A_CLIENT_SECRET").1, "not known: is AUTH_OIDC_A_SECRET meant?");
    assert_eq!(line(&import, "AUTH_OIDC_A_ISUER_URL").1, "not known: is AUTH_OIDC_A_ISSUER_URL meant?");
    assert_eq!(
        line(&import, "AUTH_OIDC_B_TITLE").1,
        "left out: it belongs to no provider, for AUTH_OIDC_B_CLIENT is missing"
    );
    assert!(line(&import, "AUTH_OIDC_C_CLIENT").1.ends_with("AUTH_OIDC_C_DISCOVERY_ENDPOINT"));
    assert_eq!(line(&import, "AUTH_SECRET"), (Fate::Unknown, "not known to Portabase"));
    assert_eq!(import.foreign, 1);
}

#[test]
fn a_variable_that_is_known_is_told_what_it_lacks_and_one_beside_it_its_name() {
    let pocket = "AUTH_OIDC_POCKET_ISSUER_URL";
    let import = import([("AUTH_OIDC_POCKET_CLIENT_ID", "c"), (pocket, "https://a.test")], &PAGE);
    let client = "not known: is AUTH_OIDC_POCKET_CLIENT meant?";
    assert_eq!(line(&import, "AUTH_OIDC_POCKET_CLIENT_ID"), (Fate::Unknown, client));
    let missing = "left out: it belongs to no provider, for AUTH_OIDC_POCKET_CLIENT is missing";
    assert_eq!(line(&import, pocket), (Fate::LeftOut, missing));
    let alone = super::import([("AUTH_OIDC_ISSUER_URL", "https://a.test")], &PAGE);
    let missing = "left out: it belongs to no provider, for AUTH_OIDC_CLIENT is missing";
    assert_eq!(line(&alone, "AUTH_OIDC_ISSUER_URL"), (Fate::LeftOut, missing));
    let empty = super::import([("AUTH_OIDC_POCKET_CLIENT", ""), (pocket, "https://a.test")], &PAGE);
    let missing = "left out: it belongs to no provider, for AUTH_OIDC_POCKET_CLIENT is empty";
    assert_eq!(line(&empty, pocket), (Fate::LeftOut, missing));
}

#[test]
fn what_the_page_refuses_is_a_mistake_of_the_variable() {
    for (name, value, problem) in [
        ("AUTH_OIDC_A_ISSUER_URL", "http://a.test", "is not https"),
        ("AUTH_OIDC_A_ISSUER_URL", "a.test", "is no absolute https URL (http is for this machine only)"),
        ("AUTH_OIDC_A_JWKS_ENDPOINT", "http://idp:3000/jwks", "is not https"),
        ("AUTH_OIDC_A_CLIENT", "a b", "is empty, too long, or holds characters that are not allowed"),
        ("AUTH_OIDC_A_TITLE", " ", "is empty, too long, or holds characters that are not allowed"),
        (
            "AUTH_OIDC_A_SCOPES",
            "openid \u{e9}",
            "is empty, too long, or holds characters that are not allowed",
        ),
    ] {
        let good = ("AUTH_OIDC_B_CLIENT", "c");
        let import = with_a(&[(name, value), good, ("AUTH_OIDC_B_ISSUER_URL", "https://b.test")]);
        assert_eq!(mistakes(&import), [format!("{name} {problem}")], "{value:?}");
    }
    let api = super::import(A, &Target::Page { api: Some("ftp://x") });
    assert_eq!(mistakes(&api), ["--api is no absolute https URL (http is for this machine only)"]);
}

#[test]
fn without_a_provider_nothing_is_made() {
    let nothing = mistakes(&import([("AUTH_OIDC_A_CLIENT", "c")], &PAGE));
    assert!(nothing[0].ends_with("AUTH_OIDC_…_DISCOVERY_ENDPOINT"), "{nothing:?}");
    let social = import([("AUTH_GOOGLE_ID", "c"), ("AUTH_SOCIAL_DISCORD_CLIENT", "d")], &PAGE);
    assert!(mistakes(&social)[0].ends_with("(`--portabase`)"));
    assert!(social.report.iter().all(|line| line.fate == Fate::LeftOut), "{:?}", social.report);
}

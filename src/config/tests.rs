//! Each field, wrong: the error names it, and nothing else is lost.

use super::*;
use proptest::prelude::*;

const GOOD: &str = r#"{
  "$schema": "./config.schema.json",
  "page": { "title": "Sign in to Acme", "links": { "help": "https://acme.example/help", "privacy": "/privacy" },
            "support": { "email": "help@acme.example" }, "destination": { "policy": "go", "default": "/app/" } },
  "providers": [
    { "id": "pocket", "title": "PocketID", "issuer": "https://id.acme.example", "client_id": "spa" },
    { "id": "ak", "title": "authentik", "discovery_url": "https://ak.example/application/o/x/.well-known/openid-configuration",
      "client_id": "ak", "scope": "openid", "max_age": 3600, "authorization_parameters": { "ui_locales": "de" } } ],
  "backend": { "base_url": "https://api.acme.example/v1/", "request": { "path": "me" } }
}"#;

fn good() -> Config {
    parse(GOOD).unwrap().config
}

/// The errors of `GOOD` with `replacement` in place of `part`.
fn errors(part: &str, replacement: &str) -> Vec<Error> {
    assert!(GOOD.contains(part), "{part}");
    match parse(&GOOD.replace(part, replacement)) {
        Ok(parsed) => parsed
            .config
            .entries
            .into_iter()
            .flat_map(|entry| if let Entry::Unusable { errors, .. } = entry { errors } else { Vec::new() })
            .collect(),
        Err(errors) => errors,
    }
}

#[track_caller]
fn assert_invalid(part: &str, replacement: &str, field: &str, problem: Problem) {
    assert_eq!(errors(part, replacement), [Error { field: field.into(), problem }], "{replacement}");
}

#[test]
fn a_session_can_end_when_nobody_is_there_but_not_before_anybody_could_be_warned() {
    let session = |text: &str| parse(&GOOD.replacen('{', &format!(r#"{{ "session": {text},"#), 1));
    let parsed = session(r#"{ "idle_timeout": 180 }"#).unwrap();
    assert_eq!(parsed.config.session.idle_timeout, Some(180));
    assert_eq!(good().session.idle_timeout, None);
    let errors = session(r#"{ "idle_timeout": 179 }"#).unwrap_err();
    assert_eq!((errors[0].field.as_str(), errors[0].problem), ("session.idle_timeout", Problem::IdleTimeout));
}

#[test]
fn a_short_file_gets_its_defaults() {
    let config = good();
    let pocket = config.provider("pocket").unwrap();
    assert_eq!(pocket.discovery.url.as_str(), "https://id.acme.example/.well-known/openid-configuration");
    assert_eq!(pocket.discovery.issuers, ["https://id.acme.example"]);
    assert_eq!(pocket.scope, "openid profile email");
    assert_eq!(pocket.icon, Icon::Initial("P".into()));
    assert_eq!(config.frame_ancestors, []);
    let backend = config.backend.as_ref().unwrap();
    assert_eq!(backend.request.as_ref().unwrap().url.as_str(), "https://api.acme.example/v1/me");
    assert_eq!(
        config.connect_origins(),
        ["https://ak.example", "https://api.acme.example", "https://id.acme.example"]
    );
}

#[test]
fn a_discovery_url_alone_fits_the_issuer_with_and_without_a_slash() {
    let config = good();
    let issuers = &config.provider("ak").unwrap().discovery.issuers;
    assert_eq!(issuers, &["https://ak.example/application/o/x", "https://ak.example/application/o/x/"]);
}

#[test]
fn an_issuer_with_a_slash_gets_no_second_one() {
    let text = GOOD.replace("https://id.acme.example\"", "https://id.acme.example/o/a/\"");
    let config = parse(&text).unwrap().config;
    let discovery = &config.provider("pocket").unwrap().discovery;
    assert_eq!(discovery.url.as_str(), "https://id.acme.example/o/a/.well-known/openid-configuration");
    assert_eq!(discovery.issuers, ["https://id.acme.example/o/a/"]);
}

#[test]
fn every_wrong_field_is_named() {
    let issuer = r#""issuer": "https://id.acme.example""#;
    let at = "providers[0].issuer";
    assert_invalid(issuer, r#""issuer": "http://id.acme.example""#, at, Problem::Insecure);
    assert_invalid(issuer, r#""issuer": "javascript:alert(1)""#, at, Problem::Url);
    assert_invalid(issuer, r#""issuer": "https://a@id.acme.example""#, at, Problem::Url);
    assert_invalid(issuer, r#""issuer": "https://id.acme.example?x""#, at, Problem::Issuer);
    assert_invalid(issuer, r#""issuer": 7"#, at, Problem::Type);
    assert_invalid(&[issuer, ","].concat(), "", at, Problem::NoIssuer);
    let client = r#", "client_id": "spa""#;
    assert_invalid(client, "", "providers[0].client_id", Problem::Missing);
    assert_invalid(client, r#", "client_id": """#, "providers[0].client_id", Problem::Text);
    for (extra, field, problem) in [
        (r#""token_endpoint": "http://localhost/t""#, "token_endpoint", Problem::Insecure),
        (r#""jwks_uri": "//evil.example""#, "jwks_uri", Problem::Url),
        (r#""scope": "profile""#, "scope", Problem::ScopeWithoutOpenid),
        (r#""scope": "openid  email""#, "scope", Problem::Text),
        (r#""id_token_signed_response_alg": "HS256""#, "id_token_signed_response_alg", Problem::Algorithm),
        (r#""id_token_signed_response_alg": "none""#, "id_token_signed_response_alg", Problem::Algorithm),
        (r#""prompt": "none""#, "prompt", Problem::Word),
        (r#""max_age": -1"#, "max_age", Problem::Type),
        (r#""resource": "api#x""#, "resource", Problem::Text),
        (r#""redirect_uri": "https://acme.example/#x""#, "redirect_uri", Problem::Url),
        (
            r#""authorization_parameters": {"state": "x"}"#,
            "authorization_parameters.state",
            Problem::ReservedParameter,
        ),
        (
            r#""authorization_parameters": {"redirect_uri": "x"}"#,
            "authorization_parameters.redirect_uri",
            Problem::ReservedParameter,
        ),
    ] {
        let replacement = [client, ", ", extra].concat();
        assert_invalid(client, &replacement, &["providers[0].", field].concat(), problem);
    }
    assert_invalid(r#""id": "ak""#, r#""id": "pocket""#, "providers[1].id", Problem::RepeatedId);
    assert_invalid(
        "https://api.acme.example/v1/",
        "http://api.acme.example/",
        "backend.base_url",
        Problem::Insecure,
    );
    assert_invalid(r#""policy": "go""#, r#""policy": "jump""#, "page.destination.policy", Problem::Word);
    let request = r#""request": { "path": "me" }"#;
    let origins = r#""allowed_origins": ["https://api.acme.example", "https://a.example/v1"], "base_url": "#;
    assert_invalid(r#""base_url": "#, origins, "backend.allowed_origins[1]", Problem::Origin);
    let other = r#""allowed_origins": ["https://other.example"], "request": { "path": "me" }"#;
    assert_invalid(request, other, "backend.request.path", Problem::NotAllowedOrigin);
}

#[test]
fn a_value_of_another_type_is_named() {
    for (part, replacement, field, problem) in [
        (r#""id": "ak", "#, "", "providers[1].id", Problem::Missing),
        (r#""id": "ak""#, r#""id": null"#, "providers[1].id", Problem::Type),
        ("3600", "3600.5", "providers[1].max_age", Problem::Type),
        ("3600", "4294967296", "providers[1].max_age", Problem::Type),
        (r#""de""#, "1", "providers[1].authorization_parameters.ui_locales", Problem::Type),
        (r#"{ "ui_locales": "de" }"#, "[]", "providers[1].authorization_parameters", Problem::Type),
        (r#""/privacy""#, "{}", "page.links.privacy", Problem::Type),
        (r#"{ "email": "help@acme.example" }"#, "null", "page.support", Problem::Type),
        (r#""go""#, "null", "page.destination.policy", Problem::Type),
        (r#""path": "me""#, "", "backend.request.path", Problem::Missing),
        (r#""path": "me""#, r#""method": "get", "path": "me""#, "backend.request.method", Problem::Word),
        (r#"{ "path": "me" }"#, "[7]", "backend.request", Problem::Type),
        (
            r#""base_url": "#,
            r#""allowed_origins": {}, "base_url": "#,
            "backend.allowed_origins",
            Problem::Type,
        ),
    ] {
        assert!(errors(part, replacement).contains(&Error { field: field.into(), problem }), "{replacement}");
    }
    let origins = r#""allowed_origins": ["https://api.acme.example", 7], "base_url": "#;
    assert_invalid(r#""base_url": "#, origins, "backend.allowed_origins[1]", Problem::Type);
    assert_eq!(parse("[]"), Err(vec![Error { field: String::new(), problem: Problem::Type }]));
    assert_eq!(
        parse("{}").unwrap_err()[0].to_string(),
        "`providers` is missing: there is nothing to sign in with"
    );
}

#[test]
fn all_that_is_wrong_with_an_entry_is_named() {
    let replacement = r#""issuer": "http://id.acme.example", "icon": 7, "token_endpoint": "x""#;
    let errors = errors(r#""issuer": "https://id.acme.example""#, replacement);
    let fields: Vec<_> = errors.iter().filter_map(Error::field).collect();
    assert_eq!(fields, ["providers[0].issuer", "providers[0].icon", "providers[0].token_endpoint"]);
}

#[test]
fn one_wrong_provider_leaves_the_others_usable() {
    let text = GOOD.replace("\"client_id\": \"ak\"", "\"client_id\": 1");
    let config = parse(&text).unwrap().config;
    assert_eq!(config.providers().count(), 1);
    assert!(matches!(&config.entries[1], Entry::Unusable { title, .. } if title == "authentik"));
}

#[test]
fn a_secret_anywhere_stops_the_page() {
    for name in ["client_secret", "clientSecret", "secret", "CLIENT-SECRET", "AUTH_OIDC_CLIENT_SECRET"] {
        let replacement = format!(r#""{name}": "s3cr3t", "client_id": "spa""#);
        let errors = errors(r#""client_id": "spa""#, &replacement);
        assert_eq!(errors, [Error { field: format!("providers[0].{name}"), problem: Problem::Secret }]);
        assert!(!format!("{errors:?} {}", errors[0]).contains("s3cr3t"));
    }
}

#[test]
fn unknown_fields_and_wrong_ornaments_are_notes() {
    let text = GOOD
        .replace(r#""id": "pocket","#, r#""id": "pocket", "titel": 1, "icon": "javascript:alert(1)","#)
        .replace("/privacy", "vbscript:x");
    let parsed = parse(&text).unwrap();
    assert_eq!(parsed.notes.len(), 3, "{:?}", parsed.notes);
    assert!(parsed.notes.iter().any(|note| note.contains("`providers[0].titel`")));
    assert_eq!(parsed.config.page.links.privacy, None);
    assert_eq!(parsed.config.provider("pocket").unwrap().icon, Icon::Initial("P".into()));
}

#[test]
fn unknown_fields_are_noted_at_every_level() {
    let text = GOOD
        .replacen('{', r#"{ "page.logo": "/dot.svg", "": 0, "#, 1)
        .replace(r#""help":"#, r#""halp": {"deep": []}, "help":"#)
        .replace(r#""path":"#, r#""pfad": "", "path":"#);
    let parsed = parse(&text).unwrap();
    let ending = "` is no known field and is ignored";
    let mut fields: Vec<_> = parsed.notes.iter().filter_map(|note| note.strip_suffix(ending)).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["`", "`backend.request.pfad", "`page.links.halp", "`page.logo"]);
    assert_eq!(parsed.config.page.logo, None);
    assert_eq!(parsed.notes.len(), 4);
}

#[test]
fn hostile_files_are_refused_by_name() {
    for (text, code) in [
        (" ".repeat(MAX_SIZE + 1), "config_too_large"),
        ("[".repeat(10_000), "config_malformed"),
        ("<html>".into(), "config_malformed"),
        (GOOD.replace(r#""id": "ak""#, r#""id": "ak", "id": "x""#), "config_malformed"),
        ("[]".into(), "config_invalid"),
        (r#"{"client_secret": 0}"#.into(), "config_secret_present"),
        (r#"{"providers": []}"#.into(), "config_invalid"),
        (r#"{"providers": {}}"#.into(), "config_invalid"),
    ] {
        assert_eq!(parse(&text).unwrap_err()[0].code(), code, "{}", &text[..text.len().min(40)]);
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_a_panic(text in "\\PC{0,60}", at in 0..GOOD.len(), with in "\\PC{0,3}") {
        let _ = parse(&text);
        let mut changed = GOOD.to_owned();
        changed.replace_range(at..=at, &with);
        let _ = parse(&changed);
    }
}

#[test]
fn pocketbase_has_its_own_providers() {
    let text = r#"{"backend":{"kind":"pocketbase","base_url":"https://pb.example/base","collection":"people",
        "providers":[{"id":"oidc","title":"Acme","issuer":"https://id.acme.example"}],
        "request":{"path":"api/collections/things/records"}}}"#;
    let config = parse(text).unwrap().config;
    let base = config.pocketbase().unwrap();
    assert_eq!((base.url.as_str(), base.collection.as_str()), ("https://pb.example/base/", "people"));
    assert_eq!(base.providers[0].issuer.as_deref(), Some("https://id.acme.example"));
    let request = config.backend.as_ref().unwrap().request.as_ref().unwrap();
    assert_eq!(request.url.as_str(), "https://pb.example/base/api/collections/things/records");
    assert_eq!(config.connect_origins(), ["https://pb.example"]);
    let wrong = "`backend.collection` is empty, too long, or holds characters that are not allowed";
    assert_eq!(first_of(&text.replace("people", "people/../x")), wrong);
    let both = text.replacen('{', r#"{"providers":[],"#, 1);
    assert_eq!(first_of(&both), "`providers` is not for this kind of backend; see `backend.providers`");
}

/// The first error of a file.
fn first_of(text: &str) -> String {
    parse(text).unwrap_err()[0].to_string()
}

/// `boot.js` loads the parts of the program by the same file: `cargo xtask` holds it to this table too.
#[test]
fn only_those_parts_are_used_that_boot_js_loads() {
    let kinds: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../tests/kinds.json")).unwrap();
    for kind in kinds {
        let text = kind["config"].as_str().unwrap();
        let loaded: Vec<_> =
            kind["first"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
        let used = crate::later::tests::used_by(|| drop(parse(text)));
        assert!(used.iter().all(|part| loaded.contains(part)), "{text} uses {used:?}");
    }
}

//! The page reads the file by hand, and the schema is made of types: both must know the same members, and
//! take and refuse the same values. For the schema serde says which, reading into its types.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::file::ConfigFile;
use super::reader::Reader;
use super::{Config, Problem, parse, schema};

/// A file with every member that there is, and one provider, so that its errors are those of the file.
const FULL: &str = r#"{
  "$schema": "./config.schema.json",
  "page": { "title": "Acme", "logo": "/logo.svg",
            "links": { "help": "/help", "privacy": "/privacy", "terms": "/terms" },
            "support": { "email": "help@acme.example", "url": "/support" },
            "destination": { "policy": "go", "default": "/app/" } },
  "session": { "persistence": "device", "idle_timeout": 900 },
  "providers": [{
    "id": "acme", "title": "Acme", "description": "Staff", "icon": "/icon.svg",
    "issuer": "https://id.acme.example", "expected_issuer": "https://id.acme.example",
    "discovery_url": "https://id.acme.example/.well-known/openid-configuration",
    "authorization_endpoint": "https://id.acme.example/a", "token_endpoint": "https://id.acme.example/t",
    "userinfo_endpoint": "https://id.acme.example/u", "jwks_uri": "https://id.acme.example/k",
    "end_session_endpoint": "https://id.acme.example/e", "revocation_endpoint": "https://id.acme.example/r",
    "client_id": "spa", "scope": "openid", "redirect_uri": "https://acme.example/",
    "post_logout_redirect_uri": "https://acme.example/", "id_token_signed_response_alg": "ES256",
    "resource": "urn:api", "prompt": "login", "max_age": 60, "acr_values": "mfa",
    "authorization_parameters": { "ui_locales": "de" },
    "roles": { "map": "admin:admin", "allowed_group": "staff", "default_role": "user" } }],
  "backend": { "kind": "api", "base_url": "https://api.acme.example/", "collection": "users",
               "providers": [{ "id": "oidc", "title": "Acme", "description": "Staff", "icon": "/icon.svg",
                               "issuer": "https://id.acme.example", "type": "social" }],
               "auth_path": "api/auth", "allow_linking": false, "allow_unlinking": false,
               "create_data": { "plan": "free" }, "sdk_auth_store": true, "realtime": true,
               "allowed_origins": ["https://api.acme.example"],
               "request": { "method": "POST", "path": "me" } },
  "frame_ancestors": ["https://intranet.acme.example"]
}"#;

/// The paths of all members that `node` describes, with what it refers to: `providers[0].id`.
fn describe(schema: &Value, node: &Value, at: &str, paths: &mut BTreeSet<String>) {
    let node = node.get("anyOf").map_or(node, |kinds| &kinds[0]);
    let node = node.get("$ref").map_or(node, |name| {
        schema.pointer(name.as_str().and_then(|name| name.strip_prefix('#')).unwrap()).unwrap()
    });
    for (name, member) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
        assert!(member.get("description").is_some(), "{name}");
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        describe(schema, member, &path, paths);
        paths.insert(path);
    }
    if let Some(items) = node.get("items") {
        describe(schema, items, &format!("{at}[0]"), paths);
    }
}

fn described() -> BTreeSet<String> {
    let schema = serde_json::from_str(&schema()).unwrap();
    let mut paths = BTreeSet::new();
    describe(&schema, &schema, "", &mut paths);
    paths
}

#[test]
fn the_page_asks_for_the_members_of_the_schema() {
    let mut asked = BTreeSet::new();
    // What is for another kind of backend is an unknown field, and said to be ignored.
    for (kind, ignored) in [
        (
            "api",
            "auth_path allow_linking allow_unlinking collection providers create_data sdk_auth_store realtime",
        ),
        ("pocketbase", "auth_path providers[0].type"),
        ("better-auth", "collection create_data sdk_auth_store realtime"),
    ] {
        let text = FULL.replace(r#""kind": "api""#, &format!(r#""kind": "{kind}""#));
        let root = crate::json::parse(&text).unwrap();
        let mut file = Reader::default();
        file.enter("", &root);
        Config::read(&mut file);
        file.note_rest();
        asked.extend(file.asked);
        let problems: Vec<_> = file.errors.iter().map(|error| error.problem).collect();
        let expected: &[Problem] = match kind {
            "pocketbase" => &[Problem::ElsewhereProviders],
            "better-auth" => &[Problem::BothProviders],
            _ => &[],
        };
        assert_eq!(problems, expected, "{kind}");
        let ignored: BTreeSet<_> = ignored
            .split(' ')
            .map(|name| format!("`backend.{name}` is no known field and is ignored"))
            .collect();
        assert_eq!(file.notes.into_iter().collect::<BTreeSet<_>>(), ignored, "{kind}");
    }
    // With a better-auth's own providers.
    let mut cookie: Value = serde_json::from_str(FULL).unwrap();
    cookie["backend"]["kind"] = json!("better-auth");
    cookie.as_object_mut().unwrap().remove("providers");
    let root = crate::json::parse(&cookie.to_string()).unwrap();
    let mut file = Reader::default();
    file.enter("", &root);
    Config::read(&mut file);
    file.note_rest();
    assert_eq!(file.errors, []);
    assert!(file.notes.iter().any(|note| note.contains("providers[0].issuer")), "{:?}", file.notes);
    asked.extend(file.asked);
    assert_eq!(asked, described());
}

/// Is a member missing, or of another type than the page reads there?
fn is_refused(text: &str) -> bool {
    let types = [Problem::Missing, Problem::Type, Problem::Word, Problem::ProviderCount];
    parse(text).is_err_and(|errors| errors.iter().any(|error| types.contains(&error.problem)))
}

/// The file with a backend of a kind that looks at this member; what a kind does not look at may be anything.
fn full_for(path: &str) -> Value {
    let mut full: Value = serde_json::from_str(FULL).unwrap();
    let of_pocketbase = ["providers", "collection", "create_data", "sdk_auth_store", "realtime", "allow_"];
    match path.strip_prefix("backend.") {
        Some("auth_path") => {
            full["backend"]["kind"] = json!("better-auth");
            full["backend"].as_object_mut().unwrap().remove("providers");
        }
        Some("providers[0].type") => {
            full["backend"]["kind"] = json!("better-auth");
            full.as_object_mut().unwrap().remove("providers");
        }
        Some(name) if of_pocketbase.iter().any(|start| name.starts_with(start)) => {
            full["backend"]["kind"] = json!("pocketbase");
            full.as_object_mut().unwrap().remove("providers");
        }
        _ => {}
    }
    full
}

#[test]
fn the_page_takes_the_types_of_the_schema() {
    for path in described() {
        let pointer = format!("/{}", path.replace("[0]", "/0").replace('.', "/"));
        let full = full_for(&path);
        let mut variants = Vec::new();
        for value in [
            json!(null),
            json!(true),
            json!(7),
            json!(-1),
            json!(0.5),
            json!(1_u64 << 32),
            json!("login"),
            json!([7]),
            json!({}),
            json!({ "a": 7 }),
        ] {
            let mut file = full.clone();
            *file.pointer_mut(&pointer).unwrap() = value;
            variants.push(file);
        }
        let mut without = full;
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        without.pointer_mut(parent).and_then(Value::as_object_mut).unwrap().remove(name);
        variants.push(without);
        for file in variants {
            let text = file.to_string();
            let expected = serde_json::from_value::<ConfigFile>(file);
            assert_eq!(is_refused(&text), expected.is_err(), "{path} {:?} {text}", expected.err());
        }
    }
}

#[test]
fn the_schema_requires_what_has_no_default() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    assert_eq!(schema["required"], json!(null));
    assert_eq!(schema["$defs"]["BackendFile"]["required"], json!(["base_url"]));
    assert_eq!(schema["$defs"]["ProviderFile"]["required"], json!(["id", "title", "client_id"]));
}

//! The page's rule of roles, and the rule that the test server decides by.

use portico::config::{Outcome, RoleRule, groups_of};
use portico::json::parse;
use portico_tests::environment;
use serde_json::{Value, json};
use std::process::Command;

const RULE: &str = "servers/roles.mjs";

/// What `roleFor` answers in each of these cases; nothing for somebody who is refused.
fn asked(cases: &[Value]) -> Vec<Option<String>> {
    let script = "const { roleFor } = await import(process.argv[1]); \
        const roles = JSON.parse(process.argv[2]).map(([claims, options]) => roleFor(claims, options) || null); \
        console.log(JSON.stringify(roles))";
    let rule = format!("file://{}/{RULE}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(environment::program("PORTICO_NODE", "node"))
        .args(["--input-type=module", "--eval", script, &rule, &json!(cases).to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let roles: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    roles.iter().map(|role| role.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_page_and_portabase_find_the_same_role() {
    let claims = [
        r"{}",
        r#"{"groups":["Admin","users"]}"#,
        r#"{"groups":["users","admin"]}"#,
        r#"{"groups":[],"roles":["admin"]}"#,
        r#"{"groups":null,"roles":["ADMIN"]}"#,
        r#"{"groups":"","roles":"users"}"#,
        r#"{"groups":"Users"}"#,
        r#"{"groups":0,"roles":[7]}"#,
        r#"{"groups":[7,true,"Ärzte"]}"#,
        r#"{"groups":["default"]}"#,
        r#"{"groups":["ΑΡΧΗ","Ÿ"]}"#,
    ];
    let maps = [
        "",
        "admin:admin,users:user",
        "users:user,admin:admin",
        "Admin:admin",
        " admin : boss :x,7:seven,true:yes",
        "default:user,ärzte:doctor,αρχη:first,ÿ:last",
        "admin:",
        "x:y,",
    ];
    let mut cases = Vec::new();
    let mut found = Vec::new();
    for claims in claims {
        for map in maps {
            for allowed in ["", "admin", "Admin", "users"] {
                for default in ["", "pending"] {
                    let options = json!({ "role_map": map, "allowed_group": allowed, "default_role": default,
                        "users": 1 });
                    cases.push(json!([serde_json::from_str::<Value>(claims).unwrap(), options]));
                    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
                    let own = RoleRule {
                        map: RoleRule::parse_map(map).unwrap(),
                        allowed_group: some(allowed),
                        default_role: some(default),
                    };
                    found.push(match own.role_for(&groups_of(&parse(claims).unwrap())) {
                        Outcome::Role(role) => Some(role),
                        Outcome::Refused => None,
                    });
                }
            }
        }
    }
    for ((case, found), expected) in cases.iter().zip(found).zip(asked(&cases)) {
        assert_eq!(found, expected, "{case}");
    }
}

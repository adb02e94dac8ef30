use super::{EntryWithoutRole, Outcome, RoleRule, groups_of};
use crate::json::parse;
use proptest::prelude::*;

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn rule(map: &str, allowed: &str, default: &str) -> RoleRule {
    RoleRule {
        map: RoleRule::parse_map(map).unwrap(),
        allowed_group: some(allowed),
        default_role: some(default),
    }
}

fn role(of: &RoleRule, groups: &[&str]) -> Option<String> {
    let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
    match of.role_for(&groups) {
        Outcome::Role(role) => Some(role),
        Outcome::Refused => None,
    }
}

/// What `tests/servers/roles.mjs` answers, for these groups.
#[test]
fn roles_are_those_that_portabase_gives() {
    let groups: [&[&str]; 7] =
        [&[], &["Admin"], &["users"], &["default"], &["ADMIN", "users"], &["users", "admin"], &["Admins"]];
    for (map, allowed, default, expected) in [
        ("admin:admin,default:user", "", "", ["", "admin", "", "user", "admin", "admin", ""]),
        ("Admin:admin", "", "", ["", "", "", "", "", "", ""]),
        (
            " admin : superuser :x, users:user",
            "",
            "pending",
            ["pending", "superuser", "user", "pending", "superuser", "superuser", "pending"],
        ),
        ("users:user,admin:admin", "", "", ["", "admin", "user", "", "user", "user", ""]),
        ("", "admin", "", ["", "admin", "", "", "admin", "admin", ""]),
        ("", "Admin", "", ["", "", "", "", "", "", ""]),
        ("", "admins", "guest", ["guest", "guest", "guest", "guest", "guest", "guest", "admin"]),
        ("", "users", "", ["", "", "pending", "", "pending", "pending", ""]),
        ("admin:", "admin", "", ["", "admin", "", "", "admin", "admin", ""]),
        ("admin:", "", "guest", ["guest", "guest", "guest", "guest", "guest", "guest", "guest"]),
        ("users:user", "admin", "", ["", "admin", "user", "", "user", "user", ""]),
        ("x:y,", "", "d", ["d", "d", "d", "d", "d", "d", "d"]),
        ("", "", "", ["", "", "", "", "", "", ""]),
    ] {
        let rule = rule(map, allowed, default);
        for (groups, expected) in groups.into_iter().zip(expected) {
            assert_eq!(role(&rule, groups), some(expected), "{map}|{allowed}|{default} {groups:?}");
        }
    }
}

/// Portabase starts with it, and fails when somebody of that group signs in.
#[test]
fn an_entry_without_a_role_is_named_at_once() {
    assert_eq!(RoleRule::parse_map("a:b, admin ,c:d"), Err(EntryWithoutRole("admin".to_owned())));
    assert_eq!(EntryWithoutRole("admin".to_owned()).to_string(), "`admin` of the role map has no role");
}

/// Ours: Portabase takes it for the name of a group.
#[test]
fn the_star_is_everyone_for_whom_there_is_nothing_else() {
    let rule = rule("*:guest,admin:admin", "users", "nobody");
    for (groups, expected) in
        [(vec!["admin"], "admin"), (vec!["users"], "pending"), (vec!["x"], "guest"), (vec![], "guest")]
    {
        assert_eq!(role(&rule, &groups).as_deref(), Some(expected), "{groups:?}");
    }
    let empty = RoleRule { map: RoleRule::parse_map("*:").unwrap(), ..rule };
    assert_eq!(role(&empty, &["x"]).as_deref(), Some("nobody"));
}

#[test]
fn groups_are_read_as_portabase_reads_them() {
    for (claims, expected) in [
        (r#"{"groups":["a","B",7,true,null,{}]}"#, vec!["a", "B", "7", "true"]),
        (r#"{"groups":12}"#, vec!["12"]),
        (r#"{"groups":0,"roles":"r"}"#, vec!["r"]),
        (r#"{"groups":"one"}"#, vec!["one"]),
        (r#"{"groups":null,"roles":["r"]}"#, vec!["r"]),
        (r#"{"groups":"","roles":"r"}"#, vec!["r"]),
        (r#"{"groups":false,"roles":"r"}"#, vec!["r"]),
        (r#"{"groups":[],"roles":["r"]}"#, vec![]),
        (r#"{"sub":"x"}"#, vec![]),
        ("[]", vec![]),
    ] {
        assert_eq!(groups_of(&parse(claims).unwrap()), expected, "{claims}");
    }
}

/// The rule as `tests/servers/roles.mjs` has it, line by line, with at least one user there.
fn portabase(groups: &[String], map: &str, allowed: &str, default: &str) -> String {
    let groups: Vec<String> = groups.iter().map(|group| group.to_lowercase()).collect();
    let has = |group: &str| groups.iter().any(|found| found == group);
    let entries: Vec<Vec<&str>> = map.split(',').map(|entry| entry.split(':').collect()).collect();
    let entry = entries.iter().find(|parts| has(parts[0].trim()));
    let mut role = entry.map_or(String::new(), |parts| parts[1].trim().to_owned());
    if role.is_empty() && !allowed.is_empty() && has(allowed) {
        role = if allowed.contains("admin") { "admin" } else { "pending" }.to_owned();
    }
    if role.is_empty() { default.to_owned() } else { role }
}

proptest! {
    #[test]
    fn every_rule_comes_to_what_portabase_makes_of_it(
        groups in prop::collection::vec("[ab]{1,2}|[AB]{1,2}|admin|Admin", 0..4),
        entries in prop::collection::vec("( ?[abAB]{1,2} ?|admin|default):( ?[xyz]{0,2} ?)(:x)?", 1..5),
        allowed in "([abA]{1,2}|admin|xadmin)?",
        default in "(user)?",
    ) {
        let map = entries.join(",");
        let expected = portabase(&groups, &map, &allowed, &default);
        let outcome = rule(&map, &allowed, &default).role_for(&groups);
        let expected = some(&expected).map_or(Outcome::Refused, Outcome::Role);
        prop_assert_eq!(outcome, expected, "{} {:?}", map, groups);
    }

    #[test]
    fn any_map_is_read_or_refused(text in ".{0,60}") {
        let _ = RoleRule::parse_map(&text);
    }
}

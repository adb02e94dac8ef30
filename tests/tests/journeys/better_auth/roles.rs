//! Portabase's rules for roles, in a page that is itself the client of the provider.

use portico_tests::stage::journey;
use serde_json::{Value, json};

use super::steps::{account, fact};

const REFUSED: &str = "None: none of your groups is let in here";

#[test]
fn the_rule_of_the_configuration_gives_a_role_or_none() {
    journey(async |stage| {
        // alice is in "Admin" and "users".
        for (rule, role) in [
            (json!({ "map": "admin:admin,users:user" }), Some("admin")),
            (json!({ "map": "Admin:admin", "default_role": "guest" }), Some("guest")),
            (json!({ "map": "Admin:admin" }), None),
            (json!({ "map": "*:visitor", "default_role": "guest" }), Some("visitor")),
            (json!({ "map": "*:visitor,users:user" }), Some("user")),
            (json!({ "allowed_group": "users" }), Some("pending")),
        ] {
            stage.configure(|config| config["providers"][0]["roles"] = rule.clone());
            stage.open_picker().await;
            stage.browser.press("Demo").await;
            let look = stage
                .browser
                .see("an end, or the provider", |it| it.state == "signed_in" || it.text.contains("Password"))
                .await;
            if look.state != "signed_in" {
                stage.browser.sign_in_at_op("alice", "alice").await;
                stage.browser.consent().await;
                stage.browser.see_state("signed_in").await;
            }
            assert_eq!(fact(stage, "Role").await, role.unwrap_or(REFUSED), "{rule}");
            let told = account(stage).await;
            assert_eq!(told["role"], role.map_or(Value::Null, Value::from), "{rule}");
            assert_eq!(told["groups"], json!(["Admin", "users"]), "{rule}");
        }
        // Without a rule nothing is said.
        stage.configure(|_| {});
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_state("signed_in").await;
        assert_eq!(fact(stage, "Role").await, "no such line");
        assert_eq!(account(stage).await["role"], Value::Null);
    });
}

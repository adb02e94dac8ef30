//! A record is made at the first sign-in.

use portico_tests::servers::PocketBaseOptions;
use portico_tests::stage::journey;
use serde_json::{Value, json};

use super::{acme, base_with, users};

const ACCOUNT: &str = "return portico.session.account()";

#[test]
fn a_record_that_is_made_at_a_first_sign_in_has_what_the_configuration_adds() {
    journey(async |stage| {
        let options = PocketBaseOptions { providers: vec![acme(stage)], ..Default::default() };
        let create_data = json!({ "create_data": { "team": "guests", "came_from": "the front door" } });
        let base = base_with(stage, &options, &create_data).await;
        base.add_fields(&["team", "came_from"]).await.unwrap();
        stage.open_picker().await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_backend("answered").await;

        let records = users(&base).await;
        assert_eq!(records.len(), 1, "{records:?}");
        let record = &records[0];
        let of = |name: &str| record[name].as_str().unwrap_or_default();
        assert_eq!((of("team"), of("came_from")), ("guests", "the front door"));
        assert_eq!((of("email"), of("name")), ("alice@example.test", "Alice Archer"));
        assert_eq!(record["verified"], true);
        let id = record["id"].as_str().unwrap();
        assert_eq!(base.linked(id).await.unwrap(), ["oidc"]);

        // A second sign-in finds the record, whatever has become of it.
        base.change_user(id, &json!({ "team": "members" })).await.unwrap();
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        stage.open_picker().await;
        stage.browser.press("Acme ID").await;
        stage.browser.see_backend("answered").await;
        let records = users(&base).await;
        assert_eq!((records.len(), records[0]["team"].as_str()), (1, Some("members")));
    });
}

#[test]
fn scripts_of_the_page_are_told_who_is_signed_in_and_nothing_else() {
    journey(async |stage| {
        let options = PocketBaseOptions { providers: vec![acme(stage)], ..Default::default() };
        let base = base_with(stage, &options, &json!({})).await;
        stage.open_picker().await;
        assert_eq!(stage.browser.run(ACCOUNT).await, Value::Null);
        stage.browser.sign_in_with("Acme ID", "alice").await;
        stage.browser.see_backend("answered").await;
        let account = json!({
            "subject": users(&base).await[0]["id"],
            "name": "Alice Archer",
            "username": null,
            "email": "alice@example.test",
            "email_verified": true,
            "picture": null,
            "groups": [],
            "role": null,
            "provider": "oidc",
        });
        assert_eq!(stage.browser.run(ACCOUNT).await, account);
        stage.browser.reload().await;
        stage.browser.see_backend("answered").await;
        assert_eq!(stage.browser.run(ACCOUNT).await, account);
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        assert_eq!(stage.browser.run(ACCOUNT).await, Value::Null);
    });
}

//! Userinfo, asked when the access token is for it.

use portico_tests::proxy::{Endpoint, Fault, Rule, habits, on};
use portico_tests::stage::{Kind, Setup, journey_with};
use serde_json::{Value, json};

use crate::rows::{SIGNED_IN, row};

/// The ID token says who, userinfo says what.
fn setup() -> Setup {
    Setup {
        providers: vec![Kind::with_userinfo()],
        op: json!({ "claims_in_id_token": false }),
        ..Setup::default()
    }
}

fn at_userinfo(fault: Fault) -> Rule {
    on(Endpoint::Userinfo).with(fault)
}

#[test]
fn userinfo_says_who_it_is() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.sign_in().await;
        let look = stage.browser.see_text("Alice Archer").await;
        assert!(look.text.contains("Admin"), "{look}");
        let asked = stage.provider().proxy.requests(Endpoint::Userinfo);
        assert_eq!(asked.len(), 1);
        assert!(asked[0].header("authorization").is_some_and(|it| it.starts_with("Bearer ")));
        assert!(asked[0].query.is_empty());
    });
}

#[test]
fn userinfo_of_somebody_else_is_refused() {
    journey_with(&setup(), async |stage| {
        stage.provider().play([at_userinfo(Fault::member("sub", Some(json!("admin"))))]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        let look = stage.browser.see_error("userinfo_subject_mismatch").await;
        assert!(!look.text.contains("Archer"), "{look}");
        assert_eq!(stage.api.answered(), 0);
    });
}

#[test]
fn userinfo_that_does_not_answer_keeps_nobody_out() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.excuse_endpoint("/userinfo");
        let rows = [
            row("401 without CORS", habits::userinfo_401_without_cors(), SIGNED_IN),
            row("500", habits::userinfo_500(), SIGNED_IN),
            row("no answer", [at_userinfo(Fault::DropBefore)], SIGNED_IN),
            row("HTML", [at_userinfo(Fault::Replace(portico_tests::proxy::Answer::html(200)))], SIGNED_IN),
            row("groups is null", habits::userinfo_groups_null(), SIGNED_IN),
            row("e-mail not verified", habits::email_not_verified(), SIGNED_IN),
        ];
        crate::rows::walk(stage, rows.into()).await;
    });
}

#[test]
fn userinfo_that_hangs_blocks_nobody() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.provider().play([at_userinfo(Fault::Hang)]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn userinfo_that_is_signed_is_read() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.provider().play(habits::userinfo_as_jwt(stage.provider().issuer(), "spa"));
        stage.sign_in().await;
        stage.browser.see_text("Alice Archer").await;
    });
}

#[test]
fn userinfo_that_is_signed_for_somebody_else_is_not_believed() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.provider().play(habits::userinfo_as_jwt(stage.provider().issuer(), "another"));
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        let look = stage.browser.see("an end", |it| it.state == "signed_in" || it.state == "failed").await;
        assert!(!look.text.contains("Archer"), "{look}");
    });
}

#[test]
fn what_userinfo_says_is_never_markup() {
    journey_with(&setup(), async |stage| {
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        let markup = "<img src=x onerror=window.pwned=1>\u{202e}ecilA";
        let hostile = |name: &'static str, value: Value| at_userinfo(Fault::member(name, Some(value)));
        stage.provider().play([
            hostile("name", json!(markup)),
            hostile("email", json!(markup)),
            hostile("groups", json!([markup, "<script>window.pwned=1</script>"])),
            hostile("picture", json!("javascript:window.pwned=1")),
        ]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_state("signed_in").await;
        stage.browser.see_text("<img src=x").await;
        let seen = "return [window.pwned ?? null, document.querySelectorAll('img[src=x], [src^=javascript], script:not([src])').length]";
        assert_eq!(stage.browser.run(seen).await, json!([null, 0]));
    });
}

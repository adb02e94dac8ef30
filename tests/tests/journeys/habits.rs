//! Whole products, as the proxy plays them.

use portico_tests::proxy::{Answer, Endpoint, Fault, habits, on};
use portico_tests::stage::{Kind, Setup, journey, journey_with};
use serde_json::json;

use crate::rows::{SIGNED_IN, row, walk};

#[test]
fn pocket_id_2_9_signs_in_and_its_errors_are_read() {
    journey(async |stage| {
        stage.excuse_endpoint("/api/oidc/token");
        let denied = on(Endpoint::Authorize).with(Fault::callback(|pairs| {
            pairs.retain(|(name, _)| name != "code");
            pairs.push(("error".into(), "access_denied".into()));
        }));
        let refused =
            on(Endpoint::Token).with(Fault::Answer(Answer::json(400, &json!({ "error": "invalid_grant" }))));
        walk(
            stage,
            vec![
                row("signs in", habits::pocket_id_2_9(), SIGNED_IN),
                row("denies", [vec![denied], habits::pocket_id_2_9()].concat(), "access_denied"),
                row("refuses the code", [vec![refused], habits::pocket_id_2_9()].concat(), "token_rejected"),
            ],
        )
        .await;
    });
}

#[test]
fn pocket_id_2_14_signs_in() {
    journey(async |stage| {
        stage.provider().play(habits::pocket_id_2_14());
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn authentik_signs_in_with_an_issuer_that_has_a_path_and_a_slash() {
    let kind = Kind { issuer_path: habits::AUTHENTIK_ISSUER_PATH, ..Kind::with_userinfo() };
    journey_with(&Setup { providers: vec![kind], ..Setup::default() }, async |stage| {
        assert!(stage.provider().issuer().ends_with("/application/o/acme/"));
        stage.configure(|config| drop(config.as_object_mut().unwrap().remove("backend")));
        stage.provider().play(habits::authentik());
        stage.sign_in().await;
        let discovery = &stage.provider().proxy.requests(Endpoint::Discovery)[0];
        assert_eq!(discovery.path, "/.well-known/openid-configuration", "no doubled slash");
    });
}

#[test]
fn authentik_in_global_mode_is_found_by_a_discovery_url_of_its_own() {
    let kind = Kind { issuer_path: "/", ..Kind::default() };
    journey_with(&Setup { providers: vec![kind], ..Setup::default() }, async |stage| {
        let origin = stage.provider().proxy.origin();
        stage.provider().proxy.forward_to(stage.provider().op.port(), "/application/o/acme");
        stage.configure(|config| {
            let provider = config["providers"][0].as_object_mut().unwrap();
            provider.remove("issuer");
            let url = format!("{origin}/application/o/acme/.well-known/openid-configuration");
            provider.insert("discovery_url".into(), json!(url));
            provider.insert("expected_issuer".into(), json!(format!("{origin}/")));
        });
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn what_metadata_leaves_out_is_not_required() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("none among the auth methods", habits::none_not_among_auth_methods(), SIGNED_IN),
                row("challenge methods", habits::no_code_challenge_methods(), SIGNED_IN),
                row("plain beside S256", habits::plain_challenges_offered(), SIGNED_IN),
                row("end-session endpoint", habits::no_end_session_endpoint(), SIGNED_IN),
                row("revocation endpoint", habits::no_revocation_endpoint(), SIGNED_IN),
                row("iss", habits::no_iss_at_all(), SIGNED_IN),
                row("none as the first algorithm", habits::alg_none_listed_first(), SIGNED_IN),
                row("nearly everything", habits::bare_minimum(), SIGNED_IN),
            ],
        )
        .await;
    });
}

#[test]
fn endpoints_with_internal_names_can_be_overridden() {
    journey(async |stage| {
        let origin = stage.provider().proxy.origin();
        stage.provider().play(habits::internal_names());
        stage.configure(|config| {
            let provider = &mut config["providers"][0];
            provider["token_endpoint"] = json!(format!("{origin}/token"));
            provider["userinfo_endpoint"] = json!(format!("{origin}/userinfo"));
            provider["jwks_uri"] = json!(format!("{origin}/jwks"));
        });
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
    });
}

#[test]
fn a_provider_that_keeps_one_nonce_per_person_fails_once_and_can_be_tried_again() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.provider().play(habits::nonce_of_the_first_request());
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        // The first nonce under the habit is this request's own.
        stage.browser.see_state("signed_in").await;
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("id_token_nonce").await;
        stage.provider().proxy.behave();
        stage.browser.press("Try again").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn a_provider_without_a_signing_key_is_named() {
    journey(async |stage| {
        let unsigned = [habits::signed_with_hmac(), habits::empty_key_set()].concat();
        stage.provider().play(unsigned);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        let look =
            stage.browser.see("an end", |it| it.state == "failed" || it.text.contains("Password")).await;
        if look.state != "failed" {
            stage.browser.sign_in_at_op("alice", "alice").await;
            stage.browser.consent().await;
        }
        let look = stage.browser.see_state("failed").await;
        assert!(matches!(look.error.as_str(), "id_token_alg" | "algorithm_unsupported"), "{look}");
    });
}

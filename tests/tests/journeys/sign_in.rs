//! The main job: signing in.

use portico_tests::config::SCOPE;
use portico_tests::proxy::Endpoint;
use portico_tests::servers::RESOURCE;
use portico_tests::stage::{Setup, journey, journey_with};
use serde_json::json;

use crate::rows::{SIGNED_IN, row, walk};

#[test]
fn a_person_signs_in_and_the_backend_answers() {
    journey(async |stage| {
        stage.sign_in().await;
        let look = stage.browser.see_backend("answered").await;
        for text in ["Alice Archer", "alice@example.test", "Admin", "users"] {
            assert!(look.text.contains(text), "{text} is missing: {look}");
        }
        let answer = stage.browser.read_backend_answer().await;
        assert!(answer.contains("\"hello\": \"alice\""), "{answer}");
        assert_eq!(stage.provider().codes_posted(), 1);
        assert_eq!(stage.api.answered(), 1);
        assert_eq!(stage.browser.url().await, stage.site.url());
    });
}

#[test]
fn the_request_is_a_code_request_with_a_challenge_and_values_of_its_own() {
    journey(async |stage| {
        stage.sign_in().await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        let request = requests.iter().find(|request| request.path == "/auth").unwrap();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "spa"),
            ("redirect_uri", stage.site.url().as_str()),
            ("scope", SCOPE),
            ("code_challenge_method", "S256"),
            ("resource", RESOURCE),
        ] {
            assert_eq!(request.parameter(name), Some(value), "{name}");
        }
        let mut values = ["state", "nonce", "code_challenge"].map(|name| request.parameter(name).unwrap());
        assert!(values.iter().all(|value| value.len() == 43), "32 bytes each, in base64url");
        values.sort_unstable();
        assert!(values.windows(2).all(|pair| pair[0] != pair[1]), "one value for two purposes");
        let posts = stage.provider().proxy.requests(Endpoint::Token);
        assert_eq!(posts[0].parameter("code_verifier").map(str::len), Some(43));
    });
}

#[test]
fn a_token_request_carries_no_cookie_and_no_header_that_needs_a_preflight() {
    journey(async |stage| {
        stage.sign_in().await;
        let proxy = &stage.provider().proxy;
        assert!(proxy.log().iter().all(|it| it.method != "OPTIONS"), "{:?}", proxy.log());
        for endpoint in [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token] {
            for request in proxy.requests(endpoint) {
                assert_eq!(request.header("cookie"), None, "{request:?}");
                assert_eq!(request.header("authorization"), None, "{request:?}");
                assert_eq!(request.header("referer"), None, "{request:?}");
            }
        }
        let post = &proxy.requests(Endpoint::Token)[0];
        assert_eq!(post.header("accept"), Some("application/json"));
        let kind = post.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/x-www-form-urlencoded"), "{kind}");
    });
}

#[test]
fn refusing_consent_is_no_failure_of_anybody_and_can_be_tried_again() {
    journey(async |stage| {
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.deny().await;
        stage.browser.see_error("access_denied").await;
        assert_eq!(stage.provider().codes_posted(), 0);
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        stage.browser.press("Try again").await;
        stage.browser.consent().await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn leaving_the_sign_in_form_comes_back_to_a_page_that_leads_on() {
    journey(async |stage| {
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.press("Cancel").await;
        stage.browser.see_error("access_denied").await;
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
    });
}

#[test]
fn a_wrong_password_and_then_the_right_one() {
    journey(async |stage| {
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.sign_in_at_op("alice", "bob").await;
        stage.browser.see_text("is not right").await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.consent().await;
        stage.browser.see_state("signed_in").await;
        assert_eq!(stage.provider().codes_posted(), 1);
    });
}

#[test]
fn a_page_under_a_sub_path_signs_in() {
    journey_with(&Setup { base_path: "/apps/login/", ..Setup::default() }, async |stage| {
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        assert_eq!(stage.browser.url().await, stage.site.url());
    });
}

#[test]
fn every_algorithm_that_the_provider_signs_with_is_verified() {
    journey(async |stage| {
        stage.sign_in().await;
        for client in ["spa-rs512", "spa-ps", "spa-es", "spa-es384", "spa-es512", "spa-ed"] {
            stage.configure(|config| config["providers"][0]["client_id"] = json!(client));
            stage.open_picker().await;
            stage.browser.press("Demo").await;
            stage.browser.consent().await;
            let look = stage.browser.see(client, |it| it.state == "signed_in" || it.state == "failed").await;
            assert_eq!(look.state, SIGNED_IN, "{client}: {look}");
        }
    });
}

#[test]
fn a_configured_algorithm_is_the_only_one_accepted() {
    journey(async |stage| {
        stage.configure(|config| config["providers"][0]["id_token_signed_response_alg"] = json!("RS256"));
        walk(stage, vec![row("signed with RS256", [], SIGNED_IN)]).await;
        stage.configure(|config| config["providers"][0]["id_token_signed_response_alg"] = json!("ES256"));
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("id_token_alg").await;
    });
}

#[test]
fn configured_parameters_reach_the_provider() {
    journey(async |stage| {
        stage.configure(|config| {
            let provider = &mut config["providers"][0];
            provider["prompt"] = json!("login consent");
            provider["max_age"] = json!(3600);
            provider["authorization_parameters"] =
                json!({ "ui_locales": "de en", "login_hint": "a&redirect_uri=x" });
        });
        stage.sign_in().await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        let request = requests.iter().find(|request| request.path == "/auth").unwrap();
        assert_eq!(request.parameter("prompt"), Some("login consent"));
        assert_eq!(request.parameter("max_age"), Some("3600"));
        assert_eq!(request.parameter("ui_locales"), Some("de en"));
        assert_eq!(request.parameter("login_hint"), Some("a&redirect_uri=x"));
        assert_eq!(request.query.iter().filter(|(name, _)| name == "redirect_uri").count(), 1);
    });
}

#[test]
fn the_destination_survives_the_way_to_the_provider() {
    journey(async |stage| {
        stage.configure(|config| config["page"]["destination"]["policy"] = json!("go"));
        let page = stage.site.url();
        stage.browser.open(&format!("{page}?destination=/reports%3Fyear=1%23top")).await;
        stage.browser.see_state("picker").await;
        // There is no such page here, and no icon for it.
        stage.excuse(format!("{page}reports"));
        stage.excuse(format!("{page}favicon.ico"));
        stage.browser.sign_in_with("Demo", "alice").await;
        let url = format!("{page}reports");
        stage.browser.see("the destination", |it| it.url == url).await;
        assert_eq!(stage.browser.url().await, format!("{page}reports?year=1#top"));
    });
}

#[test]
fn a_destination_elsewhere_is_not_gone_to() {
    journey(async |stage| {
        stage.configure(|config| config["page"]["destination"] = json!({ "policy": "go" }));
        stage.sign_in().await;
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/%5Cevil.example",
            "/%255Cevil.example",
            "javascript:alert(1)",
        ] {
            stage.browser.open(&format!("{}?destination={elsewhere}", stage.site.url())).await;
            stage.browser.see_state("picker").await;
            stage.browser.press("Demo").await;
            let look = stage.browser.see_state("signed_in").await;
            assert_eq!(look.url, stage.site.url(), "{elsewhere}");
        }
    });
}

//! Several providers: one that fails leaves the others alone.

use portico_tests::proxy::{Answer, Endpoint, Fault, on};
use portico_tests::stage::{Kind, Setup, Stage, journey_with};
use serde_json::json;

fn two() -> Setup {
    Setup { providers: vec![Kind::default(), Kind::other()], ..Setup::default() }
}

async fn other_works(stage: &Stage) {
    stage.open_picker().await;
    stage.browser.sign_in_with("Other", "bob").await;
    let look = stage.browser.see_state("signed_in").await;
    assert!(look.text.contains("Bob Baker"), "{look}");
}

#[test]
fn one_provider_is_down_and_another_works() {
    journey_with(&two(), async |stage| {
        stage.excuse_endpoint("/");
        // The backend trusts the first provider only.
        stage.excuse(stage.backend.origin());
        stage.provider().play([on(Endpoint::Discovery).with(Fault::DropBefore)]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("discovery_unreachable").await;
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
        other_works(stage).await;
        assert_eq!(stage.provider().codes_posted(), 0);
    });
}

#[test]
fn one_provider_hangs_and_the_picker_is_there_at_once() {
    journey_with(&two(), async |stage| {
        stage.excuse(stage.backend.origin());
        stage.provider().play([on(Endpoint::Discovery).with(Fault::Hang)]);
        let opened = std::time::Instant::now();
        other_works(stage).await;
        assert!(opened.elapsed().as_secs() < 9, "{:?}", opened.elapsed());
    });
}

#[test]
fn one_provider_answers_nonsense_and_another_works() {
    journey_with(&two(), async |stage| {
        stage.excuse(stage.backend.origin());
        stage.provider().play([on(Endpoint::Discovery).with(Fault::Answer(Answer::html(200)))]);
        stage.open_picker().await;
        assert!(stage.browser.buttons().await.iter().any(|name| name.contains("Demo")));
        other_works(stage).await;
    });
}

#[test]
fn one_entry_of_the_configuration_is_wrong_and_another_works() {
    journey_with(&two(), async |stage| {
        stage.excuse(stage.backend.origin());
        for (name, value) in [
            ("issuer", json!("http://evil.example")),
            ("client_id", json!("")),
            ("scope", json!("profile")),
            ("authorization_parameters", json!({ "redirect_uri": "https://evil.example" })),
            ("id_token_signed_response_alg", json!("none")),
        ] {
            stage.configure(|config| config["providers"][0][name] = value);
            stage.open_picker().await;
            assert!(stage.browser.has_button("Other").await, "{name}");
        }
        other_works(stage).await;
        assert_eq!(stage.provider().codes_posted(), 0);
    });
}

//! `config.json`: broken, oversized, hostile.

use portico_tests::site::Site;
use portico_tests::stage::{Stage, journey};
use serde_json::{Value, json};

async fn fails(stage: &Stage, error: &str) -> portico_tests::browser::Look {
    stage.browser.open(&stage.site.url()).await;
    let look = stage.browser.see_error(error).await;
    assert_eq!(stage.browser.kept().await, Vec::<String>::new());
    assert!(stage.provider().proxy.log().is_empty(), "the provider was asked");
    look
}

#[test]
fn a_configuration_that_is_no_configuration_is_named() {
    journey(async |stage| {
        for (text, error) in [
            ("", "config_malformed"),
            ("{", "config_malformed"),
            ("null", "config_malformed"),
            ("[]", "config_malformed"),
            ("<!doctype html>", "config_malformed"),
            ("{\"providers\":[],\"providers\":[]}", "config_malformed"),
            ("{}", "config_invalid"),
            ("{\"providers\":[]}", "config_invalid"),
            ("{\"providers\":{}}", "config_invalid"),
        ] {
            stage.site.configure_with_text(text);
            stage.browser.open(&stage.site.url()).await;
            let look = stage.browser.see_state("failed").await;
            let either = error == "config_malformed" && look.error == "config_invalid";
            assert!(look.error == error || (either && text.len() < 5), "{text}: {look}");
        }
    });
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    journey(async |stage| {
        let bare = Site::start_without_config().await.unwrap();
        stage.excuse(format!("{}config.json", bare.url()));
        stage.browser.open(&bare.url()).await;
        stage.browser.see_error("config_unreachable").await;
        assert!(stage.browser.has_button("Try again").await || stage.browser.has_button("Reload").await);
    });
}

#[test]
fn a_configuration_without_measure_is_named() {
    journey(async |stage| {
        let config = stage.configuration().to_string();
        stage.site.configure_with_text(&format!("{config}{}", " ".repeat(300_000)));
        fails(stage, "config_too_large").await;
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        stage.site.configure_with_text(&format!("{},\"x\":{deep}}}", &config[..config.len() - 1]));
        fails(stage, "config_malformed").await;
    });
}

#[test]
fn a_client_secret_is_refused_and_not_shown() {
    journey(async |stage| {
        for place in
            [&["providers", "0", "client_secret"][..], &["client_secret"], &["backend", "client_secret"]]
        {
            stage.configure(|config| {
                let pointer = format!("/{}", place[..place.len() - 1].join("/"));
                let parent = config.pointer_mut(pointer.trim_end_matches('/')).unwrap();
                parent[place[place.len() - 1]] = json!("hunter2-hunter2-hunter2");
            });
            stage.browser.open(&stage.site.url()).await;
            let look = stage
                .browser
                .see("the page at rest", |it| it.state == "failed" || it.state == "picker")
                .await;
            assert_eq!(look.error, "config_secret_present", "{place:?}: {look}");
            for stored in stage.browser.stored().await {
                assert!(!stored.text.contains("hunter2"), "{} shows the secret", stored.place);
            }
        }
    });
}

#[test]
fn an_invalid_field_is_named() {
    journey(async |stage| {
        for (name, value) in [
            ("issuer", json!("http://evil.example")),
            ("issuer", json!("javascript:alert(1)")),
            ("issuer", Value::Null),
            ("client_id", Value::Null),
            ("scope", json!("profile")),
            ("token_endpoint", json!("http://evil.example/token")),
            ("authorization_endpoint", json!("javascript:window.pwned=1")),
            ("redirect_uri", json!("javascript:window.pwned=1")),
            ("authorization_parameters", json!({ "state": "fixed" })),
            ("authorization_parameters", json!({ "code_challenge_method": "plain" })),
            ("id_token_signed_response_alg", json!("none")),
            ("id_token_signed_response_alg", json!("HS256")),
            ("max_age", json!("soon")),
            ("id", json!("")),
        ] {
            stage.configure(|config| {
                if value.is_null() {
                    config["providers"][0].as_object_mut().unwrap().remove(name);
                } else {
                    config["providers"][0][name] = value.clone();
                }
            });
            stage.browser.open(&stage.site.url()).await;
            let mut look = stage
                .browser
                .see("the page at rest", |it| it.state == "failed" || it.state == "picker")
                .await;
            // A picker may still be shown, with an entry that cannot be used and says why when it is pressed.
            if look.state == "picker" && stage.browser.has_button("Continue").await {
                stage.browser.press("Continue").await;
                look = stage.browser.see_state("failed").await;
            }
            assert_eq!(look.error, "config_invalid", "{name} = {value}: {look}");
            let details =
                stage.browser.run("return document.querySelector('details > pre').textContent").await;
            let named = format!("config: providers[0].{name}");
            assert!(details.as_str().unwrap_or_default().contains(&named), "{name} = {value}: {details}");
            assert_eq!(stage.browser.run("return window.pwned ?? null").await, Value::Null);
        }
        assert_eq!(stage.provider().proxy.log().iter().filter(|it| it.path == "/auth").count(), 0);
    });
}

#[test]
fn an_icon_that_runs_scripts_does_not() {
    journey(async |stage| {
        let svg = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.pwned=1'>\
            <script>window.pwned=1</script></svg>";
        for icon in [
            "javascript:window.pwned=1",
            "data:text/html,<script>window.pwned=1</script>",
            "//evil.example/x.png",
            svg,
        ] {
            stage.configure(|config| config["providers"][0]["icon"] = json!(icon));
            stage.open_picker().await;
            assert!(stage.browser.has_button("Continue with Demo").await, "{icon}");
            let seen = "return [window.pwned ?? null, document.querySelectorAll('[src^=javascript], [src*=evil], [src*=html]').length]";
            assert_eq!(stage.browser.run(seen).await, json!([null, 0]), "{icon}");
        }
    });
}

#[test]
fn links_that_run_scripts_are_no_links() {
    journey(async |stage| {
        for link in
            ["javascript:window.pwned=1", "vbscript:x", "data:text/html,<script>1</script>", "//evil.example"]
        {
            stage.configure(|config| {
                config["page"]["links"] = json!({ "help": link, "privacy": link, "terms": link });
            });
            stage.browser.open(&stage.site.url()).await;
            stage.browser.see("the page at rest", |it| it.state == "failed" || it.state == "picker").await;
            let links =
                "return [...document.querySelectorAll('a')].map(it => it.getAttribute('href')).join(' ')";
            let links = stage.browser.run(links).await;
            assert!(!links.as_str().unwrap_or_default().contains(link), "{links}");
        }
    });
}

#[test]
fn titles_with_markup_are_text() {
    journey(async |stage| {
        let hostile = "<img src=x onerror=window.pwned=1>\u{202e}kcatta\u{200b}";
        stage.configure(|config| {
            config["page"]["title"] = json!(hostile);
            config["providers"][0]["title"] = json!(format!("{hostile} Demo"));
            config["providers"][0]["description"] = json!(hostile);
        });
        stage.browser.open(&stage.site.url()).await;
        let look =
            stage.browser.see("the page at rest", |it| it.state == "failed" || it.state == "picker").await;
        assert!(look.state == "picker" || look.error == "config_invalid", "{look}");
        let seen = "return [window.pwned ?? null, document.querySelectorAll('img[src=x]').length]";
        assert_eq!(stage.browser.run(seen).await, json!([null, 0]));
    });
}

#[test]
fn fields_that_nobody_knows_are_ignored_with_a_note() {
    journey(async |stage| {
        stage.configure(|config| config["providers"][0]["colour"] = json!("green"));
        stage.open_picker().await;
        let console = stage.browser.console().await;
        assert!(console.iter().any(|line| line.text.contains("colour")), "{console:?}");
        assert!(console.iter().all(|line| !line.bad), "{console:?}");
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn a_backend_that_may_not_be_called_is_not_called() {
    journey(async |stage| {
        let api = stage.backend.origin();
        for origins in [
            json!([]),
            json!(["https://api.example.test"]),
            json!([format!("{api}0")]),
            json!(["http://localhost"]),
        ] {
            stage.configure(|config| config["backend"]["allowed_origins"] = origins.clone());
            stage.browser.open(&stage.site.url()).await;
            let look = stage
                .browser
                .see("the page at rest", |it| it.state == "failed" || it.state == "picker")
                .await;
            if look.state == "picker" {
                stage.browser.sign_in_with("Demo", "alice").await;
                stage.browser.see_state("signed_in").await;
            }
        }
        assert!(stage.api.requests().iter().all(|request| !request.authorization), "the token went there");
    });
}

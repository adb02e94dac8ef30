//! Responses that nobody asked for, of somebody else, at the wrong place or too late.

use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Kind, Setup, journey, journey_with};

#[test]
fn a_callback_that_nobody_asked_for_changes_nothing() {
    journey(async |stage| {
        for (query, error) in [
            ("?code=stolen&state=forged", "state_unknown"),
            ("?code=stolen&state=forged&iss=https%3A%2F%2Fevil.example", "state_unknown"),
            ("?error=access_denied&error_description=Call+0900+12345&state=forged", "state_unknown"),
            ("?code=stolen", "state_missing"),
            ("?error=server_error", "state_missing"),
            ("?code=a&code=b&state=forged", "duplicate_parameter"),
            (
                "#access_token=stolen-token-of-somebody&token_type=bearer&state=forged",
                "unexpected_front_channel_token",
            ),
            ("#id_token=stolen-token-of-somebody&state=forged", "unexpected_front_channel_token"),
        ] {
            // A fragment alone would not load the page anew.
            stage.browser.open("about:blank").await;
            stage.browser.open(&format!("{}{query}", stage.site.url())).await;
            let look = stage.browser.see_error(error).await;
            assert!(!look.text.contains("0900"), "the attacker's words are shown: {look}");
            assert_eq!(stage.browser.url().await, stage.site.url(), "{query}");
            assert_eq!(stage.browser.kept().await, Vec::<String>::new(), "{query}");
            for stored in stage.browser.stored().await {
                assert!(!stored.text.contains("stolen"), "{} holds what came: {query}", stored.place);
            }
        }
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
    });
}

#[test]
fn a_callback_without_measure_changes_nothing() {
    journey(async |stage| {
        for query in [
            format!("?code={}&state=forged", "c".repeat(30_000)),
            format!("?code=c&state={}", "s".repeat(30_000)),
            format!("?code=c&state=forged{}", "&x=y".repeat(5_000)),
            format!(
                "?error={}&state=forged&error_description={}",
                "e".repeat(10_000),
                "%3Cb%3E".repeat(2_000)
            ),
            "?code=%00%FF%FE&state=%F0%9F%98%80%ZZ&%&=&&".to_owned(),
        ] {
            stage.browser.open(&format!("{}{query}", stage.site.url())).await;
            stage.browser.see_error("state_unknown").await;
            let url = stage.browser.url().await;
            assert!(
                !url.contains("code=") && !url.contains("state="),
                "the address still holds the response"
            );
        }
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
    });
}

#[test]
fn a_transaction_cannot_be_made_by_an_address() {
    journey(async |stage| {
        let fixed = "?state=fixed&nonce=fixed&code_verifier=fixed&provider=demo&transaction=fixed&issuer=https://evil.example";
        stage.browser.open(&format!("{}{fixed}", stage.site.url())).await;
        stage.browser.see("a calm page", |it| it.state == "picker" || it.state == "signed_out").await;
        assert_eq!(stage.browser.kept().await, Vec::<String>::new());
    });
}

#[test]
fn a_code_of_another_sign_in_is_refused_by_the_provider() {
    journey(async |stage| {
        // A code that was given for another challenge, put into a transaction of our own.
        stage.provider().play([on(Endpoint::Authorize).with(Fault::HoldCallback)]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_text("held back").await;
        let held = stage.provider().proxy.last_callback().unwrap();
        let code = held.split(['?', '&']).find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned();
        stage.provider().proxy.behave();
        stage.provider().play([on(Endpoint::Authorize).with(Fault::callback(move |pairs| {
            for (_, found) in pairs.iter_mut().filter(|(name, _)| name == "code") {
                found.clone_from(&code);
            }
        }))]);
        stage.excuse_endpoint("/token");
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("token_rejected").await;
        assert_eq!(stage.api.answered(), 0);
        // The transaction of the held response is still open.
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn a_response_at_another_address_than_was_asked_for_is_not_used() {
    journey(async |stage| {
        let page = stage.site.url();
        stage.configure(|config| {
            config["providers"][0]["redirect_uri"] = format!("{page}elsewhere").into();
        });
        stage.provider().play([on(Endpoint::Authorize).with(Fault::HoldCallback)]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_text("held back").await;
        let held = stage.provider().proxy.last_callback().unwrap();
        let here = held.replace("elsewhere?", "?");
        assert_ne!(held, here);
        stage.browser.open(&here).await;
        stage.browser.see_error("redirect_uri_mismatch").await;
        assert_eq!(stage.provider().codes_posted(), 0);
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
    });
}

#[test]
fn a_response_of_one_provider_is_not_taken_for_anothers() {
    let setup = Setup { providers: vec![Kind::default(), Kind::other()], ..Setup::default() };
    journey_with(&setup, async |stage| {
        // The first provider is evil: it sends the browser on to the second, with the state it was given.
        let [evil, honest] = &stage.providers[..] else { panic!("two providers") };
        let target = format!("{}/auth", honest.proxy.origin());
        evil.play([
            on(Endpoint::Discovery).with(Fault::member("authorization_endpoint", Some(target.into())))
        ]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.consent().await;
        stage.browser.see_error("issuer_mismatch").await;
        for provider in [evil, honest] {
            assert_eq!(provider.proxy.count(Endpoint::Token), 0, "{} got a code", provider.title);
        }
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
    });
}

#[test]
fn a_request_whose_challenge_was_stripped_ends_with_an_error_and_not_without_pkce() {
    journey(async |stage| {
        stage.provider().play([on(Endpoint::Authorize).with(Fault::query(|pairs| {
            pairs.retain(|(name, _)| !name.starts_with("code_challenge"));
        }))]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("authorization_error").await;
        assert_eq!(stage.provider().codes_posted(), 0);
    });
}

#[test]
fn a_response_after_ten_minutes_starts_over_once() {
    journey(async |stage| {
        stage.provider().play([on(Endpoint::Authorize).nth(3).with(Fault::HoldCallback)]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_text("held back").await;
        let held = stage.provider().proxy.last_callback().unwrap();
        let later = "const now = Date.now.bind(Date), late = 15 * 60e3; Date.now = () => now() + late;
            performance.timeOrigin;";
        stage.site.run_ahead(later);
        stage.browser.open(&held).await;
        let look = stage.browser.see("an end", |it| it.state == "signed_in" || it.state == "failed").await;
        assert!(look.state == "signed_in" || look.error == "id_token_expired", "{look}");
        assert!(stage.provider().proxy.count(Endpoint::Authorize) > 3, "it did not start over");
    });
}

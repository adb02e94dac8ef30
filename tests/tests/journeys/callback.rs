//! Authorization responses: what comes back in the address, and whether it is believed.

use portico_tests::proxy::{Endpoint, Fault, Rule, habits, on};
use portico_tests::stage::journey;

use crate::rows::{SIGNED_IN, row, walk};

type Pairs = Vec<(String, String)>;

fn coming_back(edit: impl Fn(&mut Pairs) + Send + Sync + 'static) -> [Rule; 1] {
    [on(Endpoint::Authorize).with(Fault::callback(edit))]
}

fn set(name: &'static str, value: &'static str) -> [Rule; 1] {
    coming_back(move |pairs| {
        for (_, found) in pairs.iter_mut().filter(|(found, _)| found == name) {
            value.clone_into(found);
        }
    })
}

fn without(name: &'static str) -> [Rule; 1] {
    coming_back(move |pairs| pairs.retain(|(found, _)| found != name))
}

fn with(name: &'static str, value: &'static str) -> [Rule; 1] {
    coming_back(move |pairs| pairs.push((name.to_owned(), value.to_owned())))
}

/// An error response instead of the code.
fn refused(error: &'static str, more: &'static [(&str, &str)]) -> [Rule; 1] {
    coming_back(move |pairs| {
        pairs.retain(|(name, _)| name != "code");
        pairs.push(("error".to_owned(), error.to_owned()));
        pairs.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    })
}

#[test]
fn a_response_that_is_not_exactly_what_was_asked_for_is_named_and_not_used() {
    journey(async |stage| {
        let slash = coming_back(|pairs| {
            for (_, iss) in pairs.iter_mut().filter(|(name, _)| name == "iss") {
                iss.push('/');
            }
        });
        let unadvertised = Fault::member("authorization_response_iss_parameter_supported", None);
        let wrong_unadvertised =
            [on(Endpoint::Discovery).with(unadvertised), set("iss", "https://evil.example")[0].clone()];
        let codes = stage.provider();
        walk(
            stage,
            vec![
                row("no iss", without("iss"), "issuer_missing"),
                row("another iss", set("iss", "https://evil.example"), "issuer_mismatch"),
                row("iss with a slash more", slash, "issuer_mismatch"),
                row("another iss, unadvertised", wrong_unadvertised, "issuer_mismatch"),
                row("no state", without("state"), "state_missing"),
                row("an empty state", set("state", ""), "state_missing"),
                row("another state", set("state", "forged"), "state_unknown"),
                row("two codes", with("code", "another"), "duplicate_parameter"),
                row("two states", with("state", "another"), "duplicate_parameter"),
                row("two isss", with("iss", "https://evil.example"), "duplicate_parameter"),
                row(
                    "the same code twice",
                    coming_back(|pairs| pairs.extend(pairs.clone())),
                    "duplicate_parameter",
                ),
                row("an empty code", set("code", ""), "code_missing"),
            ],
        )
        .await;
        assert_eq!(codes.codes_posted(), 1, "no code of these reached the provider");
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn a_response_without_code_and_error_is_no_response() {
    journey(async |stage| {
        stage.provider().play(without("code"));
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        let look =
            stage.browser.see("a page at rest", |it| it.state == "picker" || it.state == "failed").await;
        assert!(look.state == "picker" || look.error == "code_missing", "{look}");
        assert_eq!(stage.browser.url().await, stage.site.url());
        assert_eq!(stage.provider().codes_posted(), 0);
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn an_error_response_is_believed_only_as_far_as_it_is_ours() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("denied", refused("access_denied", &[]), "access_denied"),
                row("a registered code", refused("invalid_scope", &[]), "authorization_error"),
                row("login_required", refused("login_required", &[]), "authorization_error"),
                row("no code that is known", refused("<img src=x>", &[]), "authorization_error"),
                row(
                    "another iss",
                    refused("access_denied", &[("iss", "https://evil.example")]),
                    "duplicate_parameter",
                ),
                row("code and error", with("error", "access_denied"), "access_denied"),
            ],
        )
        .await;
        assert_eq!(stage.provider().codes_posted(), 1);
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn what_an_error_response_says_in_words_is_never_markup() {
    journey(async |stage| {
        let markup = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>\u{202e}gnirts";
        stage.provider().play([on(Endpoint::Authorize).with(Fault::callback(move |pairs| {
            pairs.retain(|(name, _)| name != "code");
            pairs.push(("error".into(), "invalid_request".into()));
            pairs.push(("error_description".into(), markup.repeat(50)));
            pairs.push(("error_uri".into(), "javascript:window.pwned=1".into()));
        }))]);
        stage.open_picker().await;
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_error("authorization_error").await;
        let seen = "return [window.pwned ?? null, document.querySelectorAll('img[src=x], a[href^=javascript]').length]";
        assert_eq!(stage.browser.run(seen).await, serde_json::json!([null, 0]));
    });
}

#[test]
fn errors_of_other_products_are_read() {
    journey(async |stage| {
        let denied = || refused("access_denied", &[]).to_vec();
        walk(
            stage,
            vec![
                row("without iss", [denied(), habits::no_iss_on_errors()].concat(), "access_denied"),
                row("doubled", [denied(), habits::errors_doubled()].concat(), "access_denied"),
                row("among others", [denied(), habits::foreign_parameters()].concat(), "access_denied"),
                row("a code among others", habits::foreign_parameters(), SIGNED_IN),
            ],
        )
        .await;
    });
}

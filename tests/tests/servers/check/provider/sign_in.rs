//! The redirect URI, and the sign-in page.

use portico_tests::proxy::{Answer, Endpoint, Fault, Rule, on};
use serde_json::json;

use super::{Provider, of};
use crate::check::{check, check_for, complaints, fix};
use crate::sign_in::PAGE;

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_refused_before_anybody_finds_out() {
    let provider = Provider::start("").await;
    let report = check_for(&of(provider.entry()), Some("http://127.0.0.1:1/login/")).await;
    assert_eq!(complaints(&report), ["redirect URI: redirect_uri_refused"]);
    assert!(fix(&report, "redirect_uri_refused").contains("http://127.0.0.1:1/login/"));
    let mut entry = provider.entry();
    entry["redirect_uri"] = json!(PAGE);
    let report = check_for(&of(entry), Some("http://127.0.0.1:1/login/")).await;
    assert_eq!(complaints(&report), Vec::<String>::new(), "the configured one counts");
}

#[tokio::test]
async fn a_scope_that_is_refused_is_named() {
    let provider = Provider::start("").await;
    let refused = on(Endpoint::Authorize).with(back_with("invalid_scope"));
    assert_eq!(provider.with(vec![refused]).await, ["redirect URI: authorization_error"]);
}

/// What a request for a sign-in comes back with.
fn back_with(error: &'static str) -> Fault {
    Fault::callback(move |pairs| {
        pairs.retain(|(name, _)| name != "error");
        pairs.push(("error".into(), error.into()));
    })
}

/// Sends every request straight back to the page.
fn straight_back(error: &str) -> Rule {
    let location = format!("{PAGE}?error={error}&state=x").leak();
    let answer = on(Endpoint::Authorize).with(Fault::Answer(Answer::empty(302)));
    answer.with(Fault::Header("location", Some(location)))
}

#[tokio::test]
async fn an_error_that_only_prompt_none_brings_is_no_complaint_and_one_that_everybody_meets_is() {
    let provider = Provider::start("").await;
    let silent = vec![on(Endpoint::Authorize).with(back_with("invalid_request"))];
    assert_eq!(
        provider.with(silent).await,
        Vec::<String>::new(),
        "with it no page is shown, without it one is"
    );
    let always = vec![straight_back("invalid_request")];
    assert_eq!(provider.with(always).await, ["redirect URI: authorization_error"]);
}

#[tokio::test]
async fn a_redirect_uri_of_another_origin_than_the_page_is_refused_as_the_page_does() {
    let provider = Provider::start("").await;
    let mut entry = provider.entry();
    entry["redirect_uri"] = json!(PAGE);
    let report = check_for(&of(entry), Some("http://127.0.0.1:2/")).await;
    assert!(complaints(&report).contains(&"redirect URI: redirect_uri_mismatch".into()), "{report:?}");
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_to_prompt_none_is_no_complaint() {
    let provider = Provider::start("").await;
    let answered = |answer| vec![on(Endpoint::Authorize).with(Fault::Answer(answer))];
    let framed = "! framing: framing_allowed".to_owned();
    assert_eq!(
        provider.with(answered(Answer::html(200))).await,
        [framed],
        "the page is looked at all the same"
    );
    for (status, expected) in [
        (400, vec!["redirect URI: redirect_uri_refused"]),
        (403, vec!["redirect URI: redirect_uri_refused"]),
        (404, vec!["redirect URI: authorization_error"]),
        (503, vec!["redirect URI: authorization_error"]),
        (429, vec![]),
    ] {
        assert_eq!(provider.with(answered(Answer::html(status))).await, expected, "{status}");
    }
}

#[tokio::test]
async fn what_another_site_answers_to_a_tool_says_nothing_of_the_provider() {
    let (provider, upstream) = (Provider::start("").await, Provider::start("").await);
    upstream.proxy.play([on(Endpoint::Other).with(Fault::Answer(Answer::html(403)))]);
    let location: &'static str = format!("{}/upstream", upstream.proxy.origin()).leak();
    let away = on(Endpoint::Authorize)
        .with(Fault::Answer(Answer::empty(302)))
        .with(Fault::Header("location", Some(location)));
    assert_eq!(provider.with(vec![away]).await, Vec::<String>::new());
}

/// Pocket ID from 2.10 on, which sends nobody back with what is wrong.
#[tokio::test]
async fn an_error_that_the_provider_shows_itself_is_read_off_its_address() {
    let provider = Provider::start("").await;
    let location = "/interaction/error?error=Invalid%20callback%20URL%1b[31m";
    let to_error = on(Endpoint::Authorize)
        .with(Fault::Answer(Answer::empty(302)))
        .with(Fault::Header("location", Some(location)));
    let page = on(Endpoint::Interaction).with(Fault::Answer(Answer::html(200)));
    provider.proxy.play([to_error, page]);
    let report = check(&of(provider.entry())).await;
    assert_eq!(complaints(&report), ["redirect URI: redirect_uri_refused"]);
    let text = format!("{report:?}");
    assert!(
        text.contains("Invalid callback URL") && !text.contains('\u{1b}') && !text.contains("\\u{1b}"),
        "{text}"
    );
}

#[tokio::test]
async fn a_provider_that_redirects_for_ever_is_left_after_ten_times() {
    let provider = Provider::start("").await;
    let around = on(Endpoint::Authorize)
        .with(Fault::Answer(Answer::empty(302)))
        .with(Fault::Header("location", Some("/auth?again")));
    assert_eq!(provider.with(vec![around]).await, ["redirect URI: authorization_error"]);
    assert_eq!(provider.proxy.count(Endpoint::Authorize), 11);
}

#[tokio::test]
async fn a_sign_in_page_that_can_be_framed_is_told_of() {
    let provider = Provider::start("").await;
    let open = vec![
        on(Endpoint::Interaction).with(Fault::Header("x-frame-options", None)),
        on(Endpoint::Interaction).with(Fault::Header("content-security-policy", None)),
    ];
    assert_eq!(provider.with(open).await, ["! framing: framing_allowed"]);
}

//! A provider of the page's own: the certified one, behind the proxy that spoils one thing at a time.

use portico_tests::config;
use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, Rule, habits, on};
use portico_tests::servers::{ConfidentialClient, Op, OpOptions};
use serde_json::{Value, json};

use super::{check, check_for, complaints, fix, good};
use crate::sign_in::PAGE;

/// A provider behind its proxy.
struct Provider {
    proxy: Proxy,
    op: Op,
}

impl Provider {
    async fn start(issuer_path: &str) -> Self {
        let proxy = Proxy::start().await.unwrap();
        let op = Op::start(&OpOptions {
            issuer: Some(format!("{}{issuer_path}", proxy.origin())),
            redirect_uris: vec![PAGE.to_owned()],
            confidential: vec![ConfidentialClient::backend([PAGE.to_owned()])],
            ..OpOptions::default()
        })
        .unwrap();
        proxy.forward_to(op.port(), issuer_path);
        Self { proxy, op }
    }

    fn entry(&self) -> Value {
        config::provider_with_userinfo("demo", "Demo", self.op.issuer())
    }

    /// What is found with these rules and no others.
    async fn with(&self, rules: Vec<Rule>) -> Vec<String> {
        self.proxy.behave();
        self.proxy.play(rules);
        complaints(&check(&of(self.entry())).await)
    }
}

fn of(entry: impl Into<Value>) -> Value {
    json!({ "providers": [entry.into()] })
}

#[tokio::test]
async fn nothing_is_wrong_with_a_provider_that_is_set_up_right() {
    let provider = Provider::start("").await;
    let report = check(&of(provider.entry())).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert!(report.ok);
    // It has really been asked.
    let checks =
        ["metadata", "pkce", "signature algorithm", "keys", "token endpoint", "userinfo", "redirect URI"];
    for check in checks.into_iter().chain(["framing", "sign-out", "clock"]) {
        assert_eq!(good(&report, check).len(), 1, "{check}: {report:?}");
    }
    let seen = provider.proxy.log();
    let preflight =
        |it: &&portico_tests::proxy::Exchange| it.method == "OPTIONS" && it.endpoint == Endpoint::Userinfo;
    assert_eq!(seen.iter().filter(preflight).count(), 1);
    for endpoint in [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token] {
        let asked = provider.proxy.requests(endpoint);
        assert_eq!(asked[0].header("origin"), Some("http://127.0.0.1:1"), "{endpoint:?}");
    }
    assert!(provider.proxy.requests(Endpoint::Token)[0].header("authorization").is_none());
}

#[tokio::test]
async fn habits_that_the_page_copes_with_are_no_complaints() {
    let provider = Provider::start("").await;
    for (name, rules) in [
        ("Pocket ID 2.9", habits::pocket_id_2_9()),
        ("Pocket ID 2.14", habits::pocket_id_2_14()),
        ("no `none`", habits::none_not_among_auth_methods()),
        ("no challenge methods", habits::no_code_challenge_methods()),
        ("no iss", habits::no_iss_at_all()),
        ("alg none", habits::alg_none_listed_first()),
        ("encryption keys", habits::encryption_keys_among_them()),
        ("errors in words", habits::errors_in_words()),
        ("userinfo 500", habits::userinfo_500()),
    ] {
        assert_eq!(provider.with(rules).await, Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn authentik_is_right_with_its_slash_and_wrong_without_a_key() {
    let provider = Provider::start(habits::AUTHENTIK_ISSUER_PATH).await;
    assert_eq!(provider.with(habits::authentik()).await, Vec::<String>::new());
    provider.proxy.play(habits::empty_key_set());
    let report = check(&of(provider.entry())).await;
    assert_eq!(complaints(&report), ["keys: key_not_found"]);
    assert!(fix(&report, "key_not_found").contains("select a Signing Key"));
    let encryption = Fault::member("id_token_encryption_alg_values_supported", Some(json!(["RSA-OAEP-256"])));
    provider.proxy.behave();
    provider.proxy.play([habits::authentik(), vec![on(Endpoint::Discovery).with(encryption)]].concat());
    let report = check(&of(provider.entry())).await;
    assert_eq!(complaints(&report), ["keys: id_token_encrypted"]);
    assert!(fix(&report, "id_token_encrypted").contains("leave Encryption Key empty"));
}

#[tokio::test]
async fn pocket_id_with_an_internal_name_is_told_of_in_its_own_words() {
    let provider = Provider::start("").await;
    for rules in [habits::pocket_id_2_9(), habits::pocket_id_2_14()] {
        let expected = [
            "keys: endpoint_not_allowed",
            "token endpoint: endpoint_not_allowed",
            "userinfo: endpoint_not_allowed",
        ];
        assert_eq!(provider.with([rules, habits::internal_names()].concat()).await, expected);
        let report = check(&of(provider.entry())).await;
        assert!(fix(&report, "endpoint_not_allowed").starts_with("INTERNAL_APP_URL of Pocket ID"));
    }
    provider.proxy.behave();
    provider.proxy.play(habits::pocket_id_2_9());
    let mut entry = provider.entry();
    entry["client_id"] = json!("nobody");
    let report = check(&of(entry)).await;
    assert_eq!(complaints(&report)[0], "token endpoint: token_rejected");
    assert!(fix(&report, "token_rejected").contains("switch on Public Client"));
}

#[tokio::test]
async fn what_the_metadata_say_wrong_is_named_one_by_one() {
    let provider = Provider::start("").await;
    let member = |name, value| on(Endpoint::Discovery).with(Fault::member(name, Some(value)));
    let all = vec![
        member("issuer", json!("http://localhost:2")),
        member("code_challenge_methods_supported", json!(["plain"])),
        member("id_token_signing_alg_values_supported", json!(["HS256"])),
    ];
    let expected = [
        "metadata: discovery_issuer_mismatch",
        "pkce: pkce_unsupported",
        "signature algorithm: algorithm_unsupported",
    ];
    assert_eq!(provider.with(all).await, expected);
    let report = check(&of(provider.entry())).await;
    assert!(fix(&report, "discovery_issuer_mismatch").contains("\"http://localhost:2\""));
    for (answer, code) in [
        (Answer::html(200), "metadata: discovery_malformed"),
        (Answer::json(404, &json!({})), "metadata: discovery_http"),
        (Answer::json(200, &json!({ "issuer": provider.op.issuer() })), "metadata: discovery_malformed"),
    ] {
        assert_eq!(provider.with(vec![on(Endpoint::Discovery).with(Fault::Answer(answer))]).await, [code]);
    }
}

#[tokio::test]
async fn an_endpoint_that_the_policy_of_the_page_forbids_is_named() {
    let provider = Provider::start("").await;
    let expected = [
        "keys: endpoint_not_allowed",
        "token endpoint: endpoint_not_allowed",
        "userinfo: endpoint_not_allowed",
    ];
    assert_eq!(provider.with(habits::internal_names()).await, expected);
    let mut entry = provider.entry();
    for (name, path) in [("token_endpoint", "token"), ("jwks_uri", "jwks"), ("userinfo_endpoint", "userinfo")]
    {
        entry[name] = json!(format!("{}/{path}", provider.proxy.origin()));
    }
    assert_eq!(complaints(&check(&of(entry)).await), Vec::<String>::new());
}

#[tokio::test]
async fn each_endpoint_is_read_as_a_browser_at_that_origin_would() {
    let provider = Provider::start("").await;
    let hidden = |endpoint| vec![on(endpoint).with(Fault::Header("access-control-allow-origin", None))];
    for (endpoint, complaint) in [
        (Endpoint::Discovery, "metadata: discovery_unreachable"),
        (Endpoint::Jwks, "keys: keys_unreachable"),
        (Endpoint::Token, "token endpoint: token_unreachable"),
    ] {
        assert_eq!(provider.with(hidden(endpoint)).await, [complaint]);
    }
    // Without a token, only the preflight can be looked at.
    assert_eq!(provider.with(hidden(Endpoint::Userinfo)).await, Vec::<String>::new());
    let allowed = |value| {
        vec![on(Endpoint::Userinfo).preflight().with(Fault::Header("access-control-allow-headers", value))]
    };
    assert_eq!(provider.with(allowed(Some("*"))).await, ["! userinfo: userinfo_unreachable"]);
    assert_eq!(provider.with(allowed(None)).await, ["! userinfo: userinfo_unreachable"]);
    assert_eq!(provider.with(allowed(Some("Authorization"))).await, Vec::<String>::new());
}

#[tokio::test]
async fn metadata_that_the_page_can_not_read_are_no_fault_where_the_configuration_says_enough() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Header("access-control-allow-origin", None))]);
    let mut entry = provider.entry();
    for (name, path) in
        [("authorization_endpoint", "auth"), ("token_endpoint", "token"), ("jwks_uri", "jwks")]
    {
        entry[name] = json!(format!("{}/{path}", provider.proxy.origin()));
    }
    assert_eq!(complaints(&check(&of(entry)).await), ["! sign-out: end_session_endpoint_missing"]);
}

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
async fn a_client_that_is_unknown_or_has_a_secret_is_found_at_both_endpoints() {
    let provider = Provider::start("").await;
    let with_client = |id: &str| {
        let mut entry = provider.entry();
        entry["client_id"] = json!(id);
        of(entry)
    };
    let unknown = complaints(&check(&with_client("nobody")).await);
    assert_eq!(unknown, ["token endpoint: token_rejected", "redirect URI: redirect_uri_refused"]);
    // The certified provider answers it without CORS from an origin that is not of a public client.
    let confidential = complaints(&check(&with_client("backend")).await);
    assert!(confidential.iter().any(|it| it.starts_with("token endpoint: token_")), "{confidential:?}");
    let words = Answer::json(404, &json!({ "error": "Client not found" }));
    let pocket_id = vec![on(Endpoint::Token).with(Fault::Answer(words))];
    assert_eq!(provider.with(pocket_id).await, ["token endpoint: token_rejected"]);
}

#[tokio::test]
async fn a_scope_that_is_refused_is_named() {
    let provider = Provider::start("").await;
    let refused = on(Endpoint::Authorize).with(Fault::callback(|pairs| {
        pairs.retain(|(name, _)| name != "error");
        pairs.push(("error".into(), "invalid_scope".into()));
    }));
    assert_eq!(provider.with(vec![refused]).await, ["redirect URI: authorization_error"]);
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_to_prompt_none_is_no_complaint() {
    let provider = Provider::start("").await;
    let page = vec![on(Endpoint::Authorize).with(Fault::Answer(Answer::html(200)))];
    assert_eq!(provider.with(page).await, Vec::<String>::new());
    let refused = vec![on(Endpoint::Authorize).with(Fault::Answer(Answer::html(400)))];
    assert_eq!(provider.with(refused).await, ["redirect URI: redirect_uri_refused"]);
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

#[tokio::test]
async fn a_clock_is_told_of_from_a_minute_on_and_wrong_from_an_hour_on() {
    let provider = Provider::start("").await;
    let at = |date| vec![on(Endpoint::Discovery).with(Fault::Header("date", Some(date)))];
    assert_eq!(provider.with(at("Mon, 01 Jan 2001 00:00:00 GMT")).await, ["clock: clock_differs"]);
    let soon = std::time::SystemTime::now() + std::time::Duration::from_mins(10);
    let soon: &'static str = httpdate::fmt_http_date(soon).leak();
    assert_eq!(provider.with(at(soon)).await, ["! clock: clock_differs"]);
}

#[tokio::test]
async fn without_an_address_what_depends_on_it_is_left_out_and_said() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Header("access-control-allow-origin", None))]);
    let report = check_for(&of(provider.entry()), None).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert!(report.sections[0].findings[0].message.contains("--origin"));
    assert_eq!(good(&report, "keys").len(), 1);
    assert_eq!(provider.proxy.count(Endpoint::Token), 0);
}

//! A provider of the page's own: the certified one, behind the proxy that spoils one thing at a time.

mod endpoints;
mod metadata;
mod sign_in;

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

    /// Its entry, with endpoints of these names at these paths.
    fn entry_naming(&self, endpoints: &[(&str, &str)]) -> Value {
        let mut entry = self.entry();
        for (name, path) in endpoints {
            entry[*name] = json!(format!("{}/{path}", self.proxy.origin()));
        }
        entry
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
            "! userinfo: endpoint_not_allowed",
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
async fn without_an_address_what_depends_on_it_is_left_out_and_said() {
    let provider = Provider::start("").await;
    provider.proxy.play([on(Endpoint::Discovery).with(Fault::Header("access-control-allow-origin", None))]);
    let report = check_for(&of(provider.entry()), None).await;
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert!(report.sections[0].findings[0].message.contains("--origin"));
    assert_eq!(good(&report, "keys").len(), 1);
    assert_eq!(provider.proxy.count(Endpoint::Token), 0);
}

#[tokio::test]
async fn at_the_providers_own_origin_a_page_needs_no_cors() {
    let provider = Provider::start("").await;
    let hidden = |endpoint| on(endpoint).with(Fault::Header("access-control-allow-origin", None));
    let all = [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token, Endpoint::Userinfo];
    provider.proxy.play(all.map(hidden));
    let page = format!("{}/login/", provider.proxy.origin());
    let report = check_for(&of(provider.entry()), Some(&page)).await;
    assert_eq!(
        complaints(&report),
        ["redirect URI: redirect_uri_refused"],
        "the address alone is another one"
    );
    let asked = provider.proxy.requests(Endpoint::Jwks);
    assert_eq!(asked[0].header("origin"), None, "as a browser does");
    assert!(!provider.proxy.log().iter().any(|it| it.method == "OPTIONS"));
}

/// As it is in a Docker network.
#[tokio::test]
async fn an_internal_name_without_tls_is_told_of_for_each_endpoint_and_the_rest_is_checked() {
    let provider = Provider::start("").await;
    let endpoints = [
        ("token_endpoint", "api/oidc/token"),
        ("jwks_uri", "jwks"),
        ("userinfo_endpoint", "api/oidc/userinfo"),
    ];
    let internal = Fault::json(move |body| {
        for (name, path) in endpoints {
            body[name] = json!(format!("http://pocketid:1411/{path}"));
        }
    });
    let rules = [habits::pocket_id_2_14(), vec![on(Endpoint::Discovery).with(internal)]].concat();
    let found = provider.with(rules).await;
    let expected =
        ["token endpoint: endpoint_invalid", "keys: endpoint_invalid", "! userinfo: endpoint_invalid"];
    assert_eq!(found, expected);
    let report = check(&of(provider.entry())).await;
    assert!(fix(&report, "endpoint_invalid").starts_with("INTERNAL_APP_URL of Pocket ID"));
    assert!(format!("{report:?}").contains("http://pocketid:1411/api/oidc/token can't be used"));
    assert_eq!(good(&report, "redirect URI").len(), 1, "the rest is checked");
    // All can be named at once.
    let named = provider.entry_naming(&endpoints);
    assert_eq!(complaints(&check(&of(named)).await), Vec::<String>::new());
}

#[tokio::test]
async fn an_endpoint_with_a_fragment_is_told_of_as_the_page_refuses_it() {
    let provider = Provider::start("").await;
    let token = format!("{}/token#fragment", provider.proxy.origin());
    let fragment = Fault::member("token_endpoint", Some(json!(token)));
    let found = provider.with(vec![on(Endpoint::Discovery).with(fragment)]).await;
    assert_eq!(found, ["token endpoint: endpoint_invalid"]);
}

#[tokio::test]
async fn a_revocation_endpoint_that_the_policy_forbids_could_be_better() {
    let provider = Provider::start("").await;
    let elsewhere = Fault::member("revocation_endpoint", Some(json!("https://other.test/revoke")));
    let found = provider.with(vec![on(Endpoint::Discovery).with(elsewhere)]).await;
    assert_eq!(found, ["! sign-out: endpoint_not_allowed"]);
}

#[tokio::test]
async fn authelia_is_not_taken_for_pocket_id_though_its_token_endpoint_is_the_same() {
    let provider = Provider::start("").await;
    let origin = provider.proxy.origin();
    let authelia = Fault::json(move |body| {
        body["authorization_endpoint"] = json!(format!("{origin}/api/oidc/authorization"));
        body["token_endpoint"] = json!(format!("{origin}/api/oidc/token"));
    });
    let refused = Answer::json(400, &json!({ "error": "invalid_grant" })).without_cors();
    let hidden = on(Endpoint::Token).with(Fault::Answer(refused));
    provider.proxy.play([on(Endpoint::Discovery).with(authelia), hidden]);
    let report = check(&of(provider.entry())).await;
    assert!(fix(&report, "token_unreachable").contains("identity_providers.oidc.cors"), "{report:?}");
}

//! Configurations that `portico import-env` makes of the variables of a Portabase, in front of whole products.

#![allow(clippy::unwrap_used, reason = "a helper of a journey that cannot go on ends it")]

use portico::config::auth_env::{self, Target};
use portico_cli::env_file;
use portico_tests::http::{Answer, Ask};
use portico_tests::proxy::jwt::Jwt;
use portico_tests::proxy::{Endpoint, habits};
use portico_tests::stage::{Kind, Setup, Stage, journey_with};
use serde_json::{Value, json};

const EXAMPLE: &str = include_str!("../../../cli/tests/portabase.env");
const ISSUER: &str = "https://pocketid.example.test";
const JWKS: &str = "/.well-known/jwks.json";

/// A provider whose issuer has this path, and whose access token is for userinfo.
fn at(issuer_path: &'static str) -> Setup {
    let kind = Kind { issuer_path, ..Kind::with_userinfo() };
    Setup { providers: vec![kind], ..Setup::default() }
}

/// The page gets what the import makes of the example; placeholders of hosts and client are those of the stage.
fn import(stage: &Stage, edit: impl FnOnce(String) -> String) -> Value {
    let text = edit(EXAMPLE.replace("https://assets.example.test/", &stage.site.url()))
        .replace("pocketid.png", "portico.svg")
        .replace(ISSUER, &stage.provider().proxy.origin())
        .replace("\"portabase\"", "spa");
    let file = env_file::parse(&text).unwrap();
    let pairs = file.variables.iter().map(|it| (it.name.as_str(), it.value.as_str()));
    let import = auth_env::import(pairs, &Target::Page { api: None });
    let config = serde_json::from_str(&import.result.unwrap().text).unwrap();
    stage.site.configure(&config);
    config
}

/// The example with the addresses that authentik has.
fn of_authentik(text: &str, issuer: &str) -> String {
    let app = format!("{ISSUER}{}", habits::AUTHENTIK_ISSUER_PATH);
    text.replace(&format!("ISSUER_URL=\"{ISSUER}\""), &format!("ISSUER_URL=\"{issuer}\""))
        .replace(&format!("{ISSUER}/.well-known/openid"), &format!("{app}.well-known/openid"))
        .replace(&format!("{ISSUER}{JWKS}"), &format!("{app}jwks/"))
        .replace("openid profile email groups", "openid profile email")
        .replace("admin:admin", "authentik admins:admin")
}

async fn sign_in(stage: &Stage) -> Value {
    stage.open_picker().await;
    stage.browser.sign_in_with("PocketID", "alice").await;
    stage.browser.see_state("signed_in").await;
    stage.browser.see_text("Alice Archer").await;
    stage.browser.run("return portico.session.account()").await
}

/// A post to the token endpoint from outside of the page.
async fn token(stage: &Stage, fields: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/token", stage.provider().proxy.origin());
    let answer = Ask::post_form(url, fields).send().await.unwrap();
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

/// What userinfo answers to another page that has no good token.
async fn refused_at_userinfo(stage: &Stage) -> Answer {
    let url = format!("{}/userinfo", stage.provider().proxy.origin());
    Ask::get(url).bearer("garbage").header("origin", stage.site.origin()).send().await.unwrap()
}

/// Where somebody who is not signed in at the provider is sent with `prompt=none`.
async fn silent_error(stage: &Stage) -> String {
    let page = stage.site.url();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "spa"),
            ("response_type", "code"),
            ("redirect_uri", &page),
            ("scope", "openid"),
            ("state", "of-this-journey"),
            ("prompt", "none"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let url = format!("{}/auth?{query}", stage.provider().proxy.origin());
    let answer = Ask::get(url).send().await.unwrap();
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with(&page) && location.contains("error=login_required"), "{location}");
    location
}

#[test]
fn the_imported_configuration_signs_in_at_pocket_id_2_9() {
    journey_with(&at(""), async |stage| {
        let config = import(stage, |text| text);
        assert_eq!(config["providers"][0]["jwks_uri"], json!(format!("{}{JWKS}", stage.provider().issuer())));
        stage.provider().play(habits::pocket_id_2_9());
        let account = sign_in(stage).await;
        assert_eq!((&account["role"], &account["provider"]), (&json!("admin"), &json!("pocketid")));

        let proxy = &stage.provider().proxy;
        let answer = proxy.requests(Endpoint::Token)[0].answer.clone().unwrap();
        let id_token = Jwt::parse(answer["id_token"].as_str().unwrap()).unwrap();
        assert_eq!(id_token.claims["aud"], json!(["spa"]));
        assert_eq!(answer.get("scope"), None);
        assert_eq!(proxy.requests(Endpoint::Jwks)[0].path, JWKS);
        assert!(!silent_error(stage).await.contains("iss="));
        let page = stage.site.url();
        let code = [
            ("grant_type", "authorization_code"),
            ("code", "no-such"),
            ("redirect_uri", &page),
            ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ];
        let known = token(stage, &[&code[..], &[("client_id", "spa")]].concat()).await;
        assert_eq!(known, (400, json!({ "error": "Invalid authorization code" })));
        let unknown = token(stage, &[("grant_type", "refresh_token"), ("client_id", "nobody")]).await;
        assert_eq!(unknown, (404, json!({ "error": "Client not found" })));
        let refused = refused_at_userinfo(stage).await;
        assert_eq!(refused.status, 500);
        assert_eq!(refused.headers["access-control-allow-origin"], "*");
    });
}

#[test]
fn pocket_id_2_9_denies_and_refuses_without_the_words_of_a_specification() {
    journey_with(&at(""), async |stage| {
        import(stage, |text| text);
        stage.excuse_endpoint("/api/oidc/token");
        stage.provider().play(habits::pocket_id_2_9());
        stage.open_picker().await;
        stage.browser.press("PocketID").await;
        stage.browser.press("Cancel").await;
        stage.browser.see_error("access_denied").await;
        assert!(
            stage.provider().proxy.last_callback().unwrap().contains("iss="),
            "the provider itself sends it"
        );
        // Whoever took the client away while somebody signs in is told by a 404.
        stage.provider().play(habits::error_404());
        stage.open_picker().await;
        stage.browser.sign_in_with("PocketID", "alice").await;
        stage.browser.see_error("token_rejected").await;
    });
}

#[test]
fn the_imported_configuration_signs_in_at_pocket_id_2_14() {
    journey_with(&at(""), async |stage| {
        import(stage, |text| text);
        stage.provider().play(habits::pocket_id_2_14());
        assert_eq!(sign_in(stage).await["role"], json!("admin"));

        let proxy = &stage.provider().proxy;
        let asked = proxy.requests(Endpoint::Authorize)[0].parameter("scope").map(str::to_owned);
        assert_eq!(asked.as_deref(), Some("openid profile email groups"), "no offline_access");
        let answer = proxy.requests(Endpoint::Token)[0].answer.clone().unwrap();
        assert_eq!(answer["token_type"], json!("bearer"));
        let first = answer["refresh_token"].as_str().unwrap().to_owned();
        // Userinfo costs a preflight, the token endpoint none.
        let preflights = |endpoint| {
            proxy.log().into_iter().filter(|it| it.endpoint == endpoint && it.method == "OPTIONS").count()
        };
        assert_eq!((preflights(Endpoint::Token), preflights(Endpoint::Userinfo)), (0, 1));
        let url = format!("{}/userinfo", proxy.origin());
        let preflight = Ask::by(&"OPTIONS".parse().unwrap(), url)
            .header("origin", stage.site.origin())
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization,x-more")
            .send()
            .await
            .unwrap();
        assert_eq!(preflight.headers["access-control-allow-headers"], "Authorization");

        let refresh = async |refresh_token: &str| {
            let fields =
                [("grant_type", "refresh_token"), ("client_id", "spa"), ("refresh_token", refresh_token)];
            token(stage, &fields).await
        };
        let (status, renewed) = refresh(&first).await;
        assert_eq!((status, &renewed["token_type"]), (200, &json!("bearer")));
        let second = renewed["refresh_token"].as_str().unwrap();
        assert_ne!(second, first);
        assert_eq!(refresh(&first).await.1["error"], json!("invalid_grant"));
        assert_eq!(refresh(second).await.1["error"], json!("invalid_grant"), "the family is revoked");
    });
}

#[test]
fn the_imported_configuration_signs_in_at_authentik() {
    journey_with(&at(habits::AUTHENTIK_ISSUER_PATH), async |stage| {
        let issuer = format!("{ISSUER}{}", habits::AUTHENTIK_ISSUER_PATH);
        let config = import(stage, |text| of_authentik(&text, &issuer));
        let provider = config["providers"][0].as_object().unwrap();
        assert!(provider["issuer"].as_str().unwrap().ends_with("/application/o/acme/"));
        assert!(!provider.contains_key("discovery_url"), "it follows from the issuer, with one slash");
        stage.provider().play(habits::authentik());
        let account = sign_in(stage).await;
        assert_eq!((&account["role"], &account["email_verified"]), (&json!("admin"), &json!(false)));
        assert_eq!(account["groups"], json!(["authentik Admins", "staff"]), "by the scope `profile`");

        let metadata = stage.provider().proxy.requests(Endpoint::Discovery)[0].answer.clone().unwrap();
        let methods = metadata["token_endpoint_auth_methods_supported"].as_array().unwrap();
        assert!(!methods.contains(&json!("none")));
        assert_eq!(metadata.get("authorization_response_iss_parameter_supported"), None);
        assert!(!silent_error(stage).await.contains("iss="));
        let refused = refused_at_userinfo(stage).await;
        assert_eq!(refused.status, 401);
        assert!(!refused.headers.contains_key("access-control-allow-origin"));
    });
}

#[test]
fn the_imported_configuration_signs_in_at_authentik_in_global_mode() {
    journey_with(&at("/"), async |stage| {
        let origin = stage.provider().proxy.origin();
        stage.provider().proxy.forward_to(stage.provider().op.port(), habits::AUTHENTIK_ISSUER_PATH);
        let config = import(stage, |text| of_authentik(&text, &format!("{ISSUER}/")));
        let provider = &config["providers"][0];
        assert_eq!(provider["expected_issuer"], json!(format!("{origin}/")));
        assert!(provider["discovery_url"].as_str().unwrap().contains("/application/o/acme/.well-known/"));
        stage.provider().play(habits::authentik());
        assert_eq!(sign_in(stage).await["role"], json!("admin"));
        let metadata = stage.provider().proxy.requests(Endpoint::Discovery)[0].answer.clone().unwrap();
        assert_eq!(metadata["issuer"], json!(format!("{origin}/")));
    });
}

#[test]
fn an_authentik_without_a_signing_key_is_named() {
    journey_with(&at(habits::AUTHENTIK_ISSUER_PATH), async |stage| {
        let issuer = format!("{ISSUER}{}", habits::AUTHENTIK_ISSUER_PATH);
        import(stage, |text| of_authentik(&text, &issuer));
        stage.provider().play([habits::authentik(), habits::empty_key_set()].concat());
        stage.open_picker().await;
        stage.browser.sign_in_with("PocketID", "alice").await;
        stage.browser.see_error("key_not_found").await;
        let keys = stage.provider().proxy.requests(Endpoint::Jwks);
        assert_eq!((keys[0].path.as_str(), keys[0].answer.as_ref()), ("/jwks/", Some(&json!({}))));
        assert_eq!(stage.provider().proxy.count(Endpoint::Userinfo), 0, "nothing is asked with such tokens");
    });
}

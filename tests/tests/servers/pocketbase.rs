//! PocketBase: what it tells about itself, passwords, guests, OAuth2, and how it is started.

use hyper::Method;
use portico_tests::http::Ask;
use portico_tests::servers::{
    ConfidentialClient, OAuth2Provider, Op, OpOptions, PocketBase, PocketBaseOptions,
};
use portico_tests::wait;
use serde_json::{Value, json};

use crate::sign_in::{PAGE, VERIFIER, challenge, code, with};

const EMAIL: &str = "carol@example.test";
const PASSWORD: &str = "a long password";

async fn start(options: &PocketBaseOptions) -> PocketBase {
    PocketBase::start(options).await.unwrap()
}

fn api(base: &PocketBase, path: &str) -> String {
    format!("{}/api/collections/{path}", base.origin())
}

async fn sign_in(base: &PocketBase, password: &str) -> (u16, Value) {
    let url = api(base, "users/auth-with-password");
    let answer = Ask::post(url, &json!({ "identity": EMAIL, "password": password })).send().await.unwrap();
    (answer.status, answer.json())
}

async fn things(base: &PocketBase, token: &str) -> (u16, Value) {
    let answer = Ask::get(api(base, "things/records")).bearer(token).send().await.unwrap();
    (answer.status, answer.json())
}

#[tokio::test]
async fn pocketbase_tells_its_methods() {
    let first = OAuth2Provider::at("http://127.0.0.1:2", "Acme");
    let second = OAuth2Provider { pkce: Some(false), ..first.clone().second("Guests") };
    let base = start(&PocketBaseOptions { providers: vec![first, second], ..Default::default() }).await;

    let url = api(&base, "users/auth-methods?fields=password,oauth2,mfa,otp");
    let answer = Ask::get(url).header("origin", "http://elsewhere.test").send().await.unwrap();
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let methods = answer.json();
    assert_eq!(methods["password"], json!({ "enabled": true, "identityFields": ["email"] }));
    assert_eq!(methods["mfa"]["enabled"], false);
    assert_eq!(methods["otp"]["enabled"], false);
    assert_eq!(methods["authProviders"], Value::Null, "the old half is left out when it is not asked for");

    let providers = methods["oauth2"]["providers"].as_array().unwrap();
    let names: Vec<_> =
        providers.iter().map(|it| (it["name"].as_str(), it["displayName"].as_str())).collect();
    assert_eq!(names, [(Some("oidc"), Some("Acme")), (Some("oidc2"), Some("Guests"))]);
    let url = providers[0]["authURL"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:2/auth?client_id=backend&code_challenge="), "{url}");
    assert!(url.contains("&scope=openid+email+profile&") && url.ends_with("&redirect_uri="), "{url}");
    assert_eq!(providers[0]["codeChallengeMethod"], "S256");
    assert_eq!(providers[0]["codeVerifier"].as_str().map(str::len), Some(43));
    assert_eq!(providers[1]["codeChallengeMethod"], "", "without PKCE there is no verifier");
    assert_eq!(providers[1]["codeVerifier"], "");
}

#[tokio::test]
async fn a_password_signs_in_at_pocketbase() {
    let base = start(&PocketBaseOptions::default()).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();

    let (status, session) = sign_in(&base, PASSWORD).await;
    assert_eq!((status, &session["record"]["email"]), (200, &json!(EMAIL)));
    assert_eq!(session["record"]["collectionName"], "users");
    let refused = json!({ "data": {}, "message": "Failed to authenticate.", "status": 400 });
    assert_eq!(sign_in(&base, "another password").await, (400, refused));

    base.change_users(&json!({ "passwordAuth": { "enabled": false } })).await.unwrap();
    assert_eq!(sign_in(&base, PASSWORD).await.0, 403, "it can be switched off");
}

#[tokio::test]
async fn a_bad_token_makes_a_guest_of_somebody_and_not_an_error() {
    let base = start(&PocketBaseOptions::default()).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    base.create_things("one").await.unwrap();

    let (status, list) = things(&base, "no.token.at-all").await;
    assert_eq!((status, &list["items"], &list["totalItems"]), (200, &json!([]), &json!(0)));
    let (_, session) = sign_in(&base, PASSWORD).await;
    let (status, list) = things(&base, session["token"].as_str().unwrap()).await;
    assert_eq!((status, &list["items"][0]["title"]), (200, &json!("one")));

    // The one place that says so.
    let refresh = Ask::by(&Method::POST, api(&base, "users/auth-refresh")).bearer("no.token.at-all");
    assert_eq!(refresh.send().await.unwrap().status, 401);
}

/// A PocketBase that signs in at a provider, to whose client the page may be sent back to.
async fn with_op(pkce: Option<bool>, userinfo: bool) -> (PocketBase, Op) {
    let base = start(&PocketBaseOptions::default()).await;
    let client = ConfidentialClient::backend([base.redirect_uri(), PAGE.to_owned()]);
    let op = Op::start(&OpOptions {
        redirect_uris: vec![PAGE.to_owned()],
        confidential: vec![client],
        ..OpOptions::default()
    })
    .unwrap();
    base.offer(&[OAuth2Provider { pkce, userinfo, ..OAuth2Provider::at(op.issuer(), "Acme") }])
        .await
        .unwrap();
    (base, op)
}

/// Signs alice in by a code that belongs to the page's own challenge.
async fn with_code(base: &PocketBase, fields: &str, verifier: &str) -> (u16, Value) {
    let methods = Ask::get(api(base, "users/auth-methods")).send().await.unwrap().json();
    let url = methods["oauth2"]["providers"][0]["authURL"].as_str().unwrap().to_owned();
    let own = challenge();
    let mut changes = vec![("redirect_uri", PAGE), ("state", "own"), ("code_challenge", &own)];
    changes.push(("code_challenge_method", "S256"));
    let code = code(&with(&url, &changes), "alice").await;
    let body = json!({ "provider": "oidc", "code": code, "codeVerifier": verifier, "redirectURL": PAGE });
    let answer =
        Ask::post(api(base, &format!("users/auth-with-oauth2{fields}")), &body).send().await.unwrap();
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_code_signs_in_at_pocketbase_with_a_verifier_of_the_page() {
    let (base, op) = with_op(None, true).await;
    let (status, session) = with_code(&base, "", VERIFIER).await;
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["record"]["email"], "alice@example.test");
    assert_eq!((&session["meta"]["isNew"], &session["meta"]["name"]), (&json!(true), &json!("Alice Archer")));
    assert!(session["meta"]["accessToken"].is_string(), "the trap: it hands out the provider's token");
    assert_eq!(op.token_requests("authorization_code"), 1);

    let (_, again) = with_code(&base, "", VERIFIER).await;
    assert_eq!(again["meta"]["isNew"], false);
    let refused = json!({ "data": {}, "message": "Failed to fetch OAuth2 token.", "status": 400 });
    assert_eq!(with_code(&base, "", &VERIFIER.replace('a', "b")).await, (400, refused));
}

/// What the page asks for: the provider's tokens never reach it.
#[tokio::test]
async fn pocketbase_keeps_the_tokens_of_the_provider_from_those_who_name_fields() {
    let (base, _op) = with_op(None, true).await;
    let (status, session) = with_code(&base, "?fields=token,record", VERIFIER).await;
    assert_eq!(status, 200, "{session}");
    let members: Vec<_> = session.as_object().unwrap().keys().collect();
    assert_eq!(members, ["record", "token"]);
}

#[tokio::test]
async fn without_pkce_pocketbase_forgets_the_verifier_of_the_page() {
    let (base, _op) = with_op(Some(false), true).await;
    assert_eq!(with_code(&base, "", VERIFIER).await.0, 400);
}

#[tokio::test]
async fn pocketbase_can_read_the_profile_from_the_id_token() {
    let (base, op) = with_op(Some(true), false).await;
    let (status, session) = with_code(&base, "", VERIFIER).await;
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["meta"]["rawUser"]["iss"], op.issuer());
    assert!(op.requests().iter().all(|request| request.path != "/userinfo"));
}

#[tokio::test]
async fn rules_refuse_people_whose_sign_in_was_right() {
    let (base, _op) = with_op(Some(true), true).await;
    base.change_users(&json!({ "createRule": null })).await.unwrap();
    let (status, answer) = with_code(&base, "", VERIFIER).await;
    assert_eq!((status, answer["message"].as_str()), (403, Some("Only superusers can perform this action.")));
    base.change_users(&json!({ "createRule": "", "authRule": "verified = false" })).await.unwrap();
    let (status, answer) = with_code(&base, "", VERIFIER).await;
    let message = "The request doesn't satisfy the collection requirements to authenticate.";
    assert_eq!((status, answer["message"].as_str()), (403, Some(message)));
}

#[tokio::test]
async fn pocketbase_keeps_its_port_and_its_data_over_a_restart() {
    let base = start(&PocketBaseOptions::default()).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    base.create_things("one").await.unwrap();
    let (_, session) = sign_in(&base, PASSWORD).await;
    let (port, token) = (base.port(), session["token"].as_str().unwrap());

    base.stop().await.unwrap();
    assert!(Ask::get(base.origin()).send().await.is_err(), "it still answers");
    base.resume().await.unwrap();
    assert_eq!(base.port(), port);
    assert_eq!(things(&base, token).await.1["items"][0]["title"], "one");
}

#[tokio::test]
async fn pocketbase_serves_a_page_from_its_own_origin() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<title>the page</title>").unwrap();
    let options = PocketBaseOptions { public: Some(folder.path().to_owned()), ..Default::default() };
    let base = start(&options).await;
    for path in ["/", "/callback"] {
        let answer = Ask::get(format!("{}{path}?code=1", base.origin())).send().await.unwrap();
        assert_eq!((answer.status, answer.text.as_str()), (200, "<title>the page</title>"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
    }
}

#[tokio::test]
async fn a_pocketbase_that_is_dropped_leaves_nothing_behind() {
    let base = start(&PocketBaseOptions::default()).await;
    let (origin, folder) = (base.origin(), base.folder().to_owned());
    assert!(folder.join("data").is_dir());
    drop(base);
    let gone = wait::until(async || {
        let silent = Ask::get(&origin).send().await.is_err();
        (silent && !folder.exists()).then_some(())
    });
    assert!(gone.await.is_some(), "{origin} answers or {} exists", folder.display());
}

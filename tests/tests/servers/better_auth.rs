//! better-auth as Portabase configures it: for a page of its own origin, and for one of another.

use portico_tests::http::Ask;
use portico_tests::servers::{BetterAuth, BetterAuthOptions, Op, OpOptions};
use portico_tests::visitor::Visitor;
use serde_json::{Value, json};

use crate::sign_in::{PAGE, VERIFIER, challenge, code};

pub(crate) const PROVIDER: &str = "pocketid";

/// A better-auth that signs in at a provider.
pub(crate) fn start(options: BetterAuthOptions) -> (BetterAuth, Op) {
    let auth = BetterAuth::start(&options).unwrap();
    let op = Op::start(&OpOptions {
        redirect_uris: vec![PAGE.to_owned()],
        confidential: vec![auth.client(PROVIDER)],
        ..OpOptions::default()
    })
    .unwrap();
    auth.configure(&BetterAuthOptions { issuer: op.issuer().to_owned(), ..options }).unwrap();
    (auth, op)
}

/// A call of the page: `fetch` adds its origin.
async fn post(who: &Visitor, auth: &BetterAuth, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/auth{path}", auth.origin());
    let ask = Ask::post(&url, &body).header("origin", auth.origin());
    let answer = who.send(&url, ask).await.unwrap();
    (answer.status, answer.json())
}

async fn session(who: &Visitor, auth: &BetterAuth) -> Value {
    let answer = who.open(&format!("{}/api/auth/get-session", auth.origin())).await.unwrap();
    assert_eq!(answer.status, 200);
    serde_json::from_str(&answer.text).unwrap()
}

fn sign_in_request(callback: &str) -> Value {
    json!({ "providerId": PROVIDER, "providerType": "oidc", "callbackURL": callback })
}

/// Signs in from a page, and answers how the callback ended: its status and where it leads.
async fn sign_in(who: &Visitor, auth: &BetterAuth, name: &str) -> (u16, String) {
    let (status, answer) = post(who, auth, "/sign-in/sso", sign_in_request("/after")).await;
    assert_eq!(status, 200, "{answer}");
    let url = answer["url"].as_str().unwrap();
    let back = who.sign_in_at_op(url, name, &auth.redirect_uri(PROVIDER)).await.unwrap();
    let answer = who.open(&back).await.unwrap();
    (answer.status, answer.header("location").unwrap_or(&answer.text).to_owned())
}

#[tokio::test]
async fn better_auth_answers_the_url_of_the_provider() {
    let (auth, op) = start(BetterAuthOptions::default());
    let nobody = Visitor::default();
    assert_eq!(session(&nobody, &auth).await, Value::Null);
    let (status, answer) = post(&nobody, &auth, "/sign-in/sso", sign_in_request("/after")).await;
    assert_eq!((status, &answer["redirect"]), (200, &json!(true)));
    let url = answer["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/auth?response_type=code&client_id=backend&", op.issuer())), "{url}");
    for part in
        ["&code_challenge_method=S256", "&scope=openid+profile+email+groups", "sso%2Fcallback%2Fpocketid"]
    {
        assert!(url.contains(part), "{part} is not in {url}");
    }
    let config = Ask::get(format!("{}/api/config", auth.origin())).send().await.unwrap().json();
    assert_eq!(config["PROJECT_URL"], auth.origin());
}

#[tokio::test]
async fn better_auth_refuses_to_send_people_to_sites_that_it_does_not_trust() {
    let (auth, _op) = start(BetterAuthOptions::default());
    let request = sign_in_request("http://elsewhere.test/");
    let (status, answer) = post(&Visitor::default(), &auth, "/sign-in/sso", request).await;
    assert_eq!((status, answer["code"].as_str()), (403, Some("INVALID_CALLBACK_URL")));
}

#[tokio::test]
async fn the_group_of_a_person_is_their_role() {
    let (auth, _op) = start(BetterAuthOptions::default());
    let alice = Visitor::default();
    assert_eq!(sign_in(&alice, &auth, "alice").await, (302, "/after".into()));
    let user = &session(&alice, &auth).await["user"];
    assert_eq!((&user["name"], &user["role"]), (&json!("Alice Archer"), &json!("admin")));
    assert_eq!(post(&alice, &auth, "/sign-out", json!({})).await, (200, json!({ "success": true })));
    assert_eq!(session(&alice, &auth).await, Value::Null);
}

#[tokio::test]
async fn somebody_without_a_role_is_refused_and_then_let_in_as_pending() {
    let (auth, _op) = start(BetterAuthOptions::default());
    let bob = Visitor::default();
    let (status, text) = sign_in(&bob, &auth, "bob").await;
    assert_eq!(status, 403);
    assert!(text.contains("Access Denied: No matching roles found (undefined)"), "{text}");
    assert_eq!(session(&bob, &auth).await, Value::Null);
    assert_eq!(sign_in(&bob, &auth, "bob").await, (302, "/after".into()));
    assert_eq!(session(&bob, &auth).await["user"]["role"], "pending");
}

#[tokio::test]
async fn roles_are_found_as_portabase_finds_them() {
    // Of the groups in lower case, with the keys of the map as they are written: alice is in "Admin" and "users".
    for (role_map, more, expected) in [
        (Some("Admin:user,users:user,admin:admin"), json!({}), "user"),
        (None, json!({ "allowed_group": "admin" }), "admin"),
        (None, json!({ "allowed_group": "users" }), "pending"),
        (None, json!({ "default_role": "user" }), "user"),
        (Some("admin:user"), json!({ "new": true }), "superadmin"),
    ] {
        let role_map = role_map.map(str::to_owned);
        let (auth, _op) = start(BetterAuthOptions { role_map, more: more.clone(), ..Default::default() });
        let alice = Visitor::default();
        assert_eq!(sign_in(&alice, &auth, "alice").await.0, 302, "{more}");
        assert_eq!(session(&alice, &auth).await["user"]["role"], expected, "{more}");
    }
}

#[tokio::test]
async fn better_auth_has_the_page_on_its_own_origin() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("page");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(outer.path().join("secret.js"), "not of the page").unwrap();
    std::fs::write(folder.join("index.html"), "<title>the page</title>").unwrap();
    std::fs::write(folder.join("a.wasm"), "wasm").unwrap();
    let (auth, _op) = start(BetterAuthOptions { folder: Some(folder), ..Default::default() });
    let open = async |path: &str| Ask::get(format!("{}{path}", auth.origin())).send().await.unwrap();
    for path in ["/", "/after?x=1"] {
        assert_eq!(open(path).await.text, "<title>the page</title>", "{path}");
    }
    assert_eq!(open("/a.wasm").await.header("content-type"), Some("application/wasm"));
    for path in ["/none.js", "/..%2fsecret.js", "/api/none"] {
        assert_eq!(open(path).await.status, 404, "{path}");
    }
}

/// The ID token of the page's own client.
async fn id_token(op: &Op) -> String {
    let fields = [("client_id", "spa"), ("redirect_uri", PAGE), ("response_type", "code"), ("nonce", "n")];
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .extend_pairs([("scope", "openid profile email"), ("code_challenge", &challenge())])
        .append_pair("code_challenge_method", "S256")
        .finish();
    let code = code(&format!("{}/auth?{query}", op.issuer()), "alice").await;
    let fields = [("grant_type", "authorization_code"), ("client_id", "spa"), ("redirect_uri", PAGE)];
    let fields = [fields.as_slice(), &[("code", code.as_str()), ("code_verifier", VERIFIER)]].concat();
    let answer = Ask::post_form(format!("{}/token", op.issuer()), &fields).send().await.unwrap();
    answer.json()["id_token"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}

#[tokio::test]
async fn a_page_elsewhere_exchanges_its_id_token_for_a_bearer_token() {
    let elsewhere = PAGE.trim_end_matches('/');
    let (auth, op) = start(BetterAuthOptions { spa: vec![elsewhere.to_owned()], ..Default::default() });
    let url = format!("{}/api/auth/sign-in/social", auth.origin());
    let exchange = |token: &str, nonce: &str| {
        let body = json!({ "provider": "opspa", "idToken": { "token": token, "nonce": nonce } });
        Ask::post(&url, &body).header("origin", elsewhere).send()
    };
    let token = id_token(&op).await;
    assert_eq!(exchange(&token, "another").await.unwrap().status, 401);
    let answer = exchange(&token, "n").await.unwrap();
    assert_eq!((answer.status, &answer.json()["redirect"]), (200, &json!(false)), "{}", answer.text);
    assert_eq!(answer.header("access-control-allow-origin"), Some(elsewhere));
    assert_eq!(answer.header("access-control-expose-headers"), Some("set-auth-token"));

    let bearer = answer.header("set-auth-token").unwrap();
    let mine = Ask::get(format!("{}/api/auth/get-session", auth.origin())).bearer(bearer);
    assert_eq!(mine.send().await.unwrap().json()["user"]["email"], "alice@example.test");
}

#[tokio::test]
async fn only_named_pages_may_call_from_elsewhere() {
    let named = "http://127.0.0.1:1";
    let (open, _op) = start(BetterAuthOptions { spa: vec![named.to_owned()], ..Default::default() });
    let (closed, _other) = start(BetterAuthOptions::default());
    for (auth, origin, status, allowed) in [
        (&open, named, 204, Some(named)),
        (&open, "http://elsewhere.test", 404, None),
        (&closed, named, 404, None),
    ] {
        let url = format!("{}/api/auth/sign-in/social", auth.origin());
        let ask = Ask::by(&hyper::Method::OPTIONS, url).header("origin", origin);
        let answer = ask.header("access-control-request-method", "POST").send().await.unwrap();
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (status, allowed),
            "{origin}"
        );
    }
}

//! A real better-auth as the backend of a host's element: by a bearer token for a host of another origin, by its cookie for one of its own.

use std::fs;

use portico_tests::proxy::Endpoint;
use portico_tests::servers::{BetterAuth, BetterAuthOptions, ConfidentialClient};
use portico_tests::site;
use portico_tests::stage::{Kind, Setup, journey_with};
use serde_json::{Value, json};

use super::{IN_WINDOW, LOGIN, at_provider, by_window, codes, login, open, see_event, with_providers};

/// What the page calls the provider is what better-auth calls it.
const ID: &str = "opspa";

/// Whom better-auth knows by the token, or by the cookie, that the element's calls have.
const WHO: &str = "const answer = await element.fetch(AT + '/api/auth/get-session');
    return (await answer.json()).user.email";

fn who(origin: &str) -> String {
    WHO.replace("AT", &json!(origin).to_string())
}

#[test]
fn a_host_of_another_origin_has_a_session_by_token() {
    with_providers(vec![Kind { id: ID, ..Kind::with_userinfo() }], async |stage, host| {
        let auth = BetterAuth::start(&BetterAuthOptions {
            issuer: stage.provider().issuer().to_owned(),
            spa: vec![host.origin()],
            ..BetterAuthOptions::default()
        })
        .unwrap();
        stage.configure(|config| {
            config["session"] = json!({ "persistence": "tabs" });
            config["providers"][0]["scope"] = json!("openid profile email");
            config["backend"] = json!({ "kind": "better-auth", "base_url": auth.origin() });
        });
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        assert_eq!(login(stage).run(&who(&auth.origin())).await, "alice@example.test");
        stage.browser.reload().await;
        login(stage).see_state("signed_in").await;
        assert_eq!(see_event(stage, "success").await["restored"], true);
        assert_eq!(login(stage).run(&who(&auth.origin())).await, "alice@example.test");
        assert_eq!(codes(stage), 1);
    });
}

/// Portabase's way: the page of the host is one of better-auth's own origin.
#[test]
fn a_host_at_better_auths_origin_has_a_session_by_cookie() {
    let auth = BetterAuth::start(&BetterAuthOptions::default()).unwrap();
    let client = ConfidentialClient::backend([auth.redirect_uri("pocketid")]);
    let op = json!({ "confidential": [client.metadata()] });
    journey_with(&Setup { op, ..Setup::default() }, async |stage| {
        let provider = json!({ "id": "pocketid", "title": "Demo" });
        let config = json!({
            "backend": { "kind": "better-auth", "base_url": auth.origin(), "providers": [provider] },
        });
        let folder = site::copy_with_config(&config).unwrap();
        let page = format!(
            "<!doctype html><title>Host</title><link rel=icon href=data:,><script type=module src=define.js></script>{LOGIN}"
        );
        fs::write(folder.path().join("host.html"), page).unwrap();
        let options = BetterAuthOptions {
            issuer: stage.provider().issuer().to_owned(),
            folder: Some(folder.path().to_owned()),
            ..BetterAuthOptions::default()
        };
        auth.configure(&options).unwrap();
        stage.is_also_at(auth.origin());
        let page = format!("{}/host.html", auth.origin());
        stage.browser.open(&page).await;
        login(stage).see_state("picker").await;
        login(stage).press("Demo").await;
        at_provider(stage).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.url().await, page);
        assert_eq!(login(stage).run(&who(&auth.origin())).await, "alice@example.test");
        let session = login(stage).property("session").await;
        assert_eq!(
            (&session["role"], &session["provider"]),
            (&json!("admin"), &json!("pocketid")),
            "{session}"
        );
        // There is no token, so none is handed out.
        let token = "element.exposeAccessToken = true; return element.getAccessToken()";
        assert_eq!(login(stage).run(token).await, json!({ "thrown": "not_signed_in" }));
        let asked = stage.provider().proxy.requests(Endpoint::Token);
        assert!(asked.iter().all(|it| it.header("origin").is_none()), "{asked:?}");

        stage.browser.reload().await;
        login(stage).see_state("signed_in").await;
        // What is not done is not told.
        stage.excuse(auth.origin());
        let listen = "document.addEventListener('portico-logout', () => { window.isOut = true; })";
        stage.browser.run(listen).await;
        auth.stop().unwrap();
        let failed = "return element.signOut().catch(({ name, code }) => [name, code])";
        assert_eq!(login(stage).run(failed).await, json!(["PorticoError", "sign_out_failed"]));
        let call = "return [window.isOut ?? false, await element.signIn().catch(({ code }) => code)]";
        assert_eq!(login(stage).run(call).await, json!([false, "not_ready"]));
        auth.configure(&options).unwrap();
        stage.browser.reload().await;
        login(stage).see_state("signed_in").await;
        stage.browser.run(listen).await;
        login(stage).run("await element.signOut()").await;
        assert_eq!(stage.browser.run("return window.isOut").await, true);
        login(stage).see("nobody signed in", |it| it.state == "signed_out" || it.state == "picker").await;
        let left = stage.browser.run("return fetch('/api/auth/get-session').then((it) => it.json())").await;
        assert_eq!(left, Value::Null);
    });
}

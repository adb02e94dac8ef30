//! Calls with the token, and who gets to see it.

use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, on};
use serde_json::json;

use super::{IN_WINDOW, by_window, login, open, widget};

#[test]
fn the_element_calls_the_backend_and_no_other_origin() {
    widget(async |stage, _| {
        let api = stage.backend.origin();
        open(stage, IN_WINDOW).await;
        let call = |url: &str| {
            format!(
                "const answer = await element.fetch({url:?}); return [answer.status, (await answer.json()).sub]"
            )
        };
        let me = call(&format!("{api}/me"));
        assert_eq!(login(stage).run(&me).await, json!({ "thrown": "not_signed_in" }));
        by_window(stage, &login(stage)).await;
        assert_eq!(login(stage).run(&me).await, json!([200, "alice"]));
        let elsewhere = Proxy::start().await.unwrap();
        for url in [
            elsewhere.origin(),
            "/me".into(),
            "//127.0.0.1:1/".into(),
            api.replace("127.0.0.1", "127.0.0.1.evil.example"),
        ] {
            assert_eq!(
                login(stage).run(&call(&url)).await,
                json!({ "thrown": "origin_not_allowed" }),
                "{url}"
            );
        }
        assert!(elsewhere.log().is_empty(), "{:?}", elsewhere.log());
        let stream = format!(
            "return element.fetch('{api}/me', {{ method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }})"
        );
        assert_eq!(login(stage).run(&stream).await, json!({ "thrown": "body_not_replayable" }));
        let kind = "return element.fetch('/me').catch((error) => [error.name, error.code, error.oauthError])";
        assert_eq!(login(stage).run(kind).await, json!(["PorticoError", "origin_not_allowed", null]));
        // What the call itself needs is left to it.
        stage.excuse(stage.backend.origin());
        stage.backend.play([on(Endpoint::Backend).with(Fault::Answer(Answer::json(404, &json!({}))))]);
        assert_eq!(login(stage).run(&format!("return (await element.fetch('{api}/me')).status")).await, 404);
        let calls = stage.backend.requests(Endpoint::Backend);
        assert!(calls.iter().all(|call| call.header("cookie").is_none() && call.header("referer").is_none()));
    });
}

#[test]
fn a_token_is_handed_out_only_where_the_host_has_said_so() {
    widget(async |stage, _| {
        open(stage, &format!("{IN_WINDOW}<portico-account></portico-account>")).await;
        let token = "return (await element.getAccessToken()).length";
        assert_eq!(login(stage).run(token).await, json!({ "thrown": "access_token_not_exposed" }));
        by_window(stage, &login(stage)).await;
        assert_eq!(login(stage).run(token).await, json!({ "thrown": "access_token_not_exposed" }));
        login(stage).run("element.exposeAccessToken = true").await;
        assert_eq!(login(stage).run("return element.getAttribute('expose-access-token')").await, "");
        // It is the one that the provider has given, and is not left anywhere.
        let post = &stage.provider().proxy.requests(Endpoint::Token)[0];
        let given = post.answer.as_ref().unwrap()["access_token"].as_str().unwrap().to_owned();
        let same = format!("return (await element.getAccessToken()) === {given:?}");
        assert_eq!(login(stage).run(&same).await, true);
        let elsewhere = "return element.getAccessToken('https://evil.example/')";
        assert_eq!(login(stage).run(elsewhere).await, json!({ "thrown": "origin_not_allowed" }));
        let other = stage.browser.element("portico-account").run(token).await;
        assert_eq!(
            other,
            json!({ "thrown": "access_token_not_exposed" }),
            "it was said of the other element"
        );
    });
}

//! `portico.session.fetch`: what scripts of the page get, and what they never get.

use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, on};
use portico_tests::servers::{RESOURCE, ResourceServer, ResourceServerOptions};
use portico_tests::stage::{Setup, Stage, journey, journey_with};
use serde_json::{Value, json};

use super::steps::{movable_clock, pass, renewals};

/// Runs an async function body in the page, where `api` is the origin of the backend.
async fn script(stage: &Stage, body: &str) -> Value {
    let api = stage.backend.origin();
    stage.browser.run(&format!("const api = '{api}'; return (async () => {{ {body} }})()")).await
}

/// The token is a minute old: one that has just come would not be renewed for a refusal.
async fn a_minute_later(stage: &Stage) {
    pass(stage, 60).await;
}

fn refusal() -> Answer {
    Answer::json(401, &json!({ "error": "invalid_token" }))
}

#[test]
fn a_script_calls_the_backend_and_never_sees_the_token() {
    journey(async |stage| {
        stage.sign_in().await;
        let answer = script(
            stage,
            "const response = await portico.session.fetch(`${api}/me`, { headers: { authorization: 'Bearer mine' } });
             return { status: response.status, stream: response.body instanceof ReadableStream && !response.bodyUsed,
                      sub: (await response.json()).sub, seen: Object.keys(portico.session) }",
        )
        .await;
        assert_eq!(
            answer,
            json!({ "status": 200, "stream": true, "sub": "alice", "seen": ["fetch", "account"] })
        );
        // A Request and a URL are as good as an address.
        let both = "return [(await portico.session.fetch(new Request(`${api}/me`))).status,
                            (await portico.session.fetch(new URL(`${api}/me`))).status]";
        assert_eq!(script(stage, both).await, json!([200, 200]));
        let calls = stage.backend.requests(Endpoint::Backend);
        assert!(calls.iter().all(|call| call.header("cookie").is_none() && call.header("referer").is_none()));
    });
}

#[test]
fn no_other_origin_gets_the_token_by_any_way() {
    journey(async |stage| {
        stage.sign_in().await;
        let elsewhere = Proxy::start().await.unwrap();
        let other = elsewhere.origin();
        for url in [&other, "/me", "//127.0.0.1:1/", "data:,x", "blob:x", "not a url://"] {
            let call = format!(
                "return await portico.session.fetch('{url}').catch((error) => error.code ?? error.name)"
            );
            let code = script(stage, &call).await;
            assert!(code == "origin_not_allowed" || code == "TypeError", "{url}: {code}");
        }
        // Nor by a redirect that the backend answers with.
        stage.excuse(stage.backend.origin());
        let target: &'static str = other.leak();
        stage.excuse(target);
        let away =
            on(Endpoint::Backend).with(Fault::Status(307)).with(Fault::Header("location", Some(target)));
        stage.backend.play([away]);
        let call = "return await portico.session.fetch(`${api}/me`, { redirect: 'follow' }).catch((error) => error.name)";
        assert_eq!(script(stage, call).await, "TypeError");
        assert!(elsewhere.log().is_empty(), "{:?}", elsewhere.log());
    });
}

#[test]
fn calls_that_are_refused_at_once_share_one_renewal_and_are_made_once_more() {
    journey(async |stage| {
        stage.excuse(stage.backend.origin());
        movable_clock(stage);
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        a_minute_later(stage).await;
        stage.backend.play([on(Endpoint::Backend).first(5).with(Fault::Answer(refusal()))]);
        let before = stage.backend.count(Endpoint::Backend);
        let five = "return Promise.all([1, 2, 3, 4, 5].map(() =>
            portico.session.fetch(`${api}/me`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }).then(({ status }) => status)))";
        assert_eq!(script(stage, five).await, json!([200, 200, 200, 200, 200]));
        assert_eq!((renewals(stage), stage.backend.count(Endpoint::Backend) - before), (1, 10));
        let calls = stage.backend.requests(Endpoint::Backend);
        assert!(
            calls.iter().skip(before).all(|call| call.parameter("a") == Some("b")),
            "what is sent again is the same"
        );
    });
}

#[test]
fn a_backend_that_refuses_every_token_is_asked_twice_and_no_more() {
    journey(async |stage| {
        stage.excuse(stage.backend.origin());
        movable_clock(stage);
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        stage.backend.play([on(Endpoint::Backend).with(Fault::Answer(refusal()))]);
        a_minute_later(stage).await;
        let before = stage.backend.count(Endpoint::Backend);
        let status = "return (await portico.session.fetch(`${api}/me`)).status";
        for calls in [2, 3, 4] {
            assert_eq!(script(stage, status).await, 401);
            // The second token has just come: it is not renewed for the next calls.
            assert_eq!((renewals(stage), stage.backend.count(Endpoint::Backend) - before), (1, calls));
        }
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn a_call_whose_body_could_not_be_sent_again_is_refused_before_it_is_made() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        let call = "const body = new Blob(['abc']).stream();
            return await portico.session.fetch(`${api}/me`, { method: 'POST', body, duplex: 'half' }).catch((error) => error.code)";
        assert_eq!(script(stage, call).await, "body_not_replayable");
        assert_eq!(stage.backend.count(Endpoint::Backend), 1);
    });
}

#[test]
fn a_call_can_be_aborted_while_the_backend_or_the_provider_is_waited_for() {
    journey(async |stage| {
        movable_clock(stage);
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        let aborted = "const aborting = new AbortController();
            setTimeout(() => aborting.abort(), 300);
            const began = performance.now();
            const name = await portico.session.fetch(`${api}/me`, { signal: aborting.signal }).catch((error) => error.name);
            return [name, performance.now() - began < 5_000]";
        stage.backend.play([on(Endpoint::Backend).with(Fault::Hang)]);
        assert_eq!(script(stage, aborted).await, json!(["AbortError", true]));
        stage.backend.behave();
        stage.excuse(stage.backend.origin());
        stage.backend.play([on(Endpoint::Backend).with(Fault::Answer(refusal()))]);
        stage.provider().play([on(Endpoint::Token).with(Fault::Hang)]);
        a_minute_later(stage).await;
        assert_eq!(script(stage, aborted).await, json!(["AbortError", true]));
    });
}

#[test]
fn whoever_is_not_signed_in_gets_an_error_and_the_backend_no_call() {
    journey(async |stage| {
        stage.open_picker().await;
        let call = "return await portico.session.fetch(`${api}/me`).catch((error) => error.code)";
        assert_eq!(script(stage, call).await, "not_signed_in");
        stage.sign_in().await;
        stage.browser.press("Sign out").await;
        stage.browser.sign_out_at_op().await;
        stage.browser.see_state("signed_out").await;
        assert_eq!(script(stage, call).await, "not_signed_in");
        assert_eq!(stage.backend.count(Endpoint::Backend), 1);
    });
}

#[test]
fn each_resource_gets_tokens_of_its_own() {
    let files = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let files = format!("http://{files}");
    let setup = Setup { op: json!({ "resources": [RESOURCE, files] }), ..Setup::default() };
    journey_with(&setup, async |stage| {
        let port = files.rsplit(':').next().unwrap().parse().unwrap();
        let server = ResourceServer::start(&ResourceServerOptions {
            port,
            issuer: stage.provider().op.issuer().to_owned(),
            jwks_uri: Some(format!("http://127.0.0.1:{}/jwks", stage.provider().op.port())),
            audience: Some(files.clone()),
            origins: vec![stage.site.origin()],
        })
        .unwrap();
        stage.configure(|config| {
            config["providers"][0]["resource"] = json!(format!("{RESOURCE} {files}"));
            config["backend"]["allowed_origins"] = json!([stage.backend.origin(), files]);
        });
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        let call = format!(
            "return [(await portico.session.fetch('{files}/me')).status, (await portico.session.fetch(`${{api}}/me`)).status]"
        );
        for _ in 0..2 {
            assert_eq!(script(stage, &call).await, json!([200, 200]));
        }
        assert_eq!((renewals(stage), server.answered()), (1, 2), "one token for it, used twice");
    });
}

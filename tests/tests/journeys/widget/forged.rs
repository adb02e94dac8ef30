//! Messages that look like the response of a sign-in, and come from somebody else.

use portico_tests::foreign::Foreign;
use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;
use portico_tests::stage::Stage;
use serde_json::{Value, json};

use super::{IN_WINDOW, at_provider, codes, event_names, login, open, widget};

/// Says to its parent whatever it is told.
const FRAME: &str = "<script>
    addEventListener('message', ({ data }) => parent.postMessage(data, '*'));
</script>";

/// A response with this state, as a window would hand it over.
fn response(state: &str) -> Value {
    json!({ "portico": 1, "type": "authorization_response", "query": format!("?code=stolen&state={state}") })
}

/// The `state` of the sign-in that is under way.
fn state(stage: &Stage) -> String {
    let requests = stage.provider().proxy.requests(Endpoint::Authorize);
    requests[0].parameter("state").unwrap().to_owned()
}

/// Nothing has come of what was posted so far: the page still waits.
async fn assert_waits(stage: &Stage, after: &str) {
    // Whatever was posted has been heard by now.
    stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 300)").await;
    let look = login(stage).look().await;
    assert_eq!(look.state, "leaving", "after {after}: {look}");
    assert_eq!(event_names(stage).await, ["start"], "after {after}");
    assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0, "after {after}");
}

#[test]
fn only_the_window_that_was_opened_is_believed_and_only_with_its_state() {
    widget(async |stage, host| {
        let foreign = Foreign::start(FRAME).await.unwrap();
        host.put("/own/", Page::new(FRAME.replace("'*'", "location.origin")));
        let sandboxed = "<script>onmessage = ({ data }) => parent.postMessage(data, '*')</script>";
        let frames = format!(
            "<iframe id=\"foreign\" src=\"{}\"></iframe><iframe id=\"own\" src=\"/own/\"></iframe>
             <iframe id=\"sandboxed\" sandbox=\"allow-scripts\" srcdoc=\"{sandboxed}\"></iframe>",
            foreign.url()
        );
        open(stage, &format!("{IN_WINDOW}{frames}")).await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        let window = stage.browser.tab().await;
        let provider = stage.browser.url().await;
        let state = state(stage);

        stage.browser.go_to(&page).await;
        for frame in ["foreign", "own", "sandboxed"] {
            // It says so itself: each of these must have arrived.
            let script = format!(
                "const done = arguments[0];
                addEventListener('message', ({{ origin }}) => done(origin), {{ once: true }});
                document.querySelector('#{frame}').contentWindow.postMessage({}, '*');",
                response(&state)
            );
            let origin = stage.browser.run_until_done(&script).await;
            let expected = match frame {
                "foreign" => foreign.url().trim_end_matches('/').to_owned(),
                "own" => host.origin(),
                _ => "null".to_owned(),
            };
            assert_eq!(origin, expected);
            assert_waits(stage, frame).await;
        }
        stage.browser.run(&format!("window.postMessage({}, location.origin)", response(&state))).await;
        assert_waits(stage, "a message of the page itself").await;

        // From the right window, while it is at another origin.
        stage.browser.go_to(&window).await;
        stage.browser.run(&format!("location.href = '{}'", foreign.url())).await;
        let at = foreign.url();
        stage.browser.see("the other origin", |it| it.url == at).await;
        let forged = format!("window.opener.postMessage({}, '*')", response(&state));
        stage.browser.run(&forged).await;
        stage.browser.go_to(&page).await;
        assert_waits(stage, "a message of another origin").await;

        // From the right window, at the right origin, but not the right thing.
        host.put("/blank/", Page::new("nothing"));
        stage.browser.go_to(&window).await;
        stage.browser.run(&format!("location.href = '{}'", host.url("/blank/"))).await;
        stage.browser.see_text("nothing").await;
        let mut wrong = vec![
            response(&format!("{state}x")),
            response("portico-popup.other"),
            response(""),
            json!({ "portico": 2, "type": "authorization_response", "query": format!("?code=stolen&state={state}") }),
            json!({ "portico": 1, "type": "other", "query": format!("?code=stolen&state={state}") }),
            json!({ "type": "authorization_response", "query": format!("?code=stolen&state={state}") }),
            json!({ "portico": 1, "type": "authorization_response", "query": { "state": state } }),
            json!({ "portico": 1, "type": "authorization_response" }),
        ];
        wrong.extend([json!(null), json!("authorization_response"), json!([1, 2]), json!(7)]);
        for message in &wrong {
            let script = format!(
                "window.opener.postMessage({message}, location.origin);
                 const channel = new BroadcastChannel('portico.{state}');
                 channel.postMessage({message});
                 channel.close();"
            );
            stage.browser.run(&script).await;
        }
        stage.browser.go_to(&page).await;
        assert_waits(stage, "what is no response").await;

        stage.browser.go_to(&window).await;
        stage.browser.run(&format!("location.href = '{provider}'")).await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(codes(stage), 1);
    });
}

/// Whoever gets a person to open such an address gets nothing, and shows nothing of his own.
#[test]
fn a_response_to_a_window_that_nobody_waits_for_changes_nothing() {
    widget(async |stage, host| {
        open(stage, IN_WINDOW).await;
        let address = host.url("/?code=stolen&state=portico-popup.forged&error_description=Call+0900");
        stage.browser.open(&address).await;
        let look =
            login(stage).see("the page at rest", |it| it.state == "picker" || it.state == "failed").await;
        assert!(!look.text.contains("0900"), "{look}");
        assert_eq!(stage.browser.url().await, host.url("/"), "the address still holds the response");
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
        assert_eq!(stage.browser.kept().await, Vec::<String>::new());
    });
}

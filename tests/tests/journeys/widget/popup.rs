//! Signing in in a window of its own.

use portico_tests::host::Post;
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::wait;
use serde_json::{Value, json};

use super::{IN_WINDOW, at_provider, by_window, codes, event_names, login, open, see_event, widget};

#[test]
fn a_person_signs_in_in_a_window_and_the_page_is_never_left() {
    widget(async |stage, host| {
        open(stage, IN_WINDOW).await;
        stage.browser.run("window.mark = 'here'; history.replaceState({ of: 'host' }, '', '/?x=1#y')").await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        let window = stage.browser.tab().await;
        stage.browser.see_op().await;
        // The router of the host goes on meanwhile.
        stage.browser.go_to(&page).await;
        stage.browser.run("history.pushState({ of: 'router' }, '', '/things/7?x=2#z')").await;
        stage.browser.go_to(&window).await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("signed_in").await;
        let left =
            stage.browser.run("return [window.mark, history.state, history.length, location.href]").await;
        assert_eq!(left, json!(["here", { "of": "router" }, left[2], host.url("/things/7?x=2#z")]));
        assert_eq!(codes(stage), 1);
        let session = login(stage).property("session").await;
        assert_eq!(session["subject"], "alice");
        assert_eq!(see_event(stage, "start").await, json!({ "provider": "demo", "flow": "popup" }));
        assert_eq!(see_event(stage, "success").await, json!({ "session": session, "restored": false }));
        assert_eq!(event_names(stage).await, ["start", "success"]);
        assert_eq!(stage.browser.transactions().await, Vec::<String>::new());
    });
}

/// What is posted is checked after every journey; here it is known who has posted at all.
#[test]
fn the_window_says_one_thing_to_its_opener_and_the_opener_nothing_to_it() {
    widget(async |stage, host| {
        host.run_ahead("const { open } = window; window.open = (...given) => window.seen.listened(open.apply(window, given));");
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        let state = requests[0].parameter("state").unwrap().to_owned();
        assert!(state.starts_with("portico-popup."), "{state}");
        let responses = async || {
            let posts = host.posts().into_iter().filter(|post| post.channel.as_deref() != Some("portico"));
            // Whoever has the response may say so.
            let (responses, others): (Vec<_>, Vec<_>) = posts.partition(Post::is_response);
            let said = others.iter().map(|post| post.message.to_string()).collect::<String>();
            assert!(!said.contains("code=") && !said.contains(&state), "{said}");
            (responses.len() >= 2).then_some(responses)
        };
        let mut responses = wait::must("both messages", responses).await;
        responses.sort_by_key(|it| it.channel.is_some());
        let [to_opener, to_channel] = &responses[..] else { panic!("two messages, not {}", responses.len()) };
        assert_eq!(to_opener.target_origin, Some(host.origin()));
        assert_eq!(to_channel.channel, Some(format!("portico.{state}")));
        for post in [to_opener, to_channel] {
            let names: Vec<_> = post.message.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names, ["portico", "query", "type"]);
            assert_eq!(post.message["portico"], 1);
            let query = post.message["query"].as_str().unwrap();
            assert!(query.contains(&format!("state={state}")) && query.contains("code="));
        }
    });
}

/// The way back is Portico's own page, beside the host's.
#[test]
fn porticos_own_page_hands_the_response_over() {
    widget(async |stage, host| {
        let back = host.url("/portico/");
        stage.configure(|config| config["providers"][0]["redirect_uri"] = json!(back));
        open(stage, IN_WINDOW).await;
        by_window(stage, &login(stage)).await;
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(requests[0].parameter("redirect_uri"), Some(back.as_str()));
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

/// Its window is cut off from the page that has opened it.
#[test]
fn a_provider_that_isolates_its_pages_is_no_hindrance() {
    widget(async |stage, _| {
        let isolated = || Fault::Header("cross-origin-opener-policy", Some("same-origin"));
        stage
            .provider()
            .play([on(Endpoint::Authorize).with(isolated()), on(Endpoint::Interaction).with(isolated())]);
        open(stage, IN_WINDOW).await;
        login(stage).press("Demo").await;
        let page = stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        assert_eq!(stage.browser.run("return window.opener").await, Value::Null, "it is not isolated");
        // Long enough for a page that takes a window that is cut off for one that was closed.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(event_names(stage).await, ["start", "success"]);
        assert_eq!(codes(stage), 1);
    });
}

#[test]
fn a_host_signs_in_by_a_button_of_its_own() {
    widget(async |stage, _| {
        open(stage, "<button id=\"own\">Members</button><portico-login></portico-login>").await;
        let listen = "document.querySelector('#own').onclick = () => {
            window.settled = document.querySelector('portico-login')
                .signIn({ provider: 'demo', flow: 'popup', loginHint: 'a&b=c', prompt: 'login' })
                .then((session) => [session.subject, session === document.querySelector('portico-login').session],
                    ({ code }) => code);
        };";
        stage.browser.run(listen).await;
        stage.browser.press_on("#own").await;
        let page = stage.browser.go_to_window().await;
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        assert_eq!(stage.browser.run("return window.settled").await, json!(["alice", true]));
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        assert_eq!(requests[0].parameter("login_hint"), Some("a&b=c"));
        assert_eq!(requests[0].parameter("prompt"), Some("login"));
    });
}

//! Portico's own page in a frame of a host.

use portico_tests::host::{Host, Page};
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::Stage;
use portico_tests::wait;
use serde_json::{Value, json};

use super::{at_provider, codes, widget};

/// Portico's page of the stage's host in a page of another one.
fn frame(stage: &Stage) -> Page {
    let listen = "<script src=\"/listen.js\"></script>";
    Page::new(format!(
        "<iframe width=\"500\" height=\"500\" src=\"{}\"></iframe>",
        stage.host().url("/portico/")
    ))
    .head(listen)
}

const LISTEN: &str = "window.heard = [];
    addEventListener('message', ({ data, origin, source }) => {
        window.heard.push({ data, origin, isFrame: source === document.querySelector('iframe')?.contentWindow });
    });";

/// A host that frames Portico's page.
async fn embedder(stage: &Stage) -> Host {
    let embedder = Host::start().await.unwrap();
    embedder.put_script("/listen.js", LISTEN);
    embedder.put("/", frame(stage));
    embedder
}

/// Lists these origins; the page is served as it is deployed, or by a server that sends no header at all.
fn list(stage: &Stage, origins: &[String], with_headers: bool) {
    stage.configure(|config| config["frame_ancestors"] = json!(origins));
    let mut config = stage.configuration();
    config["frame_ancestors"] = json!(origins);
    let headers = portico_cli::headers::for_text(&config.to_string());
    stage.host().send_with_files(headers.into_iter().filter(|_| with_headers));
}

/// What the page has said to the host so far.
async fn heard(stage: &Stage) -> Vec<Value> {
    stage.browser.run("return window.heard").await.as_array().cloned().unwrap_or_default()
}

/// Waits until the host has heard such a message, and answers it.
async fn hear(stage: &Stage, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let found = async || heard(stage).await.into_iter().map(|it| it["data"].clone()).find(&is_so);
    wait::must(what, found).await
}

#[test]
fn a_host_that_is_listed_shows_the_page_and_hears_how_high_it_is() {
    widget(async |stage, host| {
        let embedder = embedder(stage).await;
        for with_headers in [true, false] {
            list(stage, &["https://other.example".into(), embedder.origin()], with_headers);
            stage.browser.open(&embedder.url("/")).await;
            hear(stage, "the picker", |it| it["type"] == "state" && it["state"] == "picker").await;
            let height = hear(stage, "the height", |it| it["type"] == "height").await["height"].clone();
            assert!(height.as_u64().is_some_and(|height| (100..2_000).contains(&height)), "{height}");
            for message in heard(stage).await {
                assert_eq!(message["data"]["portico"], 1, "{message}");
                assert_eq!((&message["origin"], &message["isFrame"]), (&json!(host.origin()), &json!(true)));
            }
            // A host that has come late asks.
            let ask = format!(
                "window.heard.length = 0;
                document.querySelector('iframe').contentWindow.postMessage({{ portico: 1, type: 'hello' }}, '{}')",
                host.origin()
            );
            stage.browser.run(&ask).await;
            hear(stage, "the state again", |it| it["type"] == "state" && it["state"] == "picker").await;
            hear(stage, "the height again", |it| it["type"] == "height").await;
            // Another version, another type, nothing; and what is not from the host.
            let wrong = format!(
                "window.heard.length = 0;
                for (const data of [{{ portico: 2, type: 'hello' }}, {{ type: 'hello' }}, {{ portico: 1, type: 'other' }}, null])
                    document.querySelector('iframe').contentWindow.postMessage(data, '{}');",
                host.origin()
            );
            stage.browser.run(&wrong).await;
            stage
                .browser
                .run_in_frame("window.postMessage({ portico: 1, type: 'hello' }, location.origin)")
                .await;
            stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 300)").await;
            assert_eq!(heard(stage).await, Vec::<Value>::new());
            stage.browser.enter_frame().await;
            stage.browser.see_state("picker").await;
            // More to show is another height.
            stage.browser.run("const more = document.createElement('p'); more.append('more '.repeat(400)); document.body.append(more)").await;
            let page = stage.browser.tab().await;
            stage.browser.go_to(&page).await;
            let higher = |it: &Value| it["type"] == "height" && it["height"].as_u64() > height.as_u64();
            hear(stage, "another height", higher).await;
        }
        // See `ahead.js` for the others.
        let can_note = stage.browser.run("return 'ancestorOrigins' in location").await == true;
        let targets: Vec<_> = host.posts().into_iter().filter_map(|post| post.target_origin).collect();
        assert_eq!(targets.is_empty(), !can_note);
        assert!(targets.iter().all(|origin| *origin == embedder.origin()), "{targets:?}");
    });
}

/// The frame is as high as what is in it, also when that becomes less.
#[test]
fn a_frame_grows_and_shrinks_with_the_page() {
    widget(async |stage, _| {
        let embedder = embedder(stage).await;
        let fit = "addEventListener('message', ({ data }) => {
            if (data.type === 'height') document.querySelector('iframe').height = data.height;
        });";
        embedder.put_script("/listen.js", &[LISTEN, fit].concat());
        list(stage, &[embedder.origin()], true);
        stage.browser.open(&embedder.url("/")).await;
        hear(stage, "the picker", |it| it["type"] == "state" && it["state"] == "picker").await;
        let last = async || {
            let heights = heard(stage).await.into_iter().map(|it| it["data"]["height"].clone());
            heights.filter_map(|it| it.as_u64()).next_back()
        };
        let see = async |what: &str, is_so: &dyn Fn(u64) -> bool| {
            wait::must(what, async || last().await.filter(|height| is_so(*height))).await
        };
        // The frame began with 500.
        let height = see("a lower frame", &|it| it < 500).await;
        let change = async |script: &str| {
            let page = stage.browser.tab().await;
            stage.browser.enter_frame().await;
            stage.browser.run(script).await;
            stage.browser.go_to(&page).await;
        };
        change("const more = document.createElement('p'); more.id = 'more'; more.append('more '.repeat(900)); document.body.append(more)").await;
        see("a higher frame", &|it| it > height + 100).await;
        change("document.querySelector('#more').remove()").await;
        see("the height of before", &|it| it == height).await;
    });
}

#[test]
fn a_host_that_is_not_listed_gets_nothing() {
    widget(async |stage, host| {
        stage.violations_are_expected();
        stage.excuse("");
        let embedder = embedder(stage).await;
        for (origins, with_headers) in [
            (vec![], true),
            (vec![], false),
            (vec!["https://other.example".into()], true),
            (vec!["https://other.example".into()], false),
        ] {
            list(stage, &origins, with_headers);
            stage.browser.open(&embedder.url("/")).await;
            let hello = format!(
                "document.querySelector('iframe').contentWindow.postMessage({{ portico: 1, type: 'hello' }}, '{}')",
                host.origin()
            );
            stage.browser.run(&format!("try {{ {hello} }} catch {{}}")).await;
            stage.browser.enter_frame().await;
            if with_headers {
                tokio::time::sleep(std::time::Duration::from_millis(700)).await;
                assert_eq!(stage.browser.look().await.state, "", "the browser shows the page");
            } else {
                let look = stage.browser.see("the end", |it| it.state == "failed").await;
                assert_eq!(look.error, "framed", "{look}");
                assert!(!stage.browser.has_button("Demo").await, "{look}");
            }
            let page = stage.browser.tab().await;
            stage.browser.go_to(&page).await;
            assert_eq!(heard(stage).await, Vec::<Value>::new(), "{origins:?}, headers: {with_headers}");
        }
        assert!(stage.provider().proxy.log().is_empty(), "a provider was asked");
    });
}

/// Whoever frames the host that is listed could draw over the page as well.
#[test]
fn a_listed_host_in_the_frame_of_another_one_gets_nothing() {
    widget(async |stage, _| {
        stage.violations_are_expected();
        stage.excuse("");
        let embedder = embedder(stage).await;
        let outer = Host::start().await.unwrap();
        outer.put("/", Page::new(format!("<iframe src=\"{}\"></iframe>", embedder.url("/"))));
        list(stage, &[embedder.origin()], false);
        stage.browser.open(&outer.url("/")).await;
        stage.browser.enter_frame().await;
        stage.browser.see("the frame", |it| it.url == embedder.url("/")).await;
        stage.browser.enter_frame().await;
        let look = stage.browser.see("the end", |it| it.state == "failed").await;
        assert_eq!(look.error, "framed", "{look}");
    });
}

#[test]
fn a_sign_in_leaves_the_frame_by_a_window() {
    widget(async |stage, host| {
        let embedder = embedder(stage).await;
        // The same host by another name is another site: what the frame stores there is kept apart.
        for origin in [embedder.origin(), embedder.origin().replace("127.0.0.1", "localhost")] {
            list(stage, std::slice::from_ref(&origin), true);
            stage.browser.open(&format!("{origin}/")).await;
            let page = stage.browser.tab().await;
            stage.browser.enter_frame().await;
            stage.browser.see_state("picker").await;
            // Chromium's driver knows no names in a frame of another site.
            stage.browser.press_on("[data-provider=demo]").await;
            if origin == embedder.origin() {
                stage.browser.go_to_window().await;
                at_provider(stage).await;
            }
            // The second time the window is gone at once: the provider knows the person.
            stage.browser.alone_at(&page).await;
            hear(stage, "the end", |it| it["type"] == "state" && it["state"] == "signed_in").await;
            stage.browser.enter_frame().await;
            stage.browser.see_text("Alice Archer").await;
        }
        assert_eq!(codes(stage), 2);
        let requests = stage.provider().proxy.requests(Endpoint::Authorize);
        for request in requests.iter().filter(|it| it.path == "/auth") {
            assert_eq!(request.parameter("redirect_uri"), Some(host.url("/portico/").as_str()));
        }
    });
}

/// The window is cut off from the frame; in the same site the channel is left.
#[test]
fn a_provider_that_isolates_its_pages_reaches_a_frame_of_the_same_site() {
    widget(async |stage, _| {
        let isolated = || Fault::Header("cross-origin-opener-policy", Some("same-origin"));
        stage
            .provider()
            .play([on(Endpoint::Authorize).with(isolated()), on(Endpoint::Interaction).with(isolated())]);
        let embedder = embedder(stage).await;
        list(stage, &[embedder.origin()], true);
        stage.browser.open(&embedder.url("/")).await;
        let page = stage.browser.tab().await;
        stage.browser.enter_frame().await;
        stage.browser.see_state("picker").await;
        stage.browser.press_on("[data-provider=demo]").await;
        stage.browser.go_to_window().await;
        stage.browser.see_op().await;
        assert_eq!(stage.browser.run("return window.opener").await, Value::Null, "it is not isolated");
        at_provider(stage).await;
        stage.browser.alone_at(&page).await;
        hear(stage, "the end", |it| it["type"] == "state" && it["state"] == "signed_in").await;
        assert_eq!(codes(stage), 1);
    });
}

const DOCUMENTED: &str = include_str!("../../../../docs/WIDGET.md");

/// What hosts are told to write holds on a host that hides its address as well.
#[test]
fn a_host_that_does_as_documented_hears_what_is_shown() {
    widget(async |stage, host| {
        let (_, section) = DOCUMENTED.split_once("\n## In a frame\n").unwrap();
        let block = |kind: &str| {
            let (_, rest) = section.split_once(&format!("```{kind}\n")).unwrap();
            let text = rest.split_once("```").unwrap().0;
            let text = text.replace("https://login.example.com/", &host.url("/portico/"));
            text.replace("https://login.example.com", &host.origin())
        };
        let embedder = Host::start().await.unwrap();
        embedder.put("/", Page::new(block("html")).header("referrer-policy", "no-referrer"));
        list(stage, &[embedder.origin()], true);
        stage.browser.open(&embedder.url("/")).await;
        let look = "const { dataset, height } = document.querySelector('#sign-in'); return [dataset.state, Number(height)];";
        let mut last = Value::Null;
        let mut see = async |what: &str| {
            let seen = wait::until(async || {
                last = stage.browser.run(look).await;
                (last[0] == "picker" && last[1].as_f64()? > 100.0).then_some(())
            });
            assert!(seen.await.is_some(), "{what}: {last}");
        };
        see("what the frame says by itself").await;
        let forget =
            "const frame = document.querySelector('#sign-in'); delete frame.dataset.state; frame.height = 1;";
        stage.browser.run(&[forget, &block("js")].concat()).await;
        see("what it is asked for").await;
    });
}

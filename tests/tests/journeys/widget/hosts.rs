//! Hosts of all kinds: strict ones, those that load the files from elsewhere, those with shadow roots of their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portico_tests::host::{Host, Page};
use portico_tests::http::Ask;
use portico_tests::stage::Stage;
use sha2::{Digest as _, Sha384};

use super::{IN_WINDOW, LOGIN, by_window, events, login, widget};

/// What a careful host allows: the origin of the script, and what the widget asks.
fn policy(stage: &Stage, files: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {files} 'wasm-unsafe-eval'; connect-src 'self' {files} {} {}; img-src 'self' data:;
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        stage.provider().proxy.origin(),
        stage.backend.origin()
    )
    .replace('\n', " ")
}

#[test]
fn a_host_with_a_strict_policy_needs_no_exception() {
    widget(async |stage, host| {
        for body in [IN_WINDOW, LOGIN] {
            let both = format!("{body}<portico-account></portico-account>");
            host.put("/", Page::with_widget(both).header("content-security-policy", policy(stage, "")));
            stage.browser.open(&host.url("/")).await;
            login(stage).see_state("picker").await;
            if body == IN_WINDOW {
                by_window(stage, &login(stage)).await;
            } else {
                login(stage).press("Demo").await;
                login(stage).see_state("signed_in").await;
            }
            let call = format!("return (await element.fetch('{}/me')).status", stage.backend.origin());
            assert_eq!(login(stage).run(&call).await, 200);
        }
    });
}

/// The windows that it opens are cut off from it at once, whatever the provider says.
#[test]
fn a_host_that_isolates_its_pages_signs_in_in_a_window() {
    widget(async |stage, host| {
        let page = Page::with_widget(IN_WINDOW).header("cross-origin-opener-policy", "same-origin");
        host.put("/", page.header("cross-origin-embedder-policy", "require-corp"));
        stage.browser.open(&host.url("/")).await;
        assert_eq!(stage.browser.run("return crossOriginIsolated").await, true);
        login(stage).see_state("picker").await;
        by_window(stage, &login(stage)).await;
        assert_eq!(super::event_names(stage).await, ["start", "success"]);
    });
}

/// The script of this origin, and what it must be.
async fn script_from(origin: &str) -> String {
    let file = Ask::get(format!("{origin}/define.js")).send().await.unwrap();
    assert_eq!(file.header("access-control-allow-origin"), Some("*"));
    assert_eq!(file.header("cross-origin-resource-policy"), Some("cross-origin"));
    let hash = STANDARD.encode(Sha384::digest(&file.text));
    format!(
        "<script type=\"module\" src=\"{origin}/define.js\" integrity=\"sha384-{hash}\" crossorigin></script>"
    )
}

/// Opens a page whose script is of another origin. Nothing else of that origin may be used than what it lets be.
async fn open_from(stage: &Stage, host: &Host, files: &str, script: &str) {
    let body = "<portico-login flow=\"popup\"><p>Members sign in here.</p></portico-login>";
    let page = Page::new(body).head(script).header("content-security-policy", policy(stage, files));
    host.put("/", page.header("cross-origin-embedder-policy", "require-corp"));
    stage.browser.open(&host.url("/")).await;
}

#[test]
fn files_of_another_origin_are_checked_and_used() {
    widget(async |stage, host| {
        let files = stage.site.origin();
        let script = script_from(&files).await;
        open_from(stage, host, &files, &script).await;
        login(stage).see_state("picker").await;
        by_window(stage, &login(stage)).await;
        assert!(host.asked().iter().all(|path| !path.starts_with("/portico/")), "{:?}", host.asked());
    });
}

#[test]
fn files_that_are_not_what_they_should_be_are_not_used() {
    widget(async |stage, host| {
        stage.violations_are_expected();
        stage.excuse(stage.site.origin());
        stage.excuse("NetworkError");
        let files = stage.site.origin();
        let script = script_from(&files).await;
        let flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes
        };
        stage.site.rewrite("define.js", flip);
        open_from(stage, host, &files, &script).await;
        stage.browser.run_until_done("const done = arguments[0]; setTimeout(done, 700)").await;
        let seen = stage.browser.look().await;
        assert!(seen.text.contains("Members sign in here."), "{seen}");
        assert_eq!(
            stage.browser.run("return customElements.get('portico-login') ?? null").await,
            serde_json::Value::Null
        );

        // The script is right again, and a part of the program is not.
        stage.site.rewrite("define.js", flip);
        for part in stage.site.files(".wasm") {
            stage.site.rewrite(&part, flip);
        }
        open_from(stage, host, &files, &script).await;
        login(stage).see_error("not_loaded").await;
        let seen = stage.browser.look().await;
        assert!(seen.text.contains("Members sign in here."), "{seen}");
        assert!(stage.provider().proxy.log().is_empty(), "a provider was asked");
    });
}

#[test]
fn in_a_shadow_root_of_the_host_the_widget_is_as_anywhere() {
    widget(async |stage, host| {
        let module = "class MyApp extends HTMLElement {
                constructor() {
                    super();
                    const login = document.createElement('portico-login');
                    login.flow = 'popup';
                    this.attachShadow({ mode: 'open' }).append(login);
                }
            }
            customElements.define('my-app', MyApp);";
        host.put_script("/app.js", module);
        host.put("/", Page::with_widget("<my-app></my-app>").module("/app.js"));
        stage.browser.open(&host.url("/")).await;
        by_window(stage, &login(stage)).await;
        let names: Vec<_> = events(stage).await.into_iter().map(|event| event[0].clone()).collect();
        assert_eq!(names, ["portico-start", "portico-success"]);
    });
}

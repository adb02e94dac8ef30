//! The checks after each journey can fail: what they look for is put there, and they find it.

use portico_tests::browser::Engine;
use portico_tests::host::Page;
use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Setup, Stage, journey, journey_with};
use portico_tests::wait;

/// A script with the access token, which the page itself never hands out.
fn with_token(stage: &Stage, script: &str) -> String {
    let post = &stage.provider().proxy.requests(Endpoint::Token)[0];
    let token = post.answer.as_ref().map(|answer| answer["access_token"].to_string());
    format!("const token = {};{script}", token.unwrap_or_default())
}

#[test]
fn the_scan_finds_a_token_wherever_a_page_could_keep_it() {
    journey(async |stage| {
        stage.sign_in().await;
        assert_eq!(stage.leaks().await, Vec::<String>::new());
        for (place, put, clear) in [
            ("localStorage", "localStorage.x = token", "localStorage.clear()"),
            ("sessionStorage", "sessionStorage.x = JSON.stringify({ a: [token] })", "sessionStorage.clear()"),
            ("cookie", "document.cookie = 'x=' + token.slice(0, 3000)", "document.cookie = 'x=; max-age=0'"),
            (
                "url",
                "history.replaceState(null, '', '#' + token)",
                "history.replaceState(null, '', location.pathname)",
            ),
            ("history", "history.replaceState({ token }, '')", "history.replaceState(null, '')"),
            ("window.name", "name = token", "name = ''"),
            ("dom", "document.body.dataset.x = token", "delete document.body.dataset.x"),
            (
                "field",
                "const it = document.createElement('input'); it.value = token; document.body.append(it)",
                "document.querySelector('input').remove()",
            ),
            (
                "shadow",
                "const it = document.createElement('p'); it.id = 'x'; document.body.append(it);
                it.attachShadow({ mode: 'open' }).textContent = token",
                "document.getElementById('x').remove()",
            ),
        ] {
            stage.browser.run(&with_token(stage, put)).await;
            let found = stage.leaks().await;
            assert!(found.iter().any(|it| it.contains(place)), "{place}: {found:?}");
            stage.browser.run(clear).await;
        }
        let put = "const open = indexedDB.open('leak');
            open.onupgradeneeded = () => open.result.createObjectStore('s');
            open.onsuccess = () => {
                open.result.transaction('s', 'readwrite').objectStore('s').put(new TextEncoder().encode(token), 1);
                open.result.close();
            };";
        stage.browser.run(&with_token(stage, put)).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let found = stage.leaks().await;
        assert!(found.iter().any(|it| it.contains("indexedDB/leak")), "{found:?}");
        stage.browser.run("indexedDB.deleteDatabase('leak')").await;
    });
}

#[test]
fn the_console_check_finds_tokens_errors_and_violations() {
    journey(async |stage| {
        stage.sign_in().await;
        assert_eq!(stage.console_problems().await, Vec::<String>::new());
        stage.browser.run(&with_token(stage, "console.log('debug', token)")).await;
        assert_eq!(stage.console_problems().await, ["the console shows a access_token"]);
        if stage.browser.engine() == Engine::Chromium {
            stage.browser.run("console.error('broken')").await;
            assert_eq!(stage.console_problems().await.len(), 1);
            stage.browser.run("try { document.body.innerHTML = '<b>x</b>' } catch {}").await;
            assert!(!stage.console_problems().await.is_empty(), "Trusted Types are not enforced");
            stage
                .browser
                .run("const it = document.createElement('script'); it.append('x'); document.body.append(it)")
                .await;
            assert!(!stage.console_problems().await.is_empty(), "inline scripts are not refused");
        }
    });
}

#[test]
fn a_code_that_is_posted_twice_is_noticed() {
    journey(async |stage| {
        stage.sign_in().await;
        assert_eq!(stage.codes_posted_twice(), Vec::<String>::new());
        let posts = stage.provider().proxy.requests(Endpoint::Token);
        let before = posts[0].parameter("code").unwrap_or_default().to_owned();
        assert_eq!(stage.provider().codes_posted(), 1);
        let again = format!(
            "return fetch('{}/token', {{ method: 'POST', mode: 'no-cors',
                body: new URLSearchParams({{ grant_type: 'authorization_code', client_id: 'spa', code: '{before}' }}) }})
                .then(() => 1)",
            stage.provider().proxy.origin()
        );
        stage.excuse_endpoint("/token");
        stage.browser.run(&again).await;
        assert_eq!(stage.provider().codes_posted(), 2);
        assert_eq!(stage.codes_posted_twice(), ["a code was posted twice to Demo"]);
        stage.provider().proxy.forget();
    });
}

#[test]
fn a_message_that_anybody_may_read_or_that_holds_a_token_is_noticed() {
    journey_with(&Setup { host: true, ..Setup::default() }, async |stage| {
        stage.sign_in().await;
        let (browser, host) = (&stage.browser, stage.host());
        host.put("/", Page::new(""));
        browser.open(&host.url("/")).await;
        browser.run("window.open('/', '', 'popup')").await;
        let page = browser.go_to_window().await;
        browser.see("the window", |it| it.url == host.url("/")).await;
        let at_home = "const home = location.origin;";
        for (post, problem) in [
            ("opener.postMessage({}, home)", None),
            ("opener.postMessage({}, '*')", Some("a message is for the origin Some(\"*\")")),
            ("opener.postMessage({}, '/')", Some("a message is for the origin Some(\"/\")")),
            ("opener.postMessage({}, home + '/')", Some("a message is for the origin")),
            (
                "opener.postMessage([{ token }], { targetOrigin: home })",
                Some("a message holds a access_token"),
            ),
            ("new BroadcastChannel('portico.x').postMessage(token)", Some("a message holds a access_token")),
            ("new BroadcastChannel('portico').postMessage(token)", None),
        ] {
            let before = (host.posts().len(), stage.posts_too_open().len());
            browser.run(&with_token(stage, &format!("{at_home}{post}"))).await;
            let told = async || (host.posts().len() > before.0).then_some(());
            wait::must("the message to be noted", told).await;
            let found = stage.posts_too_open();
            match problem {
                None => assert_eq!(found.len(), before.1, "{post}: {found:?}"),
                Some(problem) => {
                    assert!(found[before.1..].iter().any(|it| it.contains(problem)), "{post}: {found:?}");
                }
            }
        }
        browser.close_for(&page).await;
        host.forget_posts();
    });
}

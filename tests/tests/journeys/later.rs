//! The second file of the program: it comes when there is a use for it, and without it nothing goes wrong.

use std::time::Duration;

use portico_tests::browser::Engine;
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Stage, journey};

/// The files of WebAssembly that this page has loaded, and which of them over the network.
async fn programs(stage: &Stage) -> Vec<(String, bool)> {
    let script = "return performance.getEntriesByType('resource').filter((it) => it.name.endsWith('.wasm'))
        .map((it) => [new URL(it.name).pathname.slice(1), it.transferSize > 0]);";
    let found = stage.browser.run(script).await;
    let entry = |it: &serde_json::Value| Some((it[0].as_str()?.to_owned(), it[1].as_bool()?));
    let mut entries: Vec<_> = found.as_array().into_iter().flatten().filter_map(entry).collect();
    // What is preloaded and then fetched is one file.
    entries.sort();
    entries.dedup_by(|second, first| second.0 == first.0);
    entries
}

/// Is the second file among them?
async fn has_second(stage: &Stage) -> bool {
    let second = stage.site.second_file();
    programs(stage).await.iter().any(|(name, _)| *name == second)
}

#[test]
fn a_first_visit_loads_what_it_needs_and_the_rest_is_there_for_whoever_comes_back() {
    journey(async |stage| {
        stage.open_picker().await;
        let first = programs(stage).await;
        // The program, and the part for pages that are the client of their providers.
        assert!(first.len() == 2 && !has_second(stage).await, "{first:?}");
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        // It has come while the person was looking for their password; a browser need not have kept it.
        tokio::time::sleep(Duration::from_millis(500)).await;
        stage.browser.sign_in_at_op("alice", "alice").await;
        stage.browser.consent().await;
        stage.browser.see_state("signed_in").await;
        let all = programs(stage).await;
        // With the second file, what says why something has failed.
        assert!(all.len() == 4 && has_second(stage).await, "{all:?}");
        if stage.browser.engine() == Engine::Chromium {
            assert!(all.iter().all(|(_, is_from_afar)| !is_from_afar), "{all:?}");
        }
    });
}

#[test]
fn without_its_second_file_the_page_says_so_and_nothing_is_sent() {
    journey(async |stage| {
        stage.excuse("");
        stage.violations_are_expected();
        stage.a_sign_in_stays_open();
        let second = stage.site.second_file();
        for break_it in [
            // Another byte than the one whose integrity the page states.
            (|bytes: &[u8]| bytes.iter().map(|byte| byte ^ 1).collect()) as fn(&[u8]) -> Vec<u8>,
            // Cut off.
            |bytes| bytes[..bytes.len() / 2].to_vec(),
        ] {
            stage.site.rewrite(&second, break_it);
            stage.browser.open(&format!("{}?code=abc&state=def", stage.site.url())).await;
            let look = stage.browser.see_error("not_loaded").await;
            assert!(look.text.contains("Reload the page"), "{look}");
            // It is at its end, whatever happens then.
            stage.browser.run("dispatchEvent(new Event('online'))").await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            let look = stage.browser.look().await;
            assert_eq!((look.state.as_str(), look.error.as_str()), ("failed", "not_loaded"), "{look}");
        }
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
        // The picker does not need it.
        stage.open_picker().await;
    });
}

#[test]
fn a_second_file_that_comes_at_the_second_try_is_waited_for() {
    journey(async |stage| {
        stage.excuse("");
        stage.violations_are_expected();
        let second = stage.site.second_file();
        stage.site.rewrite(&second, |bytes| bytes.iter().map(|byte| byte ^ 1).collect());
        stage.browser.open(&format!("{}?code=abc&state=def", stage.site.url())).await;
        stage.browser.see_state("completing").await;
        stage.site.rewrite(&second, |bytes| bytes.iter().map(|byte| byte ^ 1).collect());
        stage.browser.see_error("state_unknown").await;
    });
}

#[test]
fn whoever_does_not_want_to_wait_for_it_gets_the_picker() {
    journey(async |stage| {
        stage.excuse("");
        stage.violations_are_expected();
        stage.site.rewrite(&stage.site.second_file(), |bytes| bytes.iter().map(|byte| byte ^ 1).collect());
        stage.browser.open(&format!("{}?code=abc&state=def", stage.site.url())).await;
        stage.browser.see_state("completing").await;
        stage.browser.run("document.querySelector('.actions.slow button').click()").await;
        stage.browser.see_state("picker").await;
        // The last try has failed by then.
        tokio::time::sleep(Duration::from_secs(7)).await;
        stage.browser.see_state("picker").await;
        stage.a_sign_in_stays_open();
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
    });
}

#[test]
fn a_session_outlives_a_reload_at_which_it_did_not_come() {
    journey(async |stage| {
        stage.excuse("");
        stage.violations_are_expected();
        stage.configure(|config| config["session"] = serde_json::json!({ "persistence": "tabs" }));
        stage.sign_in().await;
        let second = stage.site.second_file();
        // Out of the cache it would be there all the same: another name.
        let spoil = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&second, "gone.wasm").into_bytes();
        stage.site.rewrite("index.html", spoil);
        stage.browser.reload().await;
        stage.browser.see_error("not_loaded").await;
        stage.site.rewrite("index.html", |bytes| {
            String::from_utf8_lossy(bytes).replace("gone.wasm", &second).into_bytes()
        });
        stage.browser.reload().await;
        stage.browser.see_state("signed_in").await;
    });
}

#[test]
fn what_goes_wrong_on_a_first_visit_is_explained_without_it() {
    journey(async |stage| {
        stage.excuse("");
        stage.provider().play([on(Endpoint::Discovery).with(Fault::DropBefore)]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("discovery_unreachable").await;
        stage.provider().proxy.behave();
        stage.browser.press("Choose another way").await;
        stage.browser.see_state("picker").await;
        stage.configure(|config| config["providers"][0]["client_secret"] = "s3cret".into());
        stage.browser.reload().await;
        stage.browser.see_error("config_secret_present").await;
        assert!(!has_second(stage).await);
    });
}

#[test]
fn a_script_that_asks_where_nobody_is_signed_in_does_not_load_it() {
    journey(async |stage| {
        stage.open_picker().await;
        let call = format!(
            "const done = arguments[arguments.length - 1];
            portico.session.fetch('{}/me').then(() => done('answered'), (error) => done(error.code));",
            stage.backend.origin()
        );
        assert_eq!(stage.browser.run_until_done(&call).await, "not_signed_in");
        assert!(!has_second(stage).await);
        stage.browser.see_state("picker").await;
    });
}

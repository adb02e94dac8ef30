//! The second file of the program: it comes when there is a use for it, and without it nothing goes wrong.

use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Stage, journey};

/// The files of WebAssembly that this page has loaded, in the order of their requests.
async fn programs(stage: &Stage) -> Vec<String> {
    let script = "return performance.getEntriesByType('resource').map((it) => it.name)
        .filter((name) => name.endsWith('.wasm')).map((name) => new URL(name).pathname.slice(1));";
    let found = stage.browser.run(script).await;
    let names = found.as_array().cloned().unwrap_or_default();
    let mut names: Vec<_> = names.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
    // What is preloaded and then fetched is one file.
    names.dedup();
    names
}

#[test]
fn a_first_visit_loads_one_file_and_coming_back_the_other_one_too() {
    journey(async |stage| {
        // Of the way that is not gone to its end.
        stage.a_sign_in_stays_open();
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        stage.browser.back().await;
        stage.browser.see_state("picker").await;
        let first = programs(stage).await;
        assert_eq!(first.len(), 1, "{first:?}");
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_state("signed_in").await;
        let both = programs(stage).await;
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both.contains(&first[0]) && both.contains(&stage.site.second_file()), "{both:?}");
    });
}

#[test]
fn without_its_second_file_the_page_says_so_and_nothing_is_sent() {
    journey(async |stage| {
        stage.excuse("");
        stage.violations_are_expected();
        stage.a_sign_in_stays_open();
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        for break_it in [
            // Another byte than the one whose integrity the page states.
            (|bytes: &[u8]| bytes.iter().map(|byte| byte ^ 1).collect()) as fn(&[u8]) -> Vec<u8>,
            // Cut off.
            |bytes| bytes[..bytes.len() / 2].to_vec(),
        ] {
            stage.site.rewrite(&stage.site.second_file(), break_it);
            stage.browser.open(&format!("{}?code=abc&state=def", stage.site.url())).await;
            let look = stage.browser.see_error("not_loaded").await;
            assert!(look.text.contains("Reload the page"), "{look}");
        }
        assert_eq!(stage.provider().proxy.count(Endpoint::Token), 0);
        // The picker does not need it.
        stage.open_picker().await;
    });
}

#[test]
fn a_failure_on_a_first_visit_is_explained_all_the_same() {
    journey(async |stage| {
        stage.excuse("");
        stage.configure(|config| config["providers"][0]["client_secret"] = "s3cret".into());
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_error("config_secret_present").await;
        let loaded = programs(stage).await;
        assert!(loaded.contains(&stage.site.second_file()), "{loaded:?}");
    });
}

//! The tag is in the page long before the script.

use portico_tests::host::Page;
use portico_tests::stage::Kind;
use portico_tests::wait;
use serde_json::json;

use super::{at_provider, login, widget, with_providers};

const SERVER_RENDERED: &str = "<portico-login><p>Members sign in here.</p></portico-login>";

#[test]
fn what_the_server_has_rendered_stays_until_the_program_is_there() {
    with_providers(vec![Kind::default(), Kind::other()], async |stage, host| {
        host.put("/", Page::new(SERVER_RENDERED));
        stage.browser.open(&host.url("/")).await;
        stage.browser.see_text("Members sign in here.").await;
        // What a framework has set meanwhile counts.
        let set = "element.provider = 'other'; element.loginHint = 'bob'; return 'shadowRoot' in element && element.shadowRoot === null";
        assert_eq!(login(stage).run(set).await, true);
        let script = "const script = document.createElement('script');
            script.type = 'module'; script.src = '/portico/define.js'; document.head.append(script);
            await customElements.whenDefined('portico-login');
            return [element.provider, element.loginHint, ['provider', 'loginHint'].filter((name) => Object.hasOwn(element, name))]";
        let upgraded = login(stage).run(script).await;
        assert_eq!(upgraded, json!(["other", "bob", []]));
        let look = login(stage).see_state("picker").await;
        assert!(look.text.contains("Other") && !look.text.contains("Demo"), "{look}");
        let seen = stage.browser.look().await;
        assert!(!seen.text.contains("Members sign in here."), "{seen}");
        // The backend trusts the first provider only.
        stage.excuse(stage.backend.origin());
        login(stage).press("Other").await;
        at_provider(stage).await;
        // Back on a page without a script: the response is somebody's who comes later.
        stage.browser.see_text("Members sign in here.").await;
        let again = "const script = document.createElement('script');
            script.type = 'module'; script.src = '/portico/define.js'; document.head.append(script);";
        stage.browser.run(again).await;
        login(stage).see_state("signed_in").await;
        assert_eq!(stage.browser.url().await, host.url("/"));
    });
}

/// Neither the first paint of the host nor what it has for the time before waits for anything.
#[test]
fn what_the_host_has_stays_and_is_painted_while_the_program_comes() {
    widget(async |stage, host| {
        host.run_ahead(
            "const real = window.fetch, gate = new Promise((go) => (window.go = go));
            window.fetch = async (input, init) => {
                if (String(input).endsWith('.wasm')) await gate;
                return real(input, init);
            };",
        );
        host.put("/", Page::with_widget(SERVER_RENDERED));
        stage.browser.open(&host.url("/")).await;
        let early = "await customElements.whenDefined('portico-login'); await new Promise((done) => setTimeout(done, 200));
            return [element.firstElementChild.checkVisibility(), element.matches(':state(busy)'), element.state]";
        assert_eq!(login(stage).run(early).await, json!([true, true, "loading"]));
        wait::must("the first paint", async || {
            let paints = "return performance.getEntriesByName('first-contentful-paint').length";
            (stage.browser.run(paints).await == 1).then_some(())
        })
        .await;
        stage.browser.run("window.go()").await;
        login(stage).see_state("picker").await;
        let is_seen = "return element.firstElementChild.checkVisibility()";
        assert_eq!(login(stage).run(is_seen).await, false);
    });
}

/// The configuration is an object of the host.
#[test]
fn a_configuration_that_was_set_before_the_script_counts() {
    with_providers(vec![Kind::default()], async |stage, host| {
        let mut config = stage.configuration();
        config["providers"][0]["title"] = "Elsewhere".into();
        host.put("/", Page::new(SERVER_RENDERED));
        stage.browser.open(&host.url("/")).await;
        let script = format!(
            "element.config = {config};
            const script = document.createElement('script');
            script.type = 'module'; script.src = '/portico/define.js'; document.head.append(script);"
        );
        login(stage).run(&script).await;
        login(stage).see_state("picker").await;
        login(stage).see_text("Elsewhere").await;
        assert!(host.asked().iter().all(|path| !path.ends_with("config.json")), "{:?}", host.asked());
    });
}

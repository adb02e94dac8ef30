//! The tag is in the page long before the script.

use portico_tests::host::Page;
use portico_tests::stage::Kind;

use super::{at_provider, login, with_providers};

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
        assert_eq!(upgraded, serde_json::json!(["other", "bob", []]));
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

//! The script twice, or under other names.

use portico_tests::host::Page;
use serde_json::json;

use super::{IN_WINDOW, account, by_window, codes, login, widget};

/// A page with these scripts.
fn page(modules: &[&str]) -> Page {
    let body = format!("{IN_WINDOW}<portico-account></portico-account>");
    modules.iter().fold(Page::new(body), Page::module)
}

#[test]
fn two_copies_of_the_script_are_one_program() {
    widget(async |stage, host| {
        for (modules, more) in [
            (&["/portico/define.js", "/portico/define.js?2"][..], ""),
            (&["/portico/define.js"], "const { define } = await import('/portico/element.js'); define();"),
            (
                &["/portico/define.js"],
                "const { PorticoLogin } = await import('/portico/element.js'); PorticoLogin.define();",
            ),
        ] {
            host.put("/", page(modules));
            stage.browser.open(&host.url("/")).await;
            login(stage).see("the page at rest", |it| it.state == "picker" || it.state == "signed_in").await;
            assert_eq!(
                login(stage).run(&format!("{more} return 'done'")).await,
                "done",
                "{modules:?} {more}"
            );
            stage.browser.run("document.body.append(document.createElement('portico-login'))").await;
            account(stage)
                .see("the account at rest", |it| it.state == "picker" || it.state == "signed_in")
                .await;
            assert_eq!(
                stage.browser.run("return window.seen.instances.length").await,
                1,
                "{modules:?} {more}"
            );
        }
        by_window(stage, &login(stage)).await;
        account(stage).see_state("signed_in").await;
    });
}

/// Two copies, each with a tag of its own: the classes are two, the session is one.
#[test]
fn elements_of_two_copies_have_one_session() {
    widget(async |stage, host| {
        host.put("/", page(&["/portico/define.js"]));
        stage.browser.open(&host.url("/")).await;
        login(stage).see_state("picker").await;
        let other = "const { PorticoLogin, PorticoElement } = await import('/portico/element.js?other');
            PorticoLogin.define('other-login');
            const it = document.createElement('other-login');
            document.body.append(it);
            return [it instanceof PorticoLogin, it instanceof PorticoElement, it instanceof customElements.get('portico-login')]";
        assert_eq!(login(stage).run(other).await, json!([true, true, false]));
        let other = stage.browser.element("other-login");
        other.see_state("picker").await;
        by_window(stage, &login(stage)).await;
        other.see_state("signed_in").await;
        assert_eq!(codes(stage), 1);
        assert_eq!(stage.browser.run("return window.seen.instances.length").await, 1);
    });
}

#[test]
fn the_module_of_the_classes_registers_nothing() {
    widget(async |stage, host| {
        host.put("/", Page::new("").module("/portico/element.js"));
        stage.browser.open(&host.url("/")).await;
        let exports = "return import('/portico/element.js').then((all) => [
            ['PorticoElement', 'PorticoLogin', 'PorticoAccount', 'PorticoError', 'PorticoStartEvent', 'PorticoSuccessEvent',
             'PorticoErrorEvent', 'PorticoCancelEvent', 'PorticoExpiringEvent', 'PorticoLogoutEvent', 'define']
                .filter((name) => typeof all[name] !== 'function'),
            customElements.get('portico-login') ?? null, Symbol.for('portico') in globalThis, window.seen.instances.length])";
        assert_eq!(stage.browser.run(exports).await, json!([[], null, false, 0]));
    });
}

/// A browser gives a class one tag.
const TAGS: &str = "import { PorticoLogin } from '/portico/define.js';
    PorticoLogin.define();
    try { PorticoLogin.define('acme-login'); } catch (error) { window.refused = error.name; }
    class OwnLogin extends PorticoLogin {}
    OwnLogin.define('own-login');";

#[test]
fn a_tag_of_ones_own_takes_a_class_of_ones_own() {
    widget(async |stage, host| {
        host.put_script("/tags.js", TAGS);
        host.put("/", page(&["/tags.js"]));
        stage.browser.open(&host.url("/")).await;
        login(stage).see_state("picker").await;
        assert_eq!(stage.browser.run("return window.refused").await, "NotSupportedError");
        stage.browser.run("document.body.append(document.createElement('own-login'))").await;
        stage.browser.element("own-login").see_state("picker").await;
    });
}

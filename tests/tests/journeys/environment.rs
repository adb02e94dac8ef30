//! Browsers that lack something.

use portico_tests::proxy::Endpoint;
use portico_tests::stage::journey;

const NO_WEB_STORAGE: &str = "
    for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
    }";

const NO_INDEXED_DB: &str = "
    Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } });";

#[test]
fn without_any_storage_nobody_leaves_and_the_page_says_why() {
    journey(async |stage| {
        stage.site.run_ahead(&[NO_WEB_STORAGE, NO_INDEXED_DB].concat());
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("storage_unavailable").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
    });
}

#[test]
fn without_web_storage_a_person_signs_in() {
    journey(async |stage| {
        stage.site.run_ahead(NO_WEB_STORAGE);
        stage.sign_in().await;
    });
}

#[test]
fn without_locks_a_person_signs_in() {
    journey(async |stage| {
        let no_locks = "Object.defineProperty(navigator, 'locks', { get: () => undefined }); delete window.BroadcastChannel;";
        stage.site.run_ahead(no_locks);
        stage.sign_in().await;
    });
}

#[test]
fn without_random_numbers_nobody_leaves() {
    journey(async |stage| {
        stage.site.run_ahead("Crypto.prototype.getRandomValues = () => { throw new Error('none'); };");
        stage.browser.open(&stage.site.url()).await;
        let look =
            stage.browser.see("the page at rest", |it| it.state == "failed" || it.state == "picker").await;
        if look.state == "picker" {
            stage.browser.press("Demo").await;
        }
        stage.browser.see_error("crypto_unavailable").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
        assert_eq!(stage.browser.kept().await, Vec::<String>::new());
    });
}

#[test]
fn a_page_without_a_secure_context_says_so_before_anybody_leaves() {
    journey(async |stage| {
        // The browser says so of a header that it honours in secure contexts only.
        stage.excuse("Cross-Origin-Opener-Policy");
        let name = stage.site.url().replace("127.0.0.1", "login.portico.test");
        stage.browser.open(&name).await;
        stage.browser.see_error("insecure_context").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Authorize), 0);
    });
}

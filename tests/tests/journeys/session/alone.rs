//! Browsers in which tabs can't share a session: it stays in its page. And those that can keep nothing at all.

use portico_tests::proxy::Endpoint;
use portico_tests::stage::{Stage, journey};

use super::steps::{persist, records, renewals};

/// Signs in where the session was to be shared.
async fn sign_in_without(stage: &Stage, without: &str) {
    persist(stage, "tabs");
    stage.site.run_ahead(without);
    stage.sign_in().await;
    stage.browser.see_backend("answered").await;
}

/// Nothing of it is kept, so the next page knows nothing of it.
async fn assert_it_ends_with_its_page(stage: &Stage) {
    assert_eq!(records(stage).await, Vec::<String>::new());
    let marked = stage.browser.run("return sessionStorage.getItem('portico.session')").await;
    assert!(marked.is_null(), "{marked}");
    stage.browser.reload().await;
    stage.browser.see_state("picker").await;
    assert_eq!(renewals(stage), 0);
}

#[test]
fn with_everything_there_the_session_does_not_end_with_its_page() {
    journey(async |stage| {
        persist(stage, "tabs");
        stage.sign_in().await;
        let look = stage.browser.see_backend("answered").await;
        assert!(!look.text.contains("Ends when you leave this page"), "{look}");
        assert_eq!(records(stage).await.len(), 1);
    });
}

#[test]
fn without_locks_the_session_stays_in_its_page() {
    journey(async |stage| {
        sign_in_without(stage, "delete Navigator.prototype.locks").await;
        stage.browser.see_text("Ends when you leave this page").await;
        assert_it_ends_with_its_page(stage).await;
    });
}

#[test]
fn without_a_broadcast_channel_the_session_stays_in_its_page() {
    journey(async |stage| {
        sign_in_without(stage, "delete window.BroadcastChannel").await;
        stage.browser.see_text("Ends when you leave this page").await;
        assert_it_ends_with_its_page(stage).await;
    });
}

/// The storage takes the sign-in, and is full when the session comes.
#[test]
fn without_room_for_it_the_session_stays_in_its_page() {
    let full = "const kind = IDBObjectStore.prototype, put = kind.put;
        kind.put = function (...of) {
            if (this.name === 'session') throw new DOMException('full', 'QuotaExceededError');
            return put.apply(this, of);
        };";
    journey(async |stage| {
        sign_in_without(stage, full).await;
        stage.browser.see_text("Ends when you leave this page").await;
        assert_it_ends_with_its_page(stage).await;
    });
}

/// Without IndexedDB the sign-in is remembered by its tab, and the session stays in its page.
async fn a_person_signs_in_without(stage: &Stage, without: &str) {
    sign_in_without(stage, without).await;
    stage.browser.see_text("Ends when you leave this page").await;
    assert_eq!(stage.provider().codes_posted(), 1);
    let kept = stage.browser.run("return sessionStorage.getItem('portico.transaction')").await;
    assert!(kept.as_str().is_some_and(|mark| mark.len() == 43), "nothing but a hash is left: {kept}");
    stage.browser.reload().await;
    stage.browser.see_state("picker").await;
    // What looks for traces afterwards must be able to look.
    stage.browser.run("window.mend?.(); sessionStorage.removeItem('portico.transaction')").await;
}

#[test]
fn without_indexed_db_the_session_stays_in_its_page() {
    let none = "Object.defineProperty(window, 'indexedDB', { value: undefined });";
    journey(async |stage| a_person_signs_in_without(stage, none).await);
}

#[test]
fn with_an_indexed_db_that_refuses_the_session_stays_in_its_page() {
    let refuses = "const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = () => { throw new DOMException('private', 'InvalidStateError'); };
        window.mend = () => { IDBFactory.prototype.open = open; };";
    journey(async |stage| a_person_signs_in_without(stage, refuses).await);
}

/// As it has been in several releases of several browsers.
#[test]
fn with_an_indexed_db_that_never_answers_the_session_stays_in_its_page() {
    let hangs = "const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = function (...of) {
            const asked = open.apply(this, of);
            for (const name of ['onsuccess', 'onerror', 'onupgradeneeded']) {
                Object.defineProperty(asked, name, { set() {} });
            }
            return asked;
        };
        window.mend = () => { IDBFactory.prototype.open = open; };";
    journey(async |stage| a_person_signs_in_without(stage, hangs).await);
}

#[test]
fn without_indexed_db_a_callback_that_was_used_is_known() {
    let none = "Object.defineProperty(window, 'indexedDB', { value: undefined });
        window.mend = () => {};";
    journey(async |stage| {
        sign_in_without(stage, none).await;
        let asked = stage.provider().proxy.requests(Endpoint::Authorize);
        let callback = asked.iter().rev().find_map(|request| request.location.clone()).unwrap();
        stage.browser.open(&callback).await;
        stage.browser.see_error("state_used").await;
        assert_eq!(stage.provider().codes_posted(), 1);
        stage.browser.run("sessionStorage.removeItem('portico.transaction')").await;
    });
}

//! A tab dies while it renews: after the provider has answered, before the record is written.

use std::time::Duration;

use portico_tests::proxy::Exchange;
use portico_tests::stage::{Setup, Stage, journey, journey_with};
use portico_tests::wait;
use serde_json::json;

use super::steps::{
    DUE, pass, pass_elsewhere, pass_here_first, records, renewal_posts, renewals, reopen, two_tabs,
    until_renewed, until_told, wake, watch,
};

/// The first record that a renewal seals is its claim; the second, what it has brought, is never sealed.
const HANGS: &str = "
    const kind = window.SubtleCrypto.prototype, seal = kind.generateKey;
    let sealed = 0;
    kind.generateKey = function (...of) {
        sealed += 1;
        if (sealed === 1) return seal.apply(this, of);
        window.hangs = true;
        return new window.Promise(() => {});
    };";

/// For how long nobody else uses the token of a claim; a second less, for claims are of whole seconds.
const CLAIM: Duration = Duration::from_secs(19);

/// Two tabs are signed in; the first one renews, and dies with the answer in its hands. Ends in the second one,
/// when that has tried as well.
async fn one_of_two_tabs_dies(stage: &Stage) {
    let browser = &stage.browser;
    let [first, second] = two_tabs(stage).await;
    browser.go_to(&first).await;
    browser.run(HANGS).await;
    // That the other tab has been left, its browser tells it when it likes: it would renew in place of this one.
    pass_here_first(stage, DUE).await;
    wake(stage).await;
    wait::must("a renewal in the first tab", async || {
        browser.run("return window.hangs ?? null").await.as_bool()
    })
    .await;
    pass_elsewhere(stage, DUE).await;
    // It waits for the lock from now on.
    browser.go_to(&second).await;
    watch(stage).await;
    wake(stage).await;
    browser.go_to(&first).await;
    assert_eq!(renewals(stage), 1);
    browser.close_for(&second).await;
    until_renewed(stage, 2).await;
}

/// The same token twice, and never while the other request could still be under way.
fn assert_one_after_the_other(posts: &[Exchange]) {
    assert!(posts.len() >= 2, "{posts:?}");
    let (first, second) = (&posts[0], &posts[1]);
    assert_eq!(first.parameter("refresh_token"), second.parameter("refresh_token"));
    assert!(!first.overlaps(second), "{posts:?}");
    let waited = second.started - first.started;
    assert!(waited >= CLAIM, "the claim was respected for {waited:?} only");
}

#[test]
fn a_tab_that_dies_with_the_answer_leaves_the_session_to_the_other() {
    let setup = Setup { op: json!({ "rotate": false }), ..Setup::default() };
    journey_with(&setup, async |stage| {
        one_of_two_tabs_dies(stage).await;
        assert_one_after_the_other(&renewal_posts(stage));
        until_told(stage, 1).await;
        stage.browser.see_state("signed_in").await;
        // What it has stored is good: the next renewal builds on it, and so does a reload.
        pass(stage, DUE).await;
        wake(stage).await;
        until_told(stage, 2).await;
        reopen(stage).await;
        stage.browser.see_backend("answered").await;
        assert_eq!(renewals(stage), 4);
        assert_eq!(stage.provider().codes_posted(), 1);
    });
}

/// The provider takes the second use for a theft, and nobody has the token it gave: this can't be helped.
#[test]
fn a_tab_that_dies_with_a_rotated_token_ends_the_session_with_a_word() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        one_of_two_tabs_dies(stage).await;
        stage.browser.see_error("session_ended").await;
        let posts = renewal_posts(stage);
        assert_one_after_the_other(&posts);
        assert_eq!(posts.len(), 2, "nobody asks a third time: {posts:?}");
        assert_eq!(records(stage).await, Vec::<String>::new());
        reopen(stage).await;
        stage.browser.see_state("picker").await;
    });
}

//! Signing out in one tab while another one renews.

use portico_tests::browser::Tab;
use portico_tests::proxy::{Endpoint, Fault, Gate, on};
use portico_tests::stage::{Stage, journey};
use portico_tests::wait;

use super::steps::{DUE, pass, records, renewal_posts, renewals, reopen, two_tabs, wake};

/// Two tabs are signed in. The second has asked for a renewal that the provider has answered; the answer waits
/// at the gate. The first one, which is the current one afterwards, has not signed out yet.
async fn a_renewal_is_on_its_way(stage: &Stage, gate: &Gate) -> (Tab, String) {
    let browser = &stage.browser;
    let held = on(Endpoint::Token).grant("refresh_token").first(1).with(Fault::Hold(gate.clone()));
    stage.provider().play([held]);
    let [first, second] = two_tabs(stage).await;
    pass(stage, DUE).await;
    wake(stage).await;
    let issued = wait::must("the provider's answer", async || {
        let posts = renewal_posts(stage);
        posts.first()?.upstream.as_ref()?["refresh_token"].as_str().map(str::to_owned)
    })
    .await;
    browser.go_to(&first).await;
    assert_eq!(renewals(stage), 1, "the second tab holds the lock");
    (second, issued)
}

async fn sign_out(stage: &Stage) {
    stage.browser.press("Sign out").await;
    stage.browser.sign_out_at_op().await;
    stage.browser.see_state("signed_out").await;
}

/// Lets the answer go, and waits until it has left.
async fn answer(stage: &Stage, gate: &Gate) {
    gate.open();
    wait::must("the answer to leave", async || renewal_posts(stage).first()?.finished).await;
}

fn revoked(stage: &Stage, token: &str) -> bool {
    let asked = stage.provider().proxy.requests(Endpoint::Revocation);
    asked.iter().any(|it| it.parameter("token") == Some(token) && it.status == Some(200))
}

/// Whether the provider gives anything for this refresh token.
async fn is_alive(stage: &Stage, token: &str) -> bool {
    let before = renewal_posts(stage).len();
    let post = format!(
        "return fetch('{}/token', {{ method: 'POST', mode: 'no-cors', body: new URLSearchParams(
            {{ grant_type: 'refresh_token', client_id: 'spa', refresh_token: '{token}' }}) }}).then(() => 1)",
        stage.provider().proxy.origin(),
    );
    stage.browser.run(&post).await;
    let posts = renewal_posts(stage);
    assert_eq!(posts.len(), before + 1, "it was not asked");
    posts[before].status == Some(200)
}

async fn assert_nothing_is_left(stage: &Stage) {
    let look = stage.browser.see_state("signed_out").await;
    assert!(!look.text.contains("Alice"), "{look}");
    assert_eq!(records(stage).await, Vec::<String>::new());
}

#[test]
fn a_renewal_under_way_does_not_survive_a_sign_out_in_another_tab() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        let gate = Gate::default();
        let (second, issued) = a_renewal_is_on_its_way(stage, &gate).await;
        sign_out(stage).await;
        stage.browser.go_to(&second).await;
        // It has heard of it, before its answer comes.
        stage.browser.see_state("signed_out").await;
        answer(stage, &gate).await;
        assert_nothing_is_left(stage).await;
        assert!(!is_alive(stage, &issued).await, "what the renewal brought can be used");
        for tab in stage.browser.tabs().await {
            stage.browser.go_to(&tab).await;
            reopen(stage).await;
            stage.browser.see_state("picker").await;
        }
    });
}

#[test]
fn a_renewal_that_does_not_hear_of_the_sign_out_finds_it_in_the_record() {
    journey(async |stage| {
        stage.excuse_endpoint("/token");
        let gate = Gate::default();
        let (second, issued) = a_renewal_is_on_its_way(stage, &gate).await;
        stage.browser.run("window.BroadcastChannel.prototype.postMessage = () => {}").await;
        sign_out(stage).await;
        stage.browser.go_to(&second).await;
        stage.browser.see_state("signed_in").await;
        answer(stage, &gate).await;
        stage.browser.see_state("signed_out").await;
        wait::must("a revocation of what the renewal has brought", async || {
            revoked(stage, &issued).then_some(())
        })
        .await;
        assert!(!is_alive(stage, &issued).await, "what the renewal brought can be used");
        assert_eq!(records(stage).await, Vec::<String>::new());
        assert_eq!(renewals(stage), 2, "the renewal, and the try just now");
        reopen(stage).await;
        stage.browser.see_state("picker").await;
    });
}

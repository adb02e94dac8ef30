//! Without a network for longer than an access token lives.

use portico_tests::browser::Engine;
use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Stage, journey};
use portico_tests::wait;

use super::steps::{movable_clock, pass, persist, renewal_posts, renewals, reopen, until_renewed, wake};

/// Longer than an access token lives.
const TOO_LONG: i64 = 2 * 3600;

const OFFLINE: &str = "
    Object.defineProperty(window.navigator, 'onLine', { get: () => false, configurable: true });
    window.dispatchEvent(new window.Event('offline'));";

const ONLINE: &str = "
    delete window.navigator.onLine;
    window.dispatchEvent(new window.Event('online'));";

/// The browser loses its network, or has it again, and knows it.
async fn connect(stage: &Stage, online: bool) {
    match stage.browser.engine() {
        Engine::Chromium => stage.browser.offline(!online).await,
        _ => drop(stage.browser.run(if online { ONLINE } else { OFFLINE }).await),
    }
    let knows = stage.browser.run("return window.navigator.onLine").await;
    assert_eq!(knows, online);
}

fn drop_everything(stage: &Stage) {
    let all = [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token, Endpoint::Userinfo];
    stage.provider().play(all.map(|endpoint| on(endpoint).with(Fault::DropBefore)));
}

async fn signed_in(stage: &Stage) {
    persist(stage, "tabs");
    movable_clock(stage);
    stage.sign_in().await;
    stage.browser.see_backend("answered").await;
    drop_everything(stage);
}

/// It is still the same session, and its token is one that the backend takes.
async fn assert_it_goes_on(stage: &Stage) {
    stage.browser.see_state("signed_in").await;
    stage.browser.new_tab().await;
    reopen(stage).await;
    stage.browser.see_backend("answered").await;
    assert_eq!((stage.provider().codes_posted(), renewals(stage)), (1, 1));
}

#[test]
fn a_session_outlives_a_time_without_network() {
    journey(async |stage| {
        signed_in(stage).await;
        connect(stage, false).await;
        for _ in 0..3 {
            pass(stage, TOO_LONG).await;
            wake(stage).await;
        }
        stage.browser.see_state("signed_in").await;
        stage.provider().proxy.behave();
        connect(stage, true).await;
        until_renewed(stage, 1).await;
        assert_it_goes_on(stage).await;
        let posts = renewal_posts(stage);
        assert_eq!(posts.len(), 1, "nothing is sent without a network: {posts:?}");
    });
}

/// The browser believes that it has a network, and nothing answers: a hotel, a tunnel.
#[test]
fn a_session_outlives_a_network_that_leads_nowhere() {
    journey(async |stage| {
        stage.excuse_endpoint("/");
        signed_in(stage).await;
        for lost in 1..=3 {
            pass(stage, TOO_LONG).await;
            wait::must("another try", async || {
                // One that comes before the last try has failed is for nothing.
                wake(stage).await;
                (renewal_posts(stage).len() >= lost).then_some(())
            })
            .await;
        }
        stage.browser.see_state("signed_in").await;
        assert_eq!(renewals(stage), 0, "the provider has heard of something");
        stage.provider().proxy.behave();
        pass(stage, TOO_LONG).await;
        stage.browser.run("window.dispatchEvent(new window.Event('online'))").await;
        until_renewed(stage, 1).await;
        assert_it_goes_on(stage).await;
        let posts = renewal_posts(stage);
        assert!(posts.len() <= 5, "it has asked again and again: {posts:?}");
    });
}

//! What is promised about requests: none before leaving, one on the way to being signed in.

use std::time::{Duration, Instant};

use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Stage, journey};
use portico_tests::wait;

async fn prefetched(stage: &Stage) {
    let done = wait::until(async || {
        let asked = stage.provider().proxy.requests(Endpoint::Discovery);
        asked.iter().any(|it| it.finished.is_some()).then_some(())
    });
    assert!(done.await.is_some(), "the metadata is not prefetched");
    // It has left the proxy; the page must read it.
    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[test]
fn between_the_press_and_leaving_nothing_is_asked_for() {
    journey(async |stage| {
        stage.open_picker().await;
        prefetched(stage).await;
        let before = stage.provider().proxy.log().len();
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        let log = stage.provider().proxy.log();
        let asked: Vec<_> =
            log[before..].iter().filter(|it| it.header("sec-fetch-mode") != Some("navigate")).collect();
        assert!(asked.is_empty(), "{asked:?}");
        assert_eq!(log[before].endpoint, Endpoint::Authorize, "{:?}", log[before]);
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn leaving_does_not_wait_for_a_slow_provider_twice() {
    journey(async |stage| {
        stage.provider().play([on(Endpoint::Discovery).with(Fault::Delay(Duration::from_millis(1500)))]);
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_text("Password").await;
        assert_eq!(stage.provider().proxy.count(Endpoint::Discovery), 1, "the prefetch is shared");
        stage.a_sign_in_stays_open();
    });
}

#[test]
fn from_callback_to_signed_in_there_is_one_round_trip() {
    journey(async |stage| {
        stage.sign_in().await;
        stage.open_picker().await;
        prefetched(stage).await;
        let slow = Fault::Delay(Duration::from_secs(2));
        stage.provider().play([
            on(Endpoint::Discovery).with(slow.clone()),
            on(Endpoint::Jwks).with(slow.clone()),
            on(Endpoint::Token).with(slow.clone()),
            on(Endpoint::Userinfo).with(slow),
        ]);
        let before = stage.provider().proxy.log().len();
        let pressed = Instant::now();
        stage.browser.press("Demo").await;
        stage.browser.see_state("signed_in").await;
        let took = pressed.elapsed();
        // Two in a row would take four seconds.
        assert!(took < Duration::from_millis(3800), "{took:?}");
        let log = stage.provider().proxy.log();
        let token = log[before..].iter().find(|it| it.endpoint == Endpoint::Token).unwrap();
        for other in
            log[before..].iter().filter(|it| matches!(it.endpoint, Endpoint::Jwks | Endpoint::Discovery))
        {
            assert!(other.overlaps(token), "{other:?} is not beside the token request");
        }
        assert_eq!(stage.provider().proxy.count(Endpoint::Userinfo), 0);
    });
}

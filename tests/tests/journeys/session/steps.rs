//! Steps that journeys about sessions share.

use std::time::Duration;

use portico_tests::browser::Tab;
use portico_tests::proxy::{Endpoint, Exchange};
use portico_tests::stage::Stage;
use portico_tests::wait;
use serde_json::json;

/// Longer than a renewal of the usual access token (an hour) is ever put off, and shorter than its life.
pub(crate) const DUE: i64 = 3_100;

/// Keeps sessions this way from the next load of the page on.
pub(crate) fn persist(stage: &Stage, mode: &str) {
    stage.configure(|config| config["session"]["persistence"] = json!(mode));
}

/// Opens the page in the current tab.
pub(crate) async fn reopen(stage: &Stage) {
    stage.browser.open(&stage.site.url()).await;
}

/// Signs in, in tabs whose clock can be moved, and opens a second one, which is the current one afterwards.
pub(crate) async fn two_tabs(stage: &Stage) -> [Tab; 2] {
    persist(stage, "tabs");
    movable_clock(stage);
    stage.sign_in().await;
    let first = stage.browser.tab().await;
    let second = stage.browser.new_tab().await;
    reopen(stage).await;
    stage.browser.see_backend("answered").await;
    [first, second]
}

/// How many renewals the provider was asked for.
pub(crate) fn renewals(stage: &Stage) -> usize {
    stage.provider().op.token_requests("refresh_token")
}

/// Waits until the provider was asked for so many renewals.
pub(crate) async fn until_renewed(stage: &Stage, times: usize) {
    let patience = Duration::from_secs(40);
    let done = wait::until_within(patience, async || (renewals(stage) >= times).then_some(())).await;
    assert!(done.is_some(), "{} renewals, not {times}", renewals(stage));
}

/// The renewals as the proxy saw them, those under way too.
pub(crate) fn renewal_posts(stage: &Stage) -> Vec<Exchange> {
    let posts = stage.provider().proxy.requests(Endpoint::Token);
    posts.into_iter().filter(|it| it.parameter("grant_type") == Some("refresh_token")).collect()
}

/// From now on the current tab counts the renewals of which tabs tell each other, itself as well.
pub(crate) async fn watch(stage: &Stage) {
    let script = "window.told = 0;
        window.watching = new window.BroadcastChannel('portico');
        window.watching.onmessage = ({ data }) => { window.told += data[0] === 'renewed' ? 1 : 0; };";
    stage.browser.run(script).await;
}

/// Waits until so many renewals have come to their end: the tab that has renewed may be left now.
pub(crate) async fn until_told(stage: &Stage, times: u64) {
    let told = async || stage.browser.run("return window.told").await.as_u64().filter(|told| *told >= times);
    wait::must("the end of a renewal", told).await;
}

/// The record of a session, as far as a page of the current tab's origin can find one.
pub(crate) async fn records(stage: &Stage) -> Vec<String> {
    let kept = stage.browser.kept().await;
    kept.into_iter().filter(|it| it.starts_with("indexedDB/portico/session")).collect()
}

/// Waits until the session would be there after a reload: its record is written after the screen is shown.
pub(crate) async fn until_kept(stage: &Stage) {
    let kept = async || (!records(stage).await.is_empty()).then_some(());
    wait::must("the record of the session", kept).await;
}

/// Tabs tell each other what time it is: going to one to set its clock would wake it.
const CLOCK: &str = "
    const was = Date.now, device = new BroadcastChannel('device');
    let ahead = 0;
    Date.now = () => was() + ahead * 1000;
    device.onmessage = ({ data }) => { ahead += data; };
    window.passHere = (seconds) => { ahead += seconds; };
    window.passElsewhere = (seconds) => device.postMessage(seconds);";

/// From the next load on, [`pass`] moves the clock of the device.
pub(crate) fn movable_clock(stage: &Stage) {
    stage.site.run_ahead(CLOCK);
}

/// The clock of the device goes forward, in all tabs and in those that are opened later. No timer fires.
pub(crate) async fn pass(stage: &Stage, seconds: i64) {
    pass_here_first(stage, seconds).await;
    pass_elsewhere(stage, seconds).await;
}

/// The same, but for the current tab alone: until [`pass_elsewhere`] no other one finds anything to do.
pub(crate) async fn pass_here_first(stage: &Stage, seconds: i64) {
    stage.browser.run(&format!("window.passHere({seconds})")).await;
}

/// The other tabs, and those that are opened later, follow the current one.
pub(crate) async fn pass_elsewhere(stage: &Stage, seconds: i64) {
    stage.browser.run(&format!("window.passElsewhere({seconds})")).await;
    stage.site.run_ahead(&clock_ahead(seconds));
}

/// A script after which the clock of a page is ahead by so much, or behind.
pub(crate) fn clock_ahead(seconds: i64) -> String {
    format!("const was = Date.now; Date.now = () => was() + {seconds} * 1000;")
}

/// The current tab is looked at again, so it sees what time it is.
pub(crate) async fn wake(stage: &Stage) {
    stage.browser.run("document.dispatchEvent(new window.Event('visibilitychange'))").await;
}

//! What stays behind when elements come and go.

use portico_tests::stage::Stage;
use portico_tests::wait;
use serde_json::{Value, json};

use super::{login, open, widget};

/// Counts what is live: listeners of what outlives an element, timers, channels, observers.
pub(super) const COUNT: &str = include_str!("count.js");

/// What is live at this moment.
pub(super) async fn counted(stage: &Stage) -> Value {
    stage.browser.run("return window.counted()").await
}

/// Waits until no more is live than was before.
pub(super) async fn assert_no_more(stage: &Stage, before: &Value) {
    let mut after = Value::Null;
    let same = wait::until(async || {
        after = counted(stage).await;
        let is_less = |(name, count): (&String, &Value)| count.as_u64() <= before[name].as_u64();
        after.as_object()?.iter().all(is_less).then_some(())
    })
    .await;
    assert!(same.is_some(), "before: {before}, after: {after}");
}

/// Pages of the program's memory, and how many programs there are.
async fn memory(stage: &Stage) -> Value {
    stage.browser.run("return window.seen.instances.map(({ buffer }) => buffer.byteLength)").await
}

/// So many elements come and go, one after the other, each of which is waited for.
async fn come_and_go(stage: &Stage, times: usize) {
    let script = format!(
        "const done = arguments[0];
        (async () => {{
            for (let round = 0; round < {times}; round += 1) {{
                const pair = ['portico-login', 'portico-account'].map((name) => document.createElement(name));
                document.body.append(...pair);
                await Promise.all(pair.map(({{ ready }}) => ready));
                await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
                pair.forEach((element) => element.remove());
                await new Promise((next) => setTimeout(next));
            }}
        }})().then(() => done('done'), (error) => done(String(error)))"
    );
    assert_eq!(stage.browser.run_until_done(&script).await, "done");
}

#[test]
fn a_hundred_elements_that_come_and_go_leave_nothing_behind() {
    widget(async |stage, host| {
        host.run_ahead(COUNT);
        open(stage, super::LOGIN).await;
        come_and_go(stage, 20).await;
        let (live, program) = (counted(stage).await, memory(stage).await);
        let figures = stage.browser.nodes_and_listeners().await;
        let heap = stage.browser.heap().await;
        come_and_go(stage, 100).await;
        // Frames and promises that are under way come to their end.
        assert_no_more(stage, &live).await;
        assert_eq!(memory(stage).await, program);
        if let (Some([nodes, listeners]), Some(heap)) = (figures, heap) {
            let [nodes_now, listeners_now] = stage.browser.nodes_and_listeners().await.unwrap();
            let heap_now = stage.browser.heap().await.unwrap();
            // One pair has 80 nodes and a dozen of listeners, and the last one may still be known to somebody.
            assert!(nodes_now <= nodes + 200, "{nodes} nodes, then {nodes_now}");
            assert!(listeners_now <= listeners + 30, "{listeners} listeners, then {listeners_now}");
            assert!(heap_now <= heap + 300_000, "{heap} bytes, then {heap_now}");
        }
        login(stage).see_state("picker").await;
        assert_eq!(
            stage.browser.run("return document.querySelectorAll('portico-login').length").await,
            json!(1)
        );
    });
}

//! A page that stays open for days: nothing grows with the renewals.

use std::fmt;
use std::time::Instant;

use portico_tests::proxy::{Endpoint, Fault, on};
use portico_tests::stage::{Stage, journey};
use serde_json::json;

use super::steps::{movable_clock, persist, renewal_posts, renewals};

/// The module's memory is its own, and nothing counts listeners: both are met on the way in.
const COUNTING: &str = "
    const Real = WebAssembly.Instance;
    WebAssembly.Instance = function (...of) {
        const made = new Real(...of);
        window.memory = Object.values(made.exports).find((it) => it instanceof WebAssembly.Memory);
        return made;
    };
    const kind = EventTarget.prototype, { addEventListener: add, removeEventListener: remove } = kind;
    window.listeners = 0;
    kind.addEventListener = function (...of) { window.listeners += 1; return add.apply(this, of); };
    kind.removeEventListener = function (...of) { window.listeners -= 1; return remove.apply(this, of); };";

/// Timers go by the clock that is moved: else a timer of each renewal would still be waiting at the end.
const TIMERS: &str = "
    const later = setTimeout;
    window.waiting = [];
    window.setTimeout = (call, delay, ...of) => {
        if (delay < 5000) return later(call, delay, ...of);
        window.waiting.push({ call, at: Date.now() + delay });
    };
    window.ring = () => {
        const now = Date.now(), due = window.waiting.filter(({ at }) => at <= now);
        window.waiting = window.waiting.filter(({ at }) => at > now);
        for (const { call } of due) call();
    };";

/// Renews again and again: time passes, the timer rings, and the page tells other tabs when it is done.
const RENEW: &str = "
    const done = arguments[arguments.length - 1];
    const heard = new window.BroadcastChannel('portico');
    let left = TIMES;
    const next = () => {
        window.passHere(12);
        window.ring();
    };
    heard.onmessage = ({ data }) => {
        if (data[0] !== 'renewed') return;
        left -= 1;
        if (left > 0) return next();
        heard.close();
        done(true);
    };
    next();";

#[derive(Debug, PartialEq, Eq)]
struct Figures {
    /// Bytes of the module's memory; it never shrinks.
    memory: u64,
    elements: u64,
    /// Added and not removed, wherever.
    listeners: u64,
    timers: u64,
    /// In web storage, IndexedDB, caches and cookies.
    kept: Vec<String>,
    /// In Chromium: nodes and listeners by its own count.
    counted: Option<[u64; 2]>,
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { memory, elements, listeners, timers, kept, counted } = self;
        write!(out, "{memory} bytes, {elements} elements, {listeners} listeners, {timers} timers, ")?;
        write!(out, "{} keys", kept.len())?;
        match counted {
            Some([nodes, listeners]) => write!(out, "; Chromium: {nodes} nodes, {listeners} listeners"),
            None => Ok(()),
        }
    }
}

async fn figures(stage: &Stage) -> Figures {
    let script = "return [window.memory.buffer.byteLength, document.querySelectorAll('*').length,
        window.listeners, window.waiting.length]";
    let found = stage.browser.run(script).await;
    let figure = |index: usize| found[index].as_u64().unwrap_or_default();
    Figures {
        memory: figure(0),
        elements: figure(1),
        listeners: figure(2),
        timers: figure(3),
        kept: stage.browser.kept().await,
        counted: stage.browser.nodes_and_listeners().await,
    }
}

async fn renew(stage: &Stage, times: usize) {
    stage.browser.run_until_done(&RENEW.replace("TIMES", &times.to_string())).await;
}

#[test]
fn two_hundred_renewals_leave_the_page_as_large_as_one() {
    journey(async |stage| {
        persist(stage, "tabs");
        movable_clock(stage);
        stage.site.run_ahead(COUNTING);
        stage.site.run_ahead(TIMERS);
        // Due again after the shortest interval; 200 of them stay within the hour that clocks may differ by.
        stage.provider().play([on(Endpoint::Token).with(Fault::member("expires_in", Some(json!(12))))]);
        stage.sign_in().await;
        stage.browser.see_backend("answered").await;
        let begun = Instant::now();
        renew(stage, 1).await;
        let first = figures(stage).await;
        renew(stage, 19).await;
        let twentieth = figures(stage).await;
        for _ in 0..9 {
            renew(stage, 20).await;
        }
        let last = figures(stage).await;
        eprintln!("after 1 renewal: {first}\nafter 20: {twentieth}\nafter 200: {last}");
        eprintln!("in {:?}", begun.elapsed());
        assert_eq!((renewals(stage), renewal_posts(stage).len()), (200, 200));
        assert!(first.memory > 0 && first.listeners > 0, "nothing is counted");
        // Chromium may still hold what was shown before, and let it go when it likes.
        assert!(
            last.counted <= twentieth.counted && last.counted <= first.counted,
            "{first}; {twentieth}; {last}"
        );
        let but_for_chromium = |figures| Figures { counted: None, ..figures };
        let [first, twentieth, last] = [first, twentieth, last].map(but_for_chromium);
        assert_eq!(last, twentieth);
        assert_eq!(last, first);
        stage.browser.see_state("signed_in").await;
    });
}

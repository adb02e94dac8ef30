//! What a page costs the browser.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::{Browser, Engine};

impl Browser {
    /// What Chromium counts for the current tab after it has collected its garbage: DOM nodes, those that are in
    /// no document too, and event listeners, those of handler attributes too. `None` in Firefox.
    pub async fn nodes_and_listeners(&self) -> Option<[u64; 2]> {
        if self.engine != Engine::Chromium {
            return None;
        }
        Some(self.metrics(["Nodes", "JSEventListeners"]).await)
    }

    /// How many bytes of the heap the scripts of the current tab use, after Chromium has collected its garbage.
    /// `None` in Firefox.
    pub async fn heap(&self) -> Option<u64> {
        if self.engine != Engine::Chromium {
            return None;
        }
        let [bytes] = self.metrics(["JSHeapUsedSize"]).await;
        Some(bytes)
    }

    async fn metrics<const N: usize>(&self, names: [&str; N]) -> [u64; N] {
        self.cdp("HeapProfiler.collectGarbage", json!({})).await;
        self.cdp("Performance.enable", json!({})).await;
        let found = self.cdp("Performance.getMetrics", json!({})).await;
        let figure = |name: &str| {
            let all = found["metrics"].as_array().into_iter().flatten();
            all.filter(|it| it["name"] == name).find_map(|it| it["value"].as_f64()).unwrap_or_default()
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are counts")]
        names.map(|name| figure(name) as u64)
    }

    /// A command of the Chrome DevTools Protocol to the current tab. Only Chromium can.
    pub async fn cdp(&self, name: &str, parameters: Value) -> Value {
        self.is_peculiar.store(true, Ordering::Relaxed);
        let command = json!({ "cmd": name, "params": parameters });
        self.post("goog/cdp/execute", command).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

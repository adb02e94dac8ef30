//! An effect of our own in Leptos' reactive graph.
//!
//! Leptos' effects run in a task of their own, can be nested, paused and ended, and for that keep owners and
//! sources: 3 kB of brotli, which buys nothing where one effect draws the page for as long as it is open.

use std::sync::{Arc, Weak};

use leptos::reactive::graph::{AnySource, AnySubscriber, ReactiveNode, Subscriber, WithObserver as _};

/// Runs a function now, and at once whenever a signal that it reads has changed.
pub(super) fn follow(run: fn()) {
    let follower = Arc::new_cyclic(|this| Follower { run, this: this.clone() });
    follower.mark_dirty();
    // Signals know it by a weak reference.
    std::mem::forget(follower);
}

struct Follower {
    run: fn(),
    this: Weak<Self>,
}

impl ReactiveNode for Follower {
    fn mark_dirty(&self) {
        // Signals forget who followed them when they change, so each run subscribes anew.
        AnySubscriber(std::ptr::from_ref(self).addr(), self.this.clone()).with_observer(self.run);
    }

    fn mark_check(&self) {
        self.mark_dirty();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

impl Subscriber for Follower {
    // It never ends, so it need not know where to unsubscribe.
    fn add_source(&self, _: AnySource) {}

    fn clear_sources(&self, _: &AnySubscriber) {}
}

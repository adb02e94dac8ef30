//! Something that others wait for.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Comes once. Clones wait for the same.
#[derive(Debug)]
pub(super) struct Pending<T>(Rc<RefCell<Waiting<T>>>);

#[derive(Debug)]
struct Waiting<T> {
    outcome: Option<T>,
    wakers: Vec<Waker>,
}

impl<T> Clone for Pending<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Waiting { outcome: None, wakers: Vec::new() })))
    }
}

impl<T> Pending<T> {
    /// It has come.
    pub(super) fn settle(&self, outcome: T) {
        let mut waiting = self.0.borrow_mut();
        waiting.outcome = Some(outcome);
        let wakers = std::mem::take(&mut waiting.wakers);
        drop(waiting);
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl<T: Clone> Future for Pending<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut waiting = self.0.borrow_mut();
        if let Some(outcome) = &waiting.outcome {
            return Poll::Ready(outcome.clone());
        }
        waiting.wakers.push(context.waker().clone());
        Poll::Pending
    }
}

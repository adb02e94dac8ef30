//! The seams between the files of the program: what a first visit needs, what comes after it, and what few need.
//!
//! A first visit shows the picker and leaves for a provider. It does not exchange codes, verify tokens or renew
//! sessions, so that part of the program, the larger half, is loaded when there is a use for it: with a response
//! in the address, or a session to go on with. And what is for one kind of backend is loaded where the configuration names
//! it. `cargo xtask build` moves the functions of this module, and all that only they call, to files of their own.
//! Without that step, as in tests, there is one file and nothing to wait for.
//!
//! What leaves for a provider is a part as well: somebody else's page, where an element of ours may never be touched, need not load it.
//!
//! Two gates must not be given the same to do: their functions would be equal, and the compiler makes one of equal functions.
//!
//! Whoever calls these has seen to it that the second file is there: `browser::program::load`. Which inputs of the
//! machine need it, [`State::needs_later`](crate::session::State::needs_later) says.

use std::pin::Pin;
use std::task::Poll;

/// Does something that is in the second file.
#[inline(never)]
pub fn run<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::check();
    work()
}

/// Does something for which the second file need not be there. In tests it is not.
pub(crate) fn without<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    return tests::away(work);
    #[cfg(not(test))]
    work()
}

/// The same for something that takes time.
pub async fn wait<T>(work: impl Future<Output = T>) -> T {
    let mut work = Box::pin(work);
    std::future::poll_fn(move |context| poll(work.as_mut(), context)).await
}

/// Does something that only pages need which are themselves the client of identity providers. This part, like the next
/// one, is there before the program starts, if the configuration says that the page is of the kind: whoever calls
/// it has seen that it does.
#[inline(never)]
pub fn oidc<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::called("oidc");
    work()
}

/// Does something that only a page needs on which something has failed: whoever calls this has seen that it is there.
#[inline(never)]
pub fn failed<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same for something that takes time.
pub async fn failed_wait<T>(work: impl Future<Output = T>) -> T {
    let mut work = Box::pin(work);
    std::future::poll_fn(move |context| failed(|| work.as_mut().poll(context))).await
}

/// Does something that is needed to leave for a provider. A page of our own has it from the beginning; the elements of somebody else's page
/// wait for the first sign that a person wants it: [`State::needs_leave`](crate::session::State::needs_leave).
#[inline(never)]
pub fn leave<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same for what only pages need which are themselves the client of identity providers.
#[inline(never)]
pub fn oidc_leave<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Does something that only elements on somebody else's page need, and pages in a frame.
#[inline(never)]
pub fn element<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same for what they need to leave.
#[inline(never)]
pub fn element_leave<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same for something that takes time.
pub async fn element_wait<T>(work: impl Future<Output = T>) -> T {
    let mut work = Box::pin(work);
    std::future::poll_fn(move |context| element_leave(|| work.as_mut().poll(context))).await
}

/// Does something that only pages in front of a PocketBase need.
#[inline(never)]
pub fn pocketbase<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::called("pocketbase");
    work()
}

/// The same for what they need to leave.
#[inline(never)]
pub fn pocketbase_leave<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same for what they need after a first visit: it comes with the second file.
#[inline(never)]
pub fn pocketbase_later<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::check();
    work()
}

/// The same for what pages in front of any backend with accounts need after a first visit.
#[inline(never)]
pub fn accounts<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::check();
    work()
}

/// Does something that only pages in front of a better-auth need.
#[inline(never)]
pub fn better_auth<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::called("betterAuth");
    work()
}

/// The same for what they need after a first visit.
#[inline(never)]
pub fn better_auth_later<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    tests::check();
    work()
}

#[inline(never)]
fn poll<F: Future>(work: Pin<&mut F>, context: &mut std::task::Context<'_>) -> Poll<F::Output> {
    work.poll(context)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeSet;

    thread_local! {
        static IS_AWAY: Cell<bool> = const { Cell::new(false) };
    }

    thread_local! {
        static CALLED: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(super) fn called(part: &'static str) {
        CALLED.with_borrow_mut(|called| called.insert(part));
    }

    /// Which parts this has used that are loaded with the first file, where they are.
    pub(crate) fn used_by(work: impl FnOnce()) -> BTreeSet<&'static str> {
        CALLED.take();
        work();
        CALLED.take()
    }

    pub(super) fn check() {
        assert!(!IS_AWAY.get(), "the second file is needed, and nobody has seen to it");
    }

    pub(super) fn away<T>(work: impl FnOnce() -> T) -> T {
        IS_AWAY.set(true);
        let done = work();
        IS_AWAY.set(false);
        done
    }

    #[test]
    #[should_panic(expected = "the second file is needed")]
    fn what_needs_the_second_file_is_found_in_tests() {
        without(|| run(|| ()));
    }
}

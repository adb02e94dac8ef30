//! Browsers that journeys take in turn: starting one costs as much as a short journey.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::browser::Browser;

/// Browsers are heavy, but journeys wait a lot: three at a time keep two cores busy.
static TURNS: Semaphore = Semaphore::const_new(3);

/// Journeys that wait for their turn. A browser is kept only for one of these, so none is left at the end.
static WAITING: AtomicUsize = AtomicUsize::new(0);

static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// A browser, and the right to have one.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: SemaphorePermit<'static>,
}

/// Waits for a browser that knows nothing of any other journey.
pub(super) async fn take() -> io::Result<(Turn, Browser)> {
    WAITING.fetch_add(1, Ordering::SeqCst);
    let permit = TURNS.acquire().await.map_err(io::Error::other);
    WAITING.fetch_sub(1, Ordering::SeqCst);
    let turn = Turn { _permit: permit? };
    let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let browser = match idle {
        Some(browser) => browser,
        None => Browser::start().await?,
    };
    Ok((turn, browser))
}

/// Gives a browser back, to a journey that waits, or to nobody.
pub(super) async fn give(turn: Turn, browser: Browser, page: &str, is_sound: bool) {
    if is_sound && WAITING.load(Ordering::SeqCst) > 0 && browser.forget(page).await {
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(browser);
    } else {
        browser.quit().await;
    }
    drop(turn);
}

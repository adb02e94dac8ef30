//! Waiting for something to become true, and no longer.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a verb waits for what it names. Generous: a journey that passes never uses it up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The first pause; later ones are longer, so that waiting for a timeout costs little.
const PAUSE: Duration = Duration::from_millis(20);

const LONGEST_PAUSE: Duration = Duration::from_millis(150);

/// Asks again and again until there is an answer; `None` after [`PATIENCE`].
pub async fn until<T>(ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    until_within(PATIENCE, ask).await
}

/// Asks again and again until there is an answer. Without one the journey ends, and says what it waited for.
pub async fn must<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    until(ask).await.unwrap_or_else(|| panic!("waited for {what}"))
}

/// Asks again and again until there is an answer; `None` after `limit`.
pub async fn until_within<T>(limit: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    let mut pause = PAUSE;
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if Instant::now() >= end {
            return None;
        }
        sleep(pause).await;
        pause = (pause + pause / 8).min(LONGEST_PAUSE);
    }
}

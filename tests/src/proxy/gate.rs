//! Holding answers back until a journey has done what must come before them.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Closed until it is opened; clones are the same gate.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    /// Lets everything pass from now on.
    pub fn open(&self) {
        self.0.close();
    }

    pub(super) async fn pass(&self) {
        // The only answer there is: that it was closed, which is how this gate opens.
        let _ = self.0.acquire().await;
    }
}

//! A handle on a running broadcast.

use tokio::sync::watch;

use crate::{broadcast::progress::Progress, stop_handle::StopHandle};

/// Observes and stops a broadcast. Clones refer to the same broadcast.
#[derive(Clone, Debug)]
pub struct BroadcastHandle {
    pub(super) stop: StopHandle,
    pub(super) progress: watch::Receiver<Progress>,
}

impl BroadcastHandle {
    /// Stops the broadcast after the calls in progress. With a cursor, a further run with the same
    /// name continues it.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Returns the counts so far.
    pub fn progress(&self) -> Progress {
        *self.progress.borrow()
    }

    /// Waits until the counts change, and returns them; `None` when the broadcast has ended.
    ///
    /// Changes between two calls are combined, so a slow observer does not delay the broadcast.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped at any time.
    pub async fn changed(&mut self) -> Option<Progress> {
        self.progress.changed().await.ok()?;
        Some(*self.progress.borrow_and_update())
    }
}

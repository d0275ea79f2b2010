//! A handle that stops work early.

use tokio_util::sync::CancellationToken;

/// Stops a stream of text or a broadcast early.
///
/// Clones stop the same work. Dropping a handle does not stop anything.
#[derive(Clone, Debug, Default)]
pub struct StopHandle(CancellationToken);

impl StopHandle {
    /// Creates a handle that has not been used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the work. What is in progress is completed first. Further calls have no effect.
    pub fn stop(&self) {
        self.0.cancel();
    }

    /// Returns whether [`stop`](Self::stop) was called.
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Completes when [`stop`](Self::stop) is called.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped at any time.
    pub async fn stopped(&self) {
        self.0.cancelled().await;
    }
}

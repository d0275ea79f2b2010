//! Tells tasks to end.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Tells any number of tasks to end; what was told once stays told. Clones tell
/// the same tasks.
///
/// # Example
///
/// ```
/// use chappe_intake::Halt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let halt = Halt::new();
/// halt.clone().tell();
/// halt.told().await;
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Halt(Arc<Semaphore>);

impl Halt {
    /// Nobody is told yet.
    pub fn new() -> Self {
        // It has no permits: what waits for one waits for its closing.
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Tells all who wait, and all who will.
    pub fn tell(&self) {
        self.0.close();
    }

    /// Waits to be told.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn told(&self) {
        let _ = self.0.acquire().await;
    }

    /// Tells once the guard is dropped, if nobody did.
    pub fn when_dropped(&self) -> HaltGuard {
        HaltGuard(self.clone())
    }
}

impl Default for Halt {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells to halt when it is dropped; made by [`Halt::when_dropped`].
#[must_use = "it tells when it is dropped"]
#[derive(Debug)]
pub struct HaltGuard(Halt);

impl Drop for HaltGuard {
    fn drop(&mut self) {
        self.0.tell();
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Duration, timeout};

    use super::*;

    async fn is_told(halt: &Halt) -> bool {
        timeout(Duration::from_secs(60), halt.told()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn all_are_told_and_stay_told() {
        let halt = Halt::new();
        assert!(!is_told(&halt).await);
        let waits = [halt.clone(), halt.clone()]
            .map(|halt| tokio::spawn(async move { is_told(&halt).await }));
        tokio::task::yield_now().await;
        halt.tell();
        for waits in waits {
            assert!(waits.await.expect("no panic"));
        }
        assert!(is_told(&halt).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_guard_tells() {
        let halt = Halt::new();
        let guard = halt.when_dropped();
        assert!(!is_told(&halt).await);
        drop(guard);
        assert!(is_told(&halt).await);
    }
}

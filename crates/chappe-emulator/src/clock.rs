//! Time, which can be moved on.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::{sync::watch, time::Instant};

/// The emulator's time: that of this machine, and what it was moved on by.
///
/// Everything that waits, waits on it: a day that is skipped here has passed for
/// retries and lifetimes alike.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    began: Instant,
    began_at: f64,
    skipped: watch::Sender<f64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock {
    pub(crate) fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "messages tell the date")]
        let now = SystemTime::now();
        let began_at = now.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
        Self { began: Instant::now(), began_at, skipped: watch::Sender::new(0.0) }
    }

    /// Seconds since the Unix epoch.
    pub(crate) fn now(&self) -> f64 {
        self.began_at + self.began.elapsed().as_secs_f64() + *self.skipped.borrow()
    }

    /// Whole seconds, as messages tell them.
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 are few")]
    pub(crate) fn date(&self) -> i64 {
        self.now() as i64
    }

    /// Moves on by so many seconds.
    pub(crate) fn advance(&self, seconds: f64) {
        self.skipped.send_modify(|skipped| *skipped += seconds.max(0.0));
    }

    /// Is at this time from now on, be it before.
    pub(crate) fn set(&self, now: f64) {
        let of_itself = self.began_at + self.began.elapsed().as_secs_f64();
        self.skipped.send_replace(now - of_itself);
    }

    /// Waits until a time of this clock.
    pub(crate) async fn until(&self, at: f64) {
        let mut skipped = self.skipped.subscribe();
        loop {
            let left = at - self.now();
            if left <= 0.0 {
                return;
            }
            let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
            // The sender lives as long as the clock.
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = skipped.changed() => {}
            }
        }
    }
}

//! A clock that can be moved forward.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::{sync::watch, time::Instant};

/// The emulator's time: the machine's time plus an offset.
///
/// All timers use it, so skipping a day lets retries and lifetimes elapse alike.
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
        #[expect(clippy::disallowed_methods, reason = "messages contain their date")]
        let now = SystemTime::now();
        let began_at = now.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
        Self { began: Instant::now(), began_at, skipped: watch::Sender::new(0.0) }
    }

    /// Seconds since the Unix epoch.
    pub(crate) fn now(&self) -> f64 {
        self.began_at + self.began.elapsed().as_secs_f64() + *self.skipped.borrow()
    }

    /// Whole seconds, as in the `date` of messages.
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
    pub(crate) fn date(&self) -> i64 {
        self.now() as i64
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, seconds: f64) {
        self.skipped.send_modify(|skipped| *skipped += seconds.max(0.0));
    }

    /// Sets the time, also to an earlier one.
    pub(crate) fn set(&self, now: f64) {
        let without_offset = self.began_at + self.began.elapsed().as_secs_f64();
        self.skipped.send_replace(now - without_offset);
    }

    /// Waits until this clock reaches a time.
    pub(crate) async fn until(&self, at: f64) {
        let mut skipped = self.skipped.subscribe();
        loop {
            let left = at - self.now();
            if left <= 0.0 {
                return;
            }
            let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
            // Never closed: this clock owns the sender.
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = skipped.changed() => {}
            }
        }
    }
}

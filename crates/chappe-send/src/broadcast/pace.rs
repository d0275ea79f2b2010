//! When the calls of a broadcast are made.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe_client::{Error, retry_delay};
use tokio::time::{Instant, sleep_until};

/// How far calls may be behind the schedule before the schedule is moved: timers are late by up to
/// 1 ms, which must not lower the rate.
const MAX_LAG: Duration = Duration::from_millis(5);
/// The longest pause of all calls after a failure of the network or of the server.
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// The shortest pause after a 429.
const MIN_PAUSE: Duration = Duration::from_secs(1);

/// Spaces the calls of a broadcast evenly, and pauses all of them.
#[derive(Debug)]
pub(super) struct Pace {
    /// The time for each message.
    interval: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The first time that is not taken.
    next: Instant,
    /// The end of the latest pause.
    paused_until: Instant,
    /// The number of failures of the network and the server since the last success.
    failures: u32,
}

impl Pace {
    pub(super) fn new(per_second: u32) -> Self {
        let now = Instant::now();
        let state = State { next: now, paused_until: now, failures: 0 };
        Self { interval: Duration::from_secs(1) / per_second, state: Mutex::new(state) }
    }

    /// Waits until a call with this number of messages may be made.
    pub(super) async fn admit(&self, messages: u32) {
        loop {
            let paused_until = self.lock().paused_until;
            if paused_until > Instant::now() {
                // The pause may be extended meanwhile.
                sleep_until(paused_until).await;
                continue;
            }
            let slot = self.take_slot(messages);
            if slot > Instant::now() {
                sleep_until(slot).await;
            }
            if self.lock().paused_until <= Instant::now() {
                return;
            }
        }
    }

    fn take_slot(&self, messages: u32) -> Instant {
        let now = Instant::now();
        let mut state = self.lock();
        let slot = state.next.max(now.checked_sub(MAX_LAG).unwrap_or(now));
        state.next = slot + self.interval.saturating_mul(messages);
        slot
    }

    /// Pauses all calls after a 429. A pause that ends later is kept.
    pub(super) fn pause_after_limit(&self, error: &Error) {
        self.pause(retry_delay(error, 1).max(MIN_PAUSE));
    }

    /// Pauses all calls after a failure of the network or of the server.
    pub(super) fn pause_after_failure(&self, error: &Error) {
        let failures = {
            let mut state = self.lock();
            state.failures = state.failures.saturating_add(1);
            state.failures
        };
        let delay = retry_delay(error, failures);
        self.pause(if error.retry_after().is_some() { delay } else { delay.min(MAX_BACKOFF) });
    }

    /// Records that a call has reached Telegram.
    pub(super) fn record_answer(&self) {
        self.lock().failures = 0;
    }

    fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut state = self.lock();
        state.paused_until = state.paused_until.max(until);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chappe_client::Call;
    use chappe_types::GetMe;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_are_spaced_evenly_by_their_messages() {
        let (pace, start) = (Pace::new(25), Instant::now());
        let mut times = Vec::new();
        for messages in [1, 1, 10, 1] {
            pace.admit(messages).await;
            times.push(start.elapsed().as_millis());
        }
        assert_eq!(times, [0, 40, 80, 480]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_ends_when_the_latest_one_ends() {
        let (pace, start) = (Pace::new(25), Instant::now());
        let call = Call::new(&GetMe::new());
        let limit =
            |seconds| Error::refused(&call, 429, "").with_retry_after(Duration::from_secs(seconds));
        pace.pause_after_limit(&limit(10));
        tokio::time::sleep(Duration::from_secs(2)).await;
        pace.pause_after_limit(&limit(3));
        pace.admit(1).await;
        assert_eq!(start.elapsed().as_secs(), 10);
    }
}

//! The generic cell rate algorithm (GCRA), which stores the used part of a quota as one point in
//! time.
//!
//! The functions are `#[inline]`, as in `flood_limit`.

use std::time::Duration;

use tokio::time::Instant;

use crate::layers::pauses::MAX_DURATION;

/// A number of messages per period. Whether a used quota becomes available again gradually or at
/// the end of the period is defined by the limit: see [`FloodLimitLayer`](crate::FloodLimitLayer).
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::Quota;
///
/// let in_a_group = Quota::new(20, Duration::from_secs(60));
/// # let _ = in_a_group;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub(super) burst: u32,
    pub(super) period: Duration,
}

impl Quota {
    /// Creates a quota. The period is limited to 30 years.
    ///
    /// # Panics
    ///
    /// Panics if the number or the period is zero.
    #[track_caller]
    pub fn new(number: u32, period: Duration) -> Self {
        assert!(
            number > 0 && !period.is_zero(),
            "the number and period of a quota must not be zero"
        );
        Self { burst: number, period: period.min(MAX_DURATION) }
    }

    /// Returns the duration after which one more message is allowed.
    #[inline]
    fn interval(self) -> Duration {
        self.period / self.burst
    }
}

/// The used part of a quota: GCRA's theoretical arrival time, which is when no part is used any
/// more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gcra {
    theoretical_arrival: Instant,
}

impl Gcra {
    pub(crate) fn new(now: Instant) -> Self {
        Self { theoretical_arrival: now }
    }

    /// Returns the time at which `number` more messages are allowed. More than the whole quota are
    /// allowed when no part of it is used.
    #[inline]
    pub(crate) fn ready_at(self, quota: Quota, number: u32, now: Instant) -> Instant {
        let required = quota.interval() * number.min(quota.burst);
        let tolerance = quota.period.saturating_sub(required);
        now.max(self.theoretical_arrival.checked_sub(tolerance).unwrap_or(now))
    }

    /// Records `number` more messages at a time at which they are allowed.
    #[inline]
    pub(crate) fn record(&mut self, quota: Quota, number: u32, at: Instant) {
        let used = quota.interval().saturating_mul(number).min(MAX_DURATION);
        self.theoretical_arrival = self.theoretical_arrival.max(at) + used;
    }

    /// Returns whether no part of the quota is used.
    #[inline]
    pub(crate) fn is_empty(self, now: Instant) -> bool {
        self.theoretical_arrival <= now
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_window_holds_more_than_twice_the_quota_and_no_wait_is_longer_than_needed(
            burst in 1..30_u32,
            period in 1..5_000_u64,
            gaps in prop::collection::vec(0..2_000_u64, 1..200),
        ) {
            let quota = Quota::new(burst, Duration::from_millis(period));
            let start = Instant::now();
            let (mut now, mut gcra, mut granted) = (start, Gcra::new(start), Vec::new());
            for gap in gaps {
                now += Duration::from_millis(gap);
                let at = gcra.ready_at(quota, 1, now);
                prop_assert!(granted.last().is_none_or(|last| *last <= at));
                // As soon as it is allowed: the one `burst` before is a period ago.
                if let Some(before) = granted.len().checked_sub(burst as usize) {
                    let room: Instant = granted[before];
                    prop_assert!(at <= now.max(room + quota.period));
                } else {
                    prop_assert_eq!(at, now);
                }
                gcra.record(quota, 1, at);
                granted.push(at);
            }
            // GCRA allows a full burst and one period's worth in a window.
            for (index, first) in granted.iter().enumerate() {
                let within = granted[index..].iter().take_while(|at| **at - *first < quota.period);
                prop_assert!(within.count() <= 2 * burst as usize);
            }
        }
    }
}

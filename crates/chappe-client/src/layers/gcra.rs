//! The generic cell rate algorithm: a quota as one point in time.

use std::time::Duration;

use tokio::time::Instant;

use crate::layers::pauses::FOR_EVER;

/// So much in such a time. What uses a quota says whether it comes back evenly, or
/// all at once when the time is over.
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
    /// So many in a period; one of more than 30 years counts as 30 years.
    ///
    /// # Panics
    ///
    /// Panics if that is none, or no time.
    #[track_caller]
    pub fn new(number: u32, period: Duration) -> Self {
        assert!(number > 0 && !period.is_zero(), "a quota lets something through");
        Self { burst: number, period: period.min(FOR_EVER) }
    }

    /// The time that one takes.
    #[inline]
    fn interval(self) -> Duration {
        self.period / self.burst
    }
}

/// What is used up of a quota: the time at which nothing is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    empty_at: Instant,
}

impl Cell {
    pub(crate) fn new(now: Instant) -> Self {
        Self { empty_at: now }
    }

    /// When `number` more may come; a request for more than the whole quota
    /// waits until nothing of it is used.
    #[inline]
    pub(crate) fn ready_at(self, quota: Quota, number: u32, now: Instant) -> Instant {
        let filled = quota.interval() * number.min(quota.burst);
        let room_for = quota.period.saturating_sub(filled);
        now.max(self.empty_at.checked_sub(room_for).unwrap_or(now))
    }

    /// `number` more come, at a time when they may.
    #[inline]
    pub(crate) fn take(&mut self, quota: Quota, number: u32, at: Instant) {
        let filled = quota.interval().saturating_mul(number).min(FOR_EVER);
        self.empty_at = self.empty_at.max(at) + filled;
    }

    /// Whether nothing is used up.
    #[inline]
    pub(crate) fn is_empty(self, now: Instant) -> bool {
        self.empty_at <= now
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
            let (mut now, mut cell, mut granted) = (start, Cell::new(start), Vec::new());
            for gap in gaps {
                now += Duration::from_millis(gap);
                let at = cell.ready_at(quota, 1, now);
                prop_assert!(granted.last().is_none_or(|last| *last <= at));
                // As soon as there is room: the one `burst` before is a period ago.
                if let Some(before) = granted.len().checked_sub(burst as usize) {
                    let room: Instant = granted[before];
                    prop_assert!(at <= now.max(room + quota.period));
                } else {
                    prop_assert_eq!(at, now);
                }
                cell.take(quota, 1, at);
                granted.push(at);
            }
            // GCRA lets a full burst and one period's worth into a window.
            for (index, first) in granted.iter().enumerate() {
                let within = granted[index..].iter().take_while(|at| **at - *first < quota.period);
                prop_assert!(within.count() <= 2 * burst as usize);
            }
        }
    }
}

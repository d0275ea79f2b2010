//! A sliding window: no more than a quota in any period.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::layers::gcra::Quota;

/// What was used of a quota lately: when each of the last ones came, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    came: VecDeque<Instant>,
    period: Duration,
}

impl Window {
    /// When `number` more may come; more than the whole quota wait until nothing of
    /// it is used.
    #[inline]
    pub(super) fn ready_at(&self, quota: Quota, number: u32, now: Instant) -> Instant {
        // The last one that must have left the window by then.
        let stay = quota.burst - number.min(quota.burst);
        match self.came.len().checked_sub(stay as usize + 1) {
            Some(leaves) => now.max(self.came[leaves] + quota.period),
            None => now,
        }
    }

    /// `number` more come, at a time when they may.
    #[inline]
    pub(super) fn take(&mut self, quota: Quota, number: u32, at: Instant) {
        self.period = quota.period;
        // Those that have left the window count no more, and are not kept.
        while self.came.front().is_some_and(|first| *first + quota.period <= at) {
            self.came.pop_front();
        }
        for _ in 0..number.min(quota.burst) {
            if self.came.len() >= quota.burst as usize {
                self.came.pop_front();
            }
            self.came.push_back(at);
        }
    }

    /// Whether nothing is used.
    #[inline]
    pub(super) fn is_empty(&self, now: Instant) -> bool {
        self.came.back().is_none_or(|last| *last + self.period <= now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_left_the_window_is_not_kept() {
        let quota = Quota::new(u32::MAX, Duration::from_secs(1));
        let (start, mut window) = (Instant::now(), Window::default());
        for second in 0..100 {
            let at = start + Duration::from_secs(second);
            assert_eq!(window.ready_at(quota, 2, at), at);
            window.take(quota, 2, at);
        }
        assert_eq!(window.came.len(), 2);
    }

    proptest! {
        #[test]
        fn no_period_holds_more_than_the_quota_and_no_wait_is_longer_than_needed(
            burst in 1..30_u32,
            period in 1..5_000_u64,
            calls in prop::collection::vec((0..2_000_u64, 1..12_u32), 1..200),
        ) {
            let quota = Quota::new(burst, Duration::from_millis(period));
            let (mut now, mut window) = (Instant::now(), Window::default());
            let mut came: Vec<Instant> = Vec::new();
            for (gap, number) in calls {
                now += Duration::from_millis(gap);
                let within = |at: Instant| {
                    came.iter().filter(|came| **came + quota.period > at).count()
                };
                let fits = |at: Instant| {
                    within(at) == 0 || within(at) + number as usize <= burst as usize
                };
                let at = window.ready_at(quota, number, now);
                prop_assert!(fits(at));
                if at > now {
                    prop_assert!(!fits(at - Duration::from_nanos(1)), "as soon as there is room");
                }
                window.take(quota, number, at);
                now = at;
                came.extend((0..number).map(|_| at));
            }
        }
    }
}

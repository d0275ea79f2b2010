//! Sliding windows: the quota is the maximum in any window of its period.
//!
//! The functions are `#[inline]`, as in `flood_limit`.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::layers::gcra::Quota;

/// The used part of a quota: the times of the last messages, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    times: VecDeque<Instant>,
    period: Duration,
}

impl Window {
    /// Returns the time at which `number` more messages are allowed. More than the whole quota are
    /// allowed when no part of it is used.
    #[inline]
    pub(super) fn ready_at(&self, quota: Quota, number: u32, now: Instant) -> Instant {
        // The last message that must have left the window by then.
        let stay = quota.burst - number.min(quota.burst);
        match self.times.len().checked_sub(stay as usize + 1) {
            Some(leaves) => now.max(self.times[leaves] + quota.period),
            None => now,
        }
    }

    /// Records `number` more messages at a time at which they are allowed.
    #[inline]
    pub(super) fn record(&mut self, quota: Quota, number: u32, at: Instant) {
        self.period = quota.period;
        // Times outside the window no longer count and are not kept.
        while self.times.front().is_some_and(|first| *first + quota.period <= at) {
            self.times.pop_front();
        }
        for _ in 0..number.min(quota.burst) {
            if self.times.len() >= quota.burst as usize {
                self.times.pop_front();
            }
            self.times.push_back(at);
        }
    }

    /// Returns whether no part of the quota is used.
    #[inline]
    pub(super) fn is_empty(&self, now: Instant) -> bool {
        self.times.back().is_none_or(|last| *last + self.period <= now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_outside_the_window_are_not_kept() {
        let quota = Quota::new(u32::MAX, Duration::from_secs(1));
        let (start, mut window) = (Instant::now(), Window::default());
        for second in 0..100 {
            let at = start + Duration::from_secs(second);
            assert_eq!(window.ready_at(quota, 2, at), at);
            window.record(quota, 2, at);
        }
        assert_eq!(window.times.len(), 2);
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
                window.record(quota, number, at);
                now = at;
                came.extend((0..number).map(|_| at));
            }
        }
    }
}

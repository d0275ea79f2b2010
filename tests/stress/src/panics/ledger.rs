//! [`Ledger`]: the planned panics, and the outcome of each update.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use crate::{panics::panic_point::PanicPoint, random::Random};

/// One of this many updates panics.
const ONE_IN: usize = 10;

/// The layer that panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// An outer layer of the `update` observer.
    Update,
    /// An outer layer of messages.
    Outer,
    /// An inner layer of messages.
    Inner,
}

/// The planned panics, and the outcome of each update. Updates are numbered from 1.
#[derive(Debug)]
pub(crate) struct Ledger {
    plans: Vec<Option<(PanicPoint, Level)>>,
    handled: Vec<AtomicU8>,
    panicked: Vec<AtomicU8>,
    points: Vec<PanicPoint>,
    /// Panics between updates, each of which may have affected any one update.
    unattributed: AtomicU64,
    /// The number of updates that were handled or panicked at least once.
    progress: AtomicU64,
}

impl Ledger {
    pub(crate) fn new(seed: u64, updates: usize, points: &[PanicPoint]) -> Self {
        let mut random = Random::new(seed);
        let plan = |number: usize| {
            let (point, level) = (
                random.one_of(points),
                random.one_of(&[Level::Update, Level::Outer, Level::Inner]),
            );
            (number % ONE_IN == 0).then_some((point, level))
        };
        let counters = || std::iter::repeat_with(AtomicU8::default).take(updates).collect();
        Self {
            plans: (1..=updates).map(plan).collect(),
            handled: counters(),
            panicked: counters(),
            points: points.to_vec(),
            unattributed: AtomicU64::new(0),
            progress: AtomicU64::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.plans.len()
    }

    /// Returns the planned panic of an update, if any.
    pub(crate) fn plan(&self, number: usize) -> Option<(PanicPoint, Level)> {
        *self.plans.get(number.checked_sub(1)?)?
    }

    /// Records that the handler completed.
    pub(crate) fn record_handled(&self, number: usize) {
        self.increment(&self.handled, number);
    }

    /// Records that an update panicked.
    pub(crate) fn record_panicked(&self, number: usize) {
        self.increment(&self.panicked, number);
    }

    /// Returns whether the run includes a point.
    pub(crate) fn has(&self, point: PanicPoint) -> bool {
        self.points.contains(&point)
    }

    /// Records a panic between updates.
    pub(crate) fn record_unattributed(&self) {
        self.unattributed.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns the number of panics between updates.
    pub(crate) fn unattributed(&self) -> u64 {
        self.unattributed.load(Ordering::SeqCst)
    }

    /// Returns how many updates were handled or panicked. Repetitions are not counted.
    pub(crate) fn progress(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }

    /// Returns the number of updates that panic at a point, or at none; and for how many of them
    /// the predicate holds, which is passed how often they panicked, or were handled.
    pub(crate) fn count(
        &self,
        point: Option<PanicPoint>,
        predicate: impl Fn(u8) -> bool,
    ) -> (u64, u64) {
        let counters = if point.is_some() { &self.panicked } else { &self.handled };
        let updates = self.plans.iter().zip(counters);
        let updates = updates.filter(|(plan, _)| plan.map(|(point, _)| point) == point);
        updates.fold((0, 0), |(all, matching), (_, counter)| {
            (all + 1, matching + u64::from(predicate(counter.load(Ordering::SeqCst))))
        })
    }

    fn increment(&self, counters: &[AtomicU8], number: usize) {
        let Some(counter) = number.checked_sub(1).and_then(|at| counters.get(at)) else { return };
        // Saturates instead of wrapping to 0.
        let add = |times: u8| Some(times.saturating_add(1));
        if counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, add) == Ok(0) {
            self.progress.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tenth_update_panics_at_a_point_that_the_seed_determines() {
        let plans = |seed| {
            let ledger = Ledger::new(seed, 1000, &PanicPoint::ALL);
            (1..=1000).map(|number| ledger.plan(number)).collect::<Vec<_>>()
        };
        assert_eq!(plans(1), plans(1));
        assert_ne!(plans(1), plans(2));
        let panicking: Vec<usize> =
            plans(1).iter().zip(1..).filter(|(plan, _)| plan.is_some()).map(|(_, at)| at).collect();
        assert_eq!(panicking, (1..=100).map(|at| at * 10).collect::<Vec<_>>());
    }

    #[test]
    fn updates_are_counted_by_their_point() {
        let ledger = Ledger::new(1, 20, &[PanicPoint::Call]);
        ledger.record_handled(1);
        ledger.record_handled(1);
        ledger.record_panicked(10);
        assert_eq!(ledger.progress(), 2);
        assert_eq!(ledger.count(None, |times| times == 2), (18, 1));
        assert_eq!(ledger.count(None, |times| times == 0), (18, 17));
        assert_eq!(ledger.count(Some(PanicPoint::Call), |times| times == 0), (2, 1));
    }
}

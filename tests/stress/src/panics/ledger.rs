//! Which updates panic, and what became of each.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use crate::{panics::place::Place, random::Random};

/// One update of so many panics.
const ONE_IN: usize = 10;

/// Which layer panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Around everything but the source of updates.
    Update,
    /// Around the filters of messages.
    Outer,
    /// Around the handler.
    Inner,
}

/// Which updates panic, and what became of each. Updates are numbered from 1 on.
#[derive(Debug)]
pub(crate) struct Ledger {
    plans: Vec<Option<(Place, Level)>>,
    handled: Vec<AtomicU8>,
    panicked: Vec<AtomicU8>,
    places: Vec<Place>,
    /// Panics between updates: nobody knows which one they cost.
    stray: AtomicU64,
    /// How many updates were handled or panicked at least once.
    progress: AtomicU64,
}

impl Ledger {
    pub(crate) fn new(seed: u64, updates: usize, places: &[Place]) -> Self {
        let mut random = Random::new(seed);
        let plan = |number: usize| {
            let (place, level) = (
                random.one_of(places),
                random.one_of(&[Level::Update, Level::Outer, Level::Inner]),
            );
            (number % ONE_IN == 0).then_some((place, level))
        };
        let counters = || std::iter::repeat_with(AtomicU8::default).take(updates).collect();
        Self {
            plans: (1..=updates).map(plan).collect(),
            handled: counters(),
            panicked: counters(),
            places: places.to_vec(),
            stray: AtomicU64::new(0),
            progress: AtomicU64::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.plans.len()
    }

    /// Where an update is to panic, if it is.
    pub(crate) fn plan(&self, number: usize) -> Option<(Place, Level)> {
        *self.plans.get(number.checked_sub(1)?)?
    }

    /// The handler did its work for an update.
    pub(crate) fn handle(&self, number: usize) {
        self.count(&self.handled, number);
    }

    /// An update panicked.
    pub(crate) fn panic(&self, number: usize) {
        self.count(&self.panicked, number);
    }

    /// Whether anything panics in a place.
    pub(crate) fn has(&self, place: Place) -> bool {
        self.places.contains(&place)
    }

    /// Something panicked that belongs to no update.
    pub(crate) fn stray(&self) {
        self.stray.fetch_add(1, Ordering::SeqCst);
    }

    /// How often something panicked that belongs to no update.
    pub(crate) fn strays(&self) -> u64 {
        self.stray.load(Ordering::SeqCst)
    }

    /// How many updates were handled or panicked so far. To do so again and again is
    /// no progress.
    pub(crate) fn progress(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }

    /// How many updates of a place, or without one, there are; and how many of them
    /// were handled or panicked so often as the predicate says.
    pub(crate) fn number(&self, place: Option<Place>, is_so: impl Fn(u8) -> bool) -> (u64, u64) {
        let counters = if place.is_some() { &self.panicked } else { &self.handled };
        let updates = self.plans.iter().zip(counters);
        let updates = updates.filter(|(plan, _)| plan.map(|(place, _)| place) == place);
        updates.fold((0, 0), |(all, so), (_, counter)| {
            (all + 1, so + u64::from(is_so(counter.load(Ordering::SeqCst))))
        })
    }

    fn count(&self, counters: &[AtomicU8], number: usize) {
        let Some(counter) = number.checked_sub(1).and_then(|at| counters.get(at)) else { return };
        // It does not begin anew after 255.
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
    fn every_tenth_update_panics_in_a_place_that_the_seed_decides() {
        let plans = |seed| {
            let ledger = Ledger::new(seed, 1000, &Place::ALL);
            (1..=1000).map(|number| ledger.plan(number)).collect::<Vec<_>>()
        };
        assert_eq!(plans(1), plans(1));
        assert_ne!(plans(1), plans(2));
        let panicking: Vec<usize> =
            plans(1).iter().zip(1..).filter(|(plan, _)| plan.is_some()).map(|(_, at)| at).collect();
        assert_eq!(panicking, (1..=100).map(|at| at * 10).collect::<Vec<_>>());
    }

    #[test]
    fn updates_are_counted_by_their_place() {
        let ledger = Ledger::new(1, 20, &[Place::Call]);
        ledger.handle(1);
        ledger.handle(1);
        ledger.panic(10);
        assert_eq!(ledger.progress(), 2);
        assert_eq!(ledger.number(None, |times| times == 2), (18, 1));
        assert_eq!(ledger.number(None, |times| times == 0), (18, 17));
        assert_eq!(ledger.number(Some(Place::Call), |times| times == 0), (2, 1));
    }
}

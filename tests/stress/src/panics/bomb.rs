//! What panics.

use std::sync::Arc;

use crate::panics::{
    hook::OURS,
    ledger::{Ledger, Level},
    place::Place,
};

/// An update that panics in a place.
#[derive(Clone, Debug)]
pub(crate) struct Bomb {
    pub(crate) number: usize,
    pub(crate) place: Place,
    pub(crate) level: Level,
    pub(crate) ledger: Arc<Ledger>,
}

impl Bomb {
    /// The bomb of an update, if it has one.
    pub(crate) fn of(ledger: &Arc<Ledger>, number: usize) -> Option<Self> {
        let (place, level) = ledger.plan(number)?;
        Some(Self { number, place, level, ledger: Arc::clone(ledger) })
    }

    /// Panics if this is the place; with a panic under way, a second one would end the
    /// process, and is left out.
    pub(crate) fn reach(&self, place: Place) {
        if self.place == place && !std::thread::panicking() {
            self.ledger.panic(self.number);
            panic!("{OURS}: update {} in {}", self.number, place.name());
        }
    }
}

/// What a panic leaves behind, which panics when it is dropped.
#[derive(Debug)]
pub(crate) struct Payload {
    bomb: Bomb,
}

impl Bomb {
    /// Panics with a [`Payload`] if this is the place for it.
    pub(crate) fn reach_payload(&self) {
        if self.place == Place::Payload {
            std::panic::panic_any(Payload { bomb: self.clone() });
        }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.bomb.reach(Place::Payload);
    }
}

//! [`PlannedPanic`]: the panic of one update.

use std::sync::Arc;

use crate::panics::{
    hook::INJECTED,
    ledger::{Ledger, Level},
    panic_point::PanicPoint,
};

/// The panic that is planned for an update.
#[derive(Clone, Debug)]
pub(crate) struct PlannedPanic {
    pub(crate) number: usize,
    pub(crate) point: PanicPoint,
    pub(crate) level: Level,
    pub(crate) ledger: Arc<Ledger>,
}

impl PlannedPanic {
    /// Returns the panic of an update, if one is planned.
    pub(crate) fn for_update(ledger: &Arc<Ledger>, number: usize) -> Option<Self> {
        let (point, level) = ledger.plan(number)?;
        Some(Self { number, point, level, ledger: Arc::clone(ledger) })
    }

    /// Panics if the panic is planned for this point. Does nothing while the thread is panicking,
    /// because a second panic would abort the process.
    pub(crate) fn trigger_at(&self, point: PanicPoint) {
        if self.point == point && !std::thread::panicking() {
            self.ledger.record_panicked(self.number);
            panic!("{INJECTED}: update {} in {}", self.number, point.name());
        }
    }
}

/// A panic payload that panics when it is dropped.
#[derive(Debug)]
pub(crate) struct PanickingPayload {
    planned: PlannedPanic,
}

impl PlannedPanic {
    /// Panics with a [`PanickingPayload`] if the panic is planned for [`PanicPoint::Payload`].
    pub(crate) fn trigger_with_payload(&self) {
        if self.point == PanicPoint::Payload {
            std::panic::panic_any(PanickingPayload { planned: self.clone() });
        }
    }
}

impl Drop for PanickingPayload {
    fn drop(&mut self) {
        self.planned.trigger_at(PanicPoint::Payload);
    }
}

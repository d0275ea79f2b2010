//! [`Failure`]: an error that panics in its methods.

use std::{error::Error, fmt};

use chappe::{BoxError, find_error};

use crate::panics::{log::UNWRITABLE, panic_point::PanicPoint, planned_panic::PlannedPanic};

/// The error of an update with a planned panic.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) planned: PlannedPanic,
}

impl Failure {
    /// Downcasts the error itself before its sources, because `source` may panic.
    pub(crate) fn find(error: &BoxError) -> Option<&Self> {
        let itself = error.downcast_ref();
        itself.or_else(|| find_error(&**error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.planned.trigger_at(PanicPoint::Display);
        if self.planned.point == PanicPoint::Log {
            // The log's subscriber panics at this text.
            self.planned.ledger.record_panicked(self.planned.number);
            return f.write_str(UNWRITABLE);
        }
        f.write_str("the update failed")
    }
}

impl Drop for Failure {
    fn drop(&mut self) {
        self.planned.trigger_at(PanicPoint::ErrorDrop);
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.planned.trigger_at(PanicPoint::Source);
        None
    }
}

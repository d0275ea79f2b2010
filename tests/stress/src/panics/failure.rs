//! An error that panics when it is looked at.

use std::{error::Error, fmt};

use chappe::{BoxError, find_error};

use crate::panics::{bomb::Bomb, log::BURNING, place::Place};

/// Why an update failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) bomb: Bomb,
}

impl Failure {
    /// Finds it where it is the error itself: to look for sources may panic.
    pub(crate) fn find(error: &BoxError) -> Option<&Self> {
        let itself = error.downcast_ref();
        itself.or_else(|| find_error(&**error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bomb.reach(Place::Display);
        if self.bomb.place == Place::Log {
            // What panics is the writer.
            self.bomb.ledger.panic(self.bomb.number);
            return f.write_str(BURNING);
        }
        f.write_str("the update fails")
    }
}

impl Drop for Failure {
    fn drop(&mut self) {
        self.bomb.reach(Place::ErrorDrop);
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.bomb.reach(Place::Source);
        None
    }
}

//! The right to run.

use tokio::sync::OwnedSemaphorePermit;

use crate::lanes::Place;

/// The right to run: the turn in a lane, and one of the handlers that may run at a time.
///
/// Dropping it lets the next update of the lane run.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    pub(crate) _place: Option<Place>,
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

//! The right of a handler to run.

use tokio::sync::OwnedSemaphorePermit;

use crate::{
    in_flight::{Completer, End},
    lane::Ticket,
};

/// The right of a handler to run: the turn in its lane, and a permit where the number of
/// handlers is limited.
///
/// Dropping it lets the next update of the lane run.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The awaited updates that the handler has received. They end with the turn.
    pub(super) awaited: Vec<Completer>,
    pub(super) permit: Option<OwnedSemaphorePermit>,
    _ticket: Option<Ticket>,
}

impl Turn {
    pub(crate) fn new(ticket: Option<Ticket>, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { awaited: Vec::new(), permit, _ticket: ticket }
    }

    /// Ends the awaited updates, then passes the turn to the next update of the lane.
    pub(super) fn end(mut self, awaited: End) {
        for completer in self.awaited.drain(..) {
            completer.end(awaited, None);
        }
    }
}

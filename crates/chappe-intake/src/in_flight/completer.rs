//! Sends the completion of one update, exactly once.

use std::{mem, sync::Arc};

use chappe_types::UpdateId;
use tokio::sync::OwnedSemaphorePermit;

use super::{completion::Completion, in_flight::InFlight};
use crate::reply::PendingReply;

/// How an update ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is handled.
    Handled,
    /// The source must deliver it again.
    Redeliver,
    /// Its task was cancelled or dropped: the source must deliver it again, a limited number of
    /// times.
    Lost,
}

/// Completes one update that was admitted, exactly once, and frees its capacity.
///
/// An update whose completer is dropped is [lost](End::Lost).
#[derive(Debug)]
pub(crate) struct Completer {
    in_flight: Arc<InFlight>,
    id: UpdateId,
    is_completed: bool,
    capacity: Option<OwnedSemaphorePermit>,
}

impl Completer {
    pub(super) fn new(
        in_flight: Arc<InFlight>,
        id: UpdateId,
        capacity: OwnedSemaphorePermit,
    ) -> Self {
        Self { in_flight, id, is_completed: false, capacity: Some(capacity) }
    }

    /// Whether the source has received a completion.
    pub(crate) fn is_completed(&self) -> bool {
        self.is_completed
    }

    /// Releases the update's permit, so that another update can be admitted.
    pub(crate) fn free_capacity(&mut self) {
        self.capacity = None;
    }

    /// Completes the update as handled, and keeps its capacity. Returns the reply if no caller
    /// waits for it.
    pub(crate) fn acknowledge(&mut self, reply: Option<PendingReply>) -> Option<PendingReply> {
        if mem::replace(&mut self.is_completed, true) {
            return reply;
        }
        self.in_flight.complete(self.id, Completion::Handled(reply))
    }

    /// Ends the update. Returns the reply if no caller waits for it.
    pub(crate) fn end(mut self, end: End, reply: Option<PendingReply>) -> Option<PendingReply> {
        // Before the completion: a source that receives it may deliver another update immediately.
        self.free_capacity();
        match end {
            End::Handled => self.acknowledge(reply),
            End::Redeliver if !self.is_completed => {
                self.is_completed = true;
                self.in_flight.complete(self.id, Completion::Redeliver);
                reply
            }
            // The destructor completes a lost update.
            End::Redeliver | End::Lost => reply,
        }
    }
}

impl Drop for Completer {
    fn drop(&mut self) {
        self.free_capacity();
        if !self.is_completed {
            self.in_flight.lose(self.id);
        }
    }
}

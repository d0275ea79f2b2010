//! What the source of an update is told, once.

use std::sync::{Arc, atomic::Ordering};

use chappe_types::UpdateId;

use crate::{caught::report, flights::Landing, intake::Intake, replies::Carried};

/// Tells the source, once, what became of an update, and makes room for another one.
///
/// If it is dropped before, the source is to send the update again.
#[derive(Debug)]
pub(crate) struct Completion {
    intake: Arc<Intake>,
    id: UpdateId,
    is_told: bool,
    has_room: bool,
}

impl Completion {
    /// Of an update that was accepted, and took room.
    pub(crate) fn new(intake: Arc<Intake>, id: UpdateId) -> Self {
        Self { intake, id, is_told: false, has_room: true }
    }

    /// Whether the source knows.
    pub(crate) fn is_told(&self) -> bool {
        self.is_told
    }

    /// Makes room for another update.
    pub(crate) fn free_room(&mut self) {
        if std::mem::take(&mut self.has_room) {
            self.intake.make_room();
        }
    }

    /// Tells the source; returns the reply that nobody waits for.
    pub(crate) fn tell(&mut self, landing: Landing) -> Option<Carried> {
        if std::mem::replace(&mut self.is_told, true) {
            return match landing {
                Landing::Handled(reply) => reply,
                Landing::Redeliver => None,
            };
        }
        self.intake.flights.land(self.id, landing)
    }

    /// Nobody will finish the update: the source is to send it again, but not without end.
    pub(crate) fn lose(mut self) {
        self.free_room();
        if std::mem::replace(&mut self.is_told, true) {
            return;
        }
        if !self.intake.flights.lose(self.id) {
            let update_id = self.id.0;
            report(|| tracing::error!(update_id, "an update was lost again and again"));
        }
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        self.free_room();
        if !self.is_told {
            self.is_told = true;
            self.intake.flights.lose(self.id);
        }
    }
}

/// Counts for an update that goes on although its source was told that it is handled.
#[derive(Debug)]
pub(crate) struct Detached(Arc<Intake>);

impl Detached {
    /// `None` if there are as many as may be.
    pub(crate) fn new(intake: &Arc<Intake>) -> Option<Self> {
        let most = intake.options.max_detached;
        let take = |taken| (taken < most).then_some(taken + 1);
        let taken = intake.detached.fetch_update(Ordering::AcqRel, Ordering::Acquire, take);
        taken.is_ok().then(|| Self(Arc::clone(intake)))
    }
}

impl Drop for Detached {
    fn drop(&mut self) {
        self.0.detached.fetch_sub(1, Ordering::AcqRel);
        // Another one may go on so.
        self.0.left.more.notify_one();
    }
}

//! [`Record`]: the outcome of each update.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::report::Report;

/// Ids from here on belong to updates that the webhook must reject.
pub(crate) const FORBIDDEN: i64 = 1 << 40;

/// Records the outcome of each update.
#[derive(Debug, Default)]
pub(crate) struct Record {
    outcomes: Mutex<Vec<UpdateOutcome>>,
    /// Whether the server has ended.
    ended: AtomicBool,
    late: AtomicU64,
    forbidden: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
struct UpdateOutcome {
    handled: u8,
    is_acknowledged: bool,
}

impl Record {
    /// Returns the id of a new update, starting at 1.
    pub(crate) fn issue(&self) -> i64 {
        let mut outcomes = self.outcomes();
        outcomes.push(UpdateOutcome::default());
        i64::try_from(outcomes.len()).unwrap_or(i64::MAX)
    }

    /// Records that a handler started.
    pub(crate) fn handle(&self, id: i64) {
        if self.ended.load(Ordering::SeqCst) {
            self.late.fetch_add(1, Ordering::SeqCst);
        }
        if id >= FORBIDDEN {
            self.forbidden.fetch_add(1, Ordering::SeqCst);
        } else if let Some(outcome) = outcome(&mut self.outcomes(), id) {
            outcome.handled = outcome.handled.saturating_add(1);
        }
    }

    /// Records that an update was answered 200.
    pub(crate) fn acknowledge(&self, id: i64) {
        if let Some(outcome) = outcome(&mut self.outcomes(), id) {
            outcome.is_acknowledged = true;
        }
    }

    /// Records that the server has ended: no handler may start after this.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    /// Adds figures and faults. Each acknowledged update must have been handled exactly once,
    /// any other at most once.
    pub(crate) fn add_to(&self, report: &mut Report) {
        let outcomes = self.outcomes();
        let count = |predicate: &dyn Fn(&UpdateOutcome) -> bool| {
            outcomes.iter().filter(|outcome| predicate(outcome)).count() as u64
        };
        report.figure("updates", outcomes.len());
        report.figure("acknowledged", count(&|outcome| outcome.is_acknowledged));
        report.figure("handled", count(&|outcome| outcome.handled > 0));
        report.fault_if_any(
            "updates were handled more than once",
            count(&|outcome| outcome.handled > 1),
        );
        let lost = count(&|outcome| outcome.is_acknowledged && outcome.handled == 0);
        report.fault_if_any("updates were acknowledged and not handled", lost);
        let forbidden = self.forbidden.load(Ordering::SeqCst);
        report.fault_if_any("handlers ran for updates that must be rejected", forbidden);
        let late = self.late.load(Ordering::SeqCst);
        report.fault_if_any("handlers started after the server had ended", late);
    }

    fn outcomes(&self) -> MutexGuard<'_, Vec<UpdateOutcome>> {
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn outcome(outcomes: &mut [UpdateOutcome], id: i64) -> Option<&mut UpdateOutcome> {
    outcomes.get_mut(usize::try_from(id).ok()?.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violated_guarantee_is_a_fault() {
        let record = Record::default();
        let ids = [record.issue(), record.issue(), record.issue()];
        assert_eq!(ids, [1, 2, 3]);
        record.acknowledge(1);
        record.handle(2);
        record.handle(2);
        record.handle(FORBIDDEN);
        record.end();
        record.handle(3);
        let mut report = Report::default();
        record.add_to(&mut report);
        let expected = "updates: 3\nacknowledged: 1\nhandled: 2\n\
            FAULT 1 updates were handled more than once\n\
            FAULT 1 updates were acknowledged and not handled\n\
            FAULT 1 handlers ran for updates that must be rejected\n\
            FAULT 1 handlers started after the server had ended\n";
        assert_eq!(report.to_string(), expected);
    }
}

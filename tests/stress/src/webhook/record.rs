//! What became of each update.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::report::Report;

/// Ids from here on belong to updates that nobody may accept.
pub(crate) const FORBIDDEN: i64 = 1 << 40;

/// What became of each update.
#[derive(Debug, Default)]
pub(crate) struct Record {
    marks: Mutex<Vec<Mark>>,
    /// Whether the server ended.
    ended: AtomicBool,
    late: AtomicU64,
    forbidden: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    handled: u8,
    is_acknowledged: bool,
}

impl Record {
    /// The id of a new update, from 1 on.
    pub(crate) fn issue(&self) -> i64 {
        let mut marks = self.marks();
        marks.push(Mark::default());
        i64::try_from(marks.len()).unwrap_or(i64::MAX)
    }

    /// A handler began with an update.
    pub(crate) fn handle(&self, id: i64) {
        if self.ended.load(Ordering::SeqCst) {
            self.late.fetch_add(1, Ordering::SeqCst);
        }
        if id >= FORBIDDEN {
            self.forbidden.fetch_add(1, Ordering::SeqCst);
        } else if let Some(mark) = mark(&mut self.marks(), id) {
            mark.handled = mark.handled.saturating_add(1);
        }
    }

    /// A client was answered 200.
    pub(crate) fn acknowledge(&self, id: i64) {
        if let Some(mark) = mark(&mut self.marks(), id) {
            mark.is_acknowledged = true;
        }
    }

    /// The server ended: no handler may begin any more.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    /// Adds figures and faults. What was acknowledged must have been handled once;
    /// anything else, at most once.
    pub(crate) fn tell(&self, report: &mut Report) {
        let marks = self.marks();
        let count =
            |is_so: &dyn Fn(&Mark) -> bool| marks.iter().filter(|mark| is_so(mark)).count() as u64;
        report.figure("updates", marks.len());
        report.figure("acknowledged", count(&|mark| mark.is_acknowledged));
        report.figure("handled", count(&|mark| mark.handled > 0));
        report.none_of("updates were handled more than once", count(&|mark| mark.handled > 1));
        let lost = count(&|mark| mark.is_acknowledged && mark.handled == 0);
        report.none_of("updates were acknowledged and not handled", lost);
        let forbidden = self.forbidden.load(Ordering::SeqCst);
        report.none_of("handlers ran for what must be refused", forbidden);
        let late = self.late.load(Ordering::SeqCst);
        report.none_of("handlers began after the server had ended", late);
    }

    fn marks(&self) -> MutexGuard<'_, Vec<Mark>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mark(marks: &mut [Mark], id: i64) -> Option<&mut Mark> {
    marks.get_mut(usize::try_from(id).ok()?.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_is_a_fault() {
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
        record.tell(&mut report);
        let said = "updates: 3\nacknowledged: 1\nhandled: 2\n\
            FAULT 1 updates were handled more than once\n\
            FAULT 1 updates were acknowledged and not handled\n\
            FAULT 1 handlers ran for what must be refused\n\
            FAULT 1 handlers began after the server had ended\n";
        assert_eq!(report.to_string(), said);
    }
}

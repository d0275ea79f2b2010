//! [`HandledMessages`]: the messages that each process of the bot handled.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::report::Report;

/// The maximum of updates redelivered after a kill: the size of polling's window.
const MAX_REDELIVERED: u64 = 100;

/// Counts the messages that were sent, and how often each was handled.
#[derive(Debug, Default)]
pub(crate) struct HandledMessages {
    sent: AtomicU64,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// How often each message was handled; message 1 comes first.
    times: Vec<u64>,
    /// How many messages each process handled again.
    again: Vec<u64>,
    /// How many messages were handled at least once.
    messages: u64,
}

impl HandledMessages {
    /// Returns the number of a new message.
    pub(crate) fn next_number(&self) -> u64 {
        self.sent.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Records that a process, numbered from 0, handled a message.
    pub(crate) fn record(&self, process: usize, message: u64) {
        let Some(at) = message.checked_sub(1).and_then(|at| usize::try_from(at).ok()) else {
            return;
        };
        let mut counts = self.counts();
        if counts.times.len() <= at {
            counts.times.resize(at + 1, 0);
        }
        if counts.again.len() <= process {
            counts.again.resize(process + 1, 0);
        }
        counts.times[at] += 1;
        if counts.times[at] == 1 {
            counts.messages += 1;
        } else {
            counts.again[process] += 1;
        }
    }

    /// Returns how many messages were handled.
    pub(crate) fn len(&self) -> u64 {
        self.counts().messages
    }

    /// Returns whether all messages were handled.
    pub(crate) fn is_complete(&self) -> bool {
        self.len() == self.sent.load(Ordering::SeqCst)
    }

    /// Adds figures and faults.
    pub(crate) fn add_to(&self, report: &mut Report) {
        let (sent, counts) = (self.sent.load(Ordering::SeqCst), self.counts());
        let max_again = counts.again.iter().copied().max().unwrap_or_default();
        report.figure("messages", sent);
        report.figure("handled", counts.messages);
        report.figure("handled again", counts.again.iter().sum::<u64>());
        report.figure("handled again after one kill, at most", max_again);
        report.fault_if_any("messages were not handled", sent.saturating_sub(counts.messages));
        let processes = counts.again.iter().filter(|again| **again > MAX_REDELIVERED).count();
        report.fault_if_any("kills caused more than 100 redeliveries", processes as u64);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_messages_and_too_many_redeliveries_are_faults() {
        let handled = HandledMessages::default();
        for _ in 0..150 {
            handled.next_number();
        }
        for (process, messages) in [(0, 1..=149), (1, 50..=149), (2, 1..=101)] {
            messages.for_each(|message| handled.record(process, message));
        }
        let mut report = Report::default();
        handled.add_to(&mut report);
        let expected = "messages: 150\nhandled: 149\nhandled again: 201\n\
            handled again after one kill, at most: 101\n\
            FAULT 1 messages were not handled\n\
            FAULT 1 kills caused more than 100 redeliveries\n";
        assert_eq!(report.to_string(), expected);
    }
}

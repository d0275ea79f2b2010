//! What the bot did, life by life.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::report::Report;

/// The most updates that may come again after a kill: as many as may be unconfirmed.
const MOST_AGAIN: u64 = 100;

/// What the bot did.
#[derive(Debug, Default)]
pub(crate) struct Deeds {
    sent: AtomicU64,
    done: Mutex<Done>,
}

#[derive(Debug, Default)]
struct Done {
    /// How often each message was handled; message 1 comes first.
    times: Vec<u64>,
    /// How many messages each life handled again.
    again: Vec<u64>,
    /// How many messages were handled at least once.
    messages: u64,
}

impl Deeds {
    /// The number of one more message.
    pub(crate) fn send(&self) -> u64 {
        self.sent.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The bot handled a message in one of its lives, which are counted from 0.
    pub(crate) fn handle(&self, life: usize, message: u64) {
        let Some(at) = message.checked_sub(1).and_then(|at| usize::try_from(at).ok()) else {
            return;
        };
        let mut done = self.done();
        if done.times.len() <= at {
            done.times.resize(at + 1, 0);
        }
        if done.again.len() <= life {
            done.again.resize(life + 1, 0);
        }
        done.times[at] += 1;
        if done.times[at] == 1 {
            done.messages += 1;
        } else {
            done.again[life] += 1;
        }
    }

    /// How many messages were handled so far.
    pub(crate) fn messages(&self) -> u64 {
        self.done().messages
    }

    /// Whether all messages were handled.
    pub(crate) fn is_complete(&self) -> bool {
        self.messages() == self.sent.load(Ordering::SeqCst)
    }

    /// Adds figures and faults.
    pub(crate) fn tell(&self, report: &mut Report) {
        let (sent, done) = (self.sent.load(Ordering::SeqCst), self.done());
        let most_again = done.again.iter().copied().max().unwrap_or_default();
        report.figure("messages", sent);
        report.figure("handled", done.messages);
        report.figure("handled again", done.again.iter().sum::<u64>());
        report.figure("handled again after one kill, at most", most_again);
        report.none_of("messages were not handled", sent.saturating_sub(done.messages));
        let lives = done.again.iter().filter(|again| **again > MOST_AGAIN).count();
        report.none_of("kills made more than 100 messages come again", lives as u64);
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_messages_and_too_many_that_come_again_are_faults() {
        let deeds = Deeds::default();
        for _ in 0..150 {
            deeds.send();
        }
        for (life, messages) in [(0, 1..=149), (1, 50..=149), (2, 1..=101)] {
            messages.for_each(|message| deeds.handle(life, message));
        }
        let mut report = Report::default();
        deeds.tell(&mut report);
        let said = "messages: 150\nhandled: 149\nhandled again: 201\n\
            handled again after one kill, at most: 101\n\
            FAULT 1 messages were not handled\n\
            FAULT 1 kills made more than 100 messages come again\n";
        assert_eq!(report.to_string(), said);
    }
}

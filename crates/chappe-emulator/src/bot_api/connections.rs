//! How many connections Telegram opens to a webhook, and how fast.

use std::collections::VecDeque;

/// Without a success for so long, in seconds, one connection has to do.
const PATIENCE: f64 = 10.0;

/// While deliveries succeed: so many new connections in so many seconds.
const ACTIVE: (usize, f64) = (10, 0.5);
/// While they do not.
const PENDING: (usize, f64) = (1, 2.0);

/// The connections to a webhook. They are counted, not held: whoever delivers
/// asks first.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    open: usize,
    /// When the last ones were opened: while deliveries succeeded, and while they
    /// did not.
    active: VecDeque<f64>,
    pending: VecDeque<f64>,
    succeeded: f64,
}

impl Connections {
    /// None yet, and so many at most.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            open: 0,
            active: VecDeque::new(),
            pending: VecDeque::new(),
            succeeded: f64::NEG_INFINITY,
        }
    }

    /// Whether one more delivery may start beside those in flight, where so many
    /// domains have something to deliver.
    ///
    /// # Errors
    ///
    /// When to ask again; none if a landing has to come first.
    pub(crate) fn take(
        &mut self,
        in_flight: usize,
        domains: usize,
        now: f64,
    ) -> Result<(), Option<f64>> {
        if in_flight < self.open {
            return Ok(());
        }
        let is_active = now <= self.succeeded + PATIENCE;
        let needed = if is_active { domains.min(self.most) } else { 1 };
        if self.open >= needed {
            return Err(None);
        }
        let (opened, (most, span)) =
            if is_active { (&mut self.active, ACTIVE) } else { (&mut self.pending, PENDING) };
        while opened.front().is_some_and(|at| *at + span <= now) {
            opened.pop_front();
        }
        if let Some(first) = opened.front().filter(|_| opened.len() >= most) {
            return Err(Some(first + span));
        }
        opened.push_back(now);
        self.open += 1;
        Ok(())
    }

    /// A delivery landed, and its connection stays open or does not.
    pub(crate) fn release(&mut self, is_success: bool, stays_open: bool, now: f64) {
        if is_success {
            self.succeeded = now;
        }
        if !stays_open {
            self.open = self.open.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_starts_with_one_connection_and_gets_more_by_success() {
        let mut connections = Connections::new(40);
        assert_eq!(connections.take(0, 50, 100.0), Ok(()));
        assert_eq!(connections.take(1, 50, 100.0), Err(None));
        connections.release(true, true, 101.0);
        let taken: Vec<_> = (0..12).map(|number| connections.take(number, 50, 101.0)).collect();
        // The open one, ten new ones, and the next half a second later.
        assert_eq!(taken[..11], [Ok(()); 11]);
        assert_eq!(taken[11], Err(Some(101.5)));
        assert_eq!(connections.take(11, 50, 101.5), Ok(()));
        assert_eq!(connections.take(12, 12, 103.0), Err(None), "no more than domains");
    }

    #[test]
    fn without_success_one_connection_is_opened_every_two_seconds() {
        let mut connections = Connections::new(40);
        assert_eq!(connections.take(0, 9, 0.0), Ok(()));
        connections.release(false, false, 0.0);
        assert_eq!(connections.take(0, 9, 1.0), Err(Some(2.0)));
        assert_eq!(connections.take(0, 9, 2.0), Ok(()));
    }
}

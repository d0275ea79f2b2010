//! How many connections Telegram opens to a webhook, and how fast.

use std::collections::VecDeque;

/// After this time without a success, in seconds, only one connection is opened.
const ACTIVE_PERIOD: f64 = 10.0;

/// While deliveries succeed: the most new connections, and the period in seconds.
const ACTIVE: (usize, f64) = (10, 0.5);
/// While they do not succeed.
const PENDING: (usize, f64) = (1, 2.0);

/// The number of connections to a webhook. The connections themselves belong to the HTTP
/// client; each delivery is admitted here first.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    open: usize,
    /// When the last connections were opened: while deliveries succeeded, and while they
    /// did not.
    active: VecDeque<f64>,
    pending: VecDeque<f64>,
    succeeded: f64,
}

impl Connections {
    /// Creates a counter without connections, limited to `most`.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            open: 0,
            active: VecDeque::new(),
            pending: VecDeque::new(),
            succeeded: f64::NEG_INFINITY,
        }
    }

    /// Admits one more delivery besides those in flight, if the limits allow. `domains` is
    /// the number of order domains with something to deliver.
    ///
    /// # Errors
    ///
    /// Returns when to try again, or `None` if another delivery has to complete first.
    pub(crate) fn take(
        &mut self,
        in_flight: usize,
        domains: usize,
        now: f64,
    ) -> Result<(), Option<f64>> {
        if in_flight < self.open {
            return Ok(());
        }
        let is_active = now <= self.succeeded + ACTIVE_PERIOD;
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

    /// Records that a delivery has completed, and whether its connection stays open.
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
    fn connections_grow_from_one_with_successful_deliveries() {
        let mut connections = Connections::new(40);
        assert_eq!(connections.take(0, 50, 100.0), Ok(()));
        assert_eq!(connections.take(1, 50, 100.0), Err(None));
        connections.release(true, true, 101.0);
        let taken: Vec<_> = (0..12).map(|number| connections.take(number, 50, 101.0)).collect();
        // The open connection, ten new ones, and the next one half a second later.
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

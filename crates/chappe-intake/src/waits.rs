//! How long updates wait in their lanes.

use std::time::Duration;

use crate::{caught::report, in_flight::InFlight, log_limit::LogLimit, measure};

/// A longer wait is warned of.
const LONG: Duration = Duration::from_secs(10);

/// One warning in this time.
const EVERY: Duration = Duration::from_secs(60);

/// Notes how long updates wait in their lanes.
#[derive(Debug)]
pub(crate) struct Waits {
    limit: LogLimit,
}

impl Waits {
    pub(crate) fn new() -> Self {
        Self { limit: LogLimit::new(EVERY) }
    }

    /// The turn of an update has come, after it had to wait.
    pub(crate) fn waited(&self, update: &InFlight, waited: Duration) {
        measure::waited(waited);
        if waited < LONG {
            return;
        }
        let Some(others) = self.limit.pass() else { return };
        let (update_id, lane) = (update.id().0, update.key().map(tracing::field::debug));
        report(|| {
            tracing::warn!(
                update_id,
                lane,
                ?waited,
                others,
                "an update waited long for those before it in its lane: a handler that takes \
                 its time may leave the lane, with `lane.release()` or `unordered(…)`"
            );
        });
    }
}

//! Measurements, with the `metrics` facade.

use std::time::Duration;

use crate::catch_panic::report;

/// Records how long an update waited for its turn in a lane.
pub(crate) fn lane_wait(time: Duration) {
    report(|| metrics::histogram!("telegram_lane_wait_seconds").record(time));
}

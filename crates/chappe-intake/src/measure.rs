//! What is measured, with the `metrics` facade.

use std::time::Duration;

use crate::caught::report;

/// An update waited so long in its lane.
pub(crate) fn waited(time: Duration) {
    report(|| metrics::histogram!("telegram_lane_wait_seconds").record(time));
}

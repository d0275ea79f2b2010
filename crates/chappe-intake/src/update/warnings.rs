//! Warnings: an update waited long for its turn, or a handler awaits an update that cannot arrive.

use std::time::Duration;

use chappe_types::{Update, UpdateType};
use tracing::field::{DisplayValue, debug, display};

use super::running_update::RunningUpdate;
use crate::{catch_panic::report, measure};

/// The shortest wait for a turn in a lane that is logged.
const LONG_WAIT: Duration = Duration::from_secs(10);

impl RunningUpdate {
    /// Records how long the update waited for its turn.
    pub(super) fn record_wait(&self, waited: Duration) {
        measure::lane_wait(waited);
        if waited < LONG_WAIT {
            return;
        }
        let Some(others) = self.shared.long_waits.pass() else { return };
        let (update_id, lane) = (self.id().0, self.key().map(debug));
        report(|| {
            tracing::warn!(
                update_id,
                lane,
                ?waited,
                others,
                "an update waited long in its lane: a slow handler may leave the lane with \
                 `lane.release()` or `unordered(…)`"
            );
        });
    }

    /// Warns if the source requests none of the kinds of update that the handler awaits.
    pub(crate) fn warn_if_unrequested(&self, awaited: &[UpdateType]) {
        let requested = self.shared.options.kinds.clone();
        let requested = requested.unwrap_or_else(|| self.shared.dispatcher.allowed_updates());
        // An empty list requests Telegram's default kinds.
        let may_arrive = requested.is_empty() || awaited.iter().any(|k| requested.contains(k));
        if awaited.is_empty() || may_arrive {
            return;
        }
        let Some(others) = self.shared.unrequested.pass() else { return };
        let update_id = self.id().0;
        report(|| {
            tracing::warn!(
                update_id,
                ?awaited,
                others,
                "a handler awaits a kind of update that is not requested from Telegram: add it \
                 to `allowed_updates`"
            );
        });
    }
}

/// The kind of an update, as a field of a log line.
pub(crate) fn kind_of(update: &Update) -> Option<DisplayValue<&'static str>> {
    update.kind.update_type().map(|kind| display(kind.as_str()))
}

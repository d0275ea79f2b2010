//! [`EarlyConfirmation`]: confirms updates whose handlers left their lane.

use std::{sync::Arc, time::Duration};

use chappe_intake::{Intake, LogLimit, report};
use chappe_types::UpdateId;

/// The minimum time between two warnings.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Confirms updates before they end, if their handler left its lane and the number of unconfirmed
/// updates has reached the threshold.
#[derive(Clone, Debug, Default)]
pub(crate) struct EarlyConfirmation {
    /// Without an intake, no update is confirmed early.
    intake: Option<Arc<Intake>>,
    /// The number of unconfirmed updates at which updates are confirmed early.
    pub(crate) threshold: usize,
    warnings: Option<Arc<LogLimit>>,
}

impl EarlyConfirmation {
    /// Creates the policy for the updates of an intake.
    pub(crate) fn new(intake: &Arc<Intake>, threshold: usize) -> Self {
        let warnings = Some(Arc::new(LogLimit::new(WARNING_INTERVAL)));
        Self { intake: Some(Arc::clone(intake)), threshold, warnings }
    }

    /// Acknowledges an update whose handler left its lane, with a warning. Returns `false` if it
    /// did not leave.
    pub(crate) fn confirm(&self, id: UpdateId) -> bool {
        let is_acknowledged = self.acknowledge(id);
        if is_acknowledged {
            self.warn(id);
        }
        is_acknowledged
    }

    /// Acknowledges an update whose handler left its lane. Returns `false` if it did not leave.
    pub(crate) fn acknowledge(&self, id: UpdateId) -> bool {
        self.intake.as_ref().is_some_and(|intake| intake.acknowledge(id))
    }

    fn warn(&self, id: UpdateId) {
        let Some(others) = self.warnings.as_ref().and_then(|limit| limit.pass()) else { return };
        let unconfirmed = self.threshold;
        report(|| {
            tracing::warn!(
                update_id = id.0,
                unconfirmed,
                others,
                "an update whose handler left its lane is confirmed before it ends, because \
                 later updates can only be confirmed with it: a crash would lose it"
            );
        });
    }

    /// Waits until the handler of another update leaves its lane.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub(crate) async fn lane_left(&self) {
        match &self.intake {
            Some(intake) => intake.lane_left().await,
            None => std::future::pending().await,
        }
    }
}

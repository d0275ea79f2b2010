//! Updates that handlers await, and that nobody asks Telegram for.

use std::time::Duration;

use chappe_types::UpdateType;

use crate::{caught::report, in_flight::InFlight, log_limit::LogLimit};

/// One warning in this time.
const EVERY: Duration = Duration::from_secs(3600);

/// Warns of handlers that await what is not asked for.
#[derive(Debug)]
pub(crate) struct Unasked {
    limit: LogLimit,
}

impl Unasked {
    pub(crate) fn new() -> Self {
        Self { limit: LogLimit::new(EVERY) }
    }

    /// A handler of `update` awaits one of these kinds.
    pub(crate) fn look(&self, update: &InFlight, awaited: fn() -> Vec<UpdateType>) {
        let (intake, awaited) = (&update.intake, awaited());
        let asked = intake.options.kinds.clone();
        let asked = asked.unwrap_or_else(|| intake.dispatcher.allowed_updates());
        // None at all is what Telegram sends unless it is asked for anything.
        let may_come = asked.is_empty() || awaited.iter().any(|kind| asked.contains(kind));
        if awaited.is_empty() || may_come {
            return;
        }
        let Some(others) = self.limit.pass() else { return };
        let update_id = update.id().0;
        report(|| {
            tracing::warn!(
                update_id,
                ?awaited,
                others,
                "a handler awaits updates that nothing in the tree handles: Telegram sends them \
                 only if `allowed_updates` names their kind"
            );
        });
    }
}

//! Taking and restoring snapshots.

use std::sync::Arc;

use serde_json::Value;

use crate::{bot_api::start_deliveries, control::ControlError, shared::Shared};

/// The whole state, as JSON.
pub(crate) fn snapshot(shared: &Shared) -> Result<Value, ControlError> {
    let snapshot = shared.world().snapshot();
    snapshot.map_err(|error| ControlError::new(500, error.to_string()))
}

/// Restores a snapshot, and starts the deliveries of its webhooks.
pub(crate) fn restore(shared: &Arc<Shared>, snapshot: &Value) -> Result<(), ControlError> {
    shared.world().restore(snapshot)?;
    start_all_deliveries(shared);
    Ok(())
}

/// Starts the deliveries of all webhooks.
pub(crate) fn start_all_deliveries(shared: &Arc<Shared>) {
    let bots: Vec<i64> = shared.world().bots.keys().copied().collect();
    for bot in bots {
        start_deliveries(shared, bot);
    }
}

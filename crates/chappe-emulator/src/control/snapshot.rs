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
    let mut world = shared.world();
    world.restore(snapshot)?;
    let bots: Vec<i64> = world.bots.keys().copied().collect();
    drop(world);
    for bot in bots {
        start_deliveries(shared, bot);
    }
    Ok(())
}

//! Saves the state of an emulator after changes.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{persistence::SnapshotFile, shared::Shared};

/// The time between a change and its save: changes that come in a burst are saved together.
const AFTER: Duration = Duration::from_millis(250);

/// How many times as long as a save the time between two saves is, at least. A large state is
/// saved less often.
const SHARE: u32 = 20;

/// Saves each change from now on to a file, until the task is aborted.
pub(crate) fn save_changes(
    file: Arc<SnapshotFile>,
    shared: Arc<Shared>,
    port: u16,
) -> impl Future<Output = ()> + Send {
    let changes = shared.world().changes();
    save_on(changes, file, shared, port)
}

async fn save_on(
    mut changes: watch::Receiver<u64>,
    file: Arc<SnapshotFile>,
    shared: Arc<Shared>,
    port: u16,
) {
    let mut wait = AFTER;
    // Never closed: the world owns the sender.
    while changes.changed().await.is_ok() {
        sleep(wait).await;
        changes.mark_unchanged();
        let (file, shared) = (Arc::clone(&file), Arc::clone(&shared));
        let began = Instant::now();
        // An error only reports that the runtime shuts down.
        let _ = tokio::task::spawn_blocking(move || file.save(&shared, port)).await;
        wait = AFTER.max(began.elapsed() * SHARE);
    }
}

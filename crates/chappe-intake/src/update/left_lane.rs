//! The updates whose handler left its lane.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use chappe_types::UpdateId;
use tokio::sync::{Notify, Semaphore};

use super::running_update::RunningUpdate;

/// The updates whose handler left its lane, and a limit for those that still run after their
/// completion.
pub(crate) struct LeftLane {
    /// Those that are not completed.
    updates: Mutex<HashMap<UpdateId, Weak<RunningUpdate>>>,
    /// Notified when an update is added, or may be acknowledged.
    pub(crate) changed: Notify,
    /// One permit for each completed update that may run without holding capacity.
    pub(super) detached: Arc<Semaphore>,
    max_detached: usize,
}

impl LeftLane {
    pub(super) fn new(max_detached: usize) -> Self {
        let max_detached = max_detached.min(Semaphore::MAX_PERMITS);
        Self {
            updates: Mutex::default(),
            changed: Notify::new(),
            detached: Arc::new(Semaphore::new(max_detached)),
            max_detached,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UpdateId, Weak<RunningUpdate>>> {
        self.updates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn insert(&self, update: &Arc<RunningUpdate>) {
        self.lock().insert(update.id(), Arc::downgrade(update));
        self.changed.notify_one();
    }

    pub(super) fn remove(&self, update: &RunningUpdate) {
        let mut updates = self.lock();
        // The source may have delivered the same id again since the completion.
        let is_same = |left: &Weak<RunningUpdate>| std::ptr::eq(left.as_ptr(), update);
        if updates.get(&update.id()).is_some_and(is_same) {
            updates.remove(&update.id());
        }
    }

    pub(crate) fn get(&self, id: UpdateId) -> Option<Arc<RunningUpdate>> {
        self.lock().get(&id)?.upgrade()
    }

    /// How many updates left their lane and are not completed.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// How many completed updates run without holding capacity.
    pub(crate) fn detached(&self) -> usize {
        self.max_detached - self.detached.available_permits()
    }
}

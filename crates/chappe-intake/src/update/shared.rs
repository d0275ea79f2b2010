//! The state of an intake that its updates share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use chappe_core::Dispatcher;
use chappe_types::UpdateId;
use tokio::sync::{Notify, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{running_update::RunningUpdate, waiters::Waiters};
use crate::{in_flight::InFlight, lane::Lanes, log_limit::LogLimit, options::Options};

/// The state of an intake that its updates share.
pub(crate) struct Shared {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) options: Options,
    pub(crate) in_flight: Arc<InFlight>,
    pub(crate) lanes: Arc<Lanes>,
    pub(crate) waiters: Waiters,
    pub(crate) left: Left,
    /// The tasks of updates, their background tasks and their pending replies.
    pub(crate) tasks: TaskTracker,
    /// Cancelled once no more updates are accepted.
    pub(crate) closed: CancellationToken,
    /// Cancels the tasks of updates.
    pub(crate) cancelled: CancellationToken,
    pub(super) long_waits: LogLimit,
    pub(super) unrequested: LogLimit,
}

impl Shared {
    pub(crate) fn new(dispatcher: Dispatcher, options: Options) -> Self {
        Self {
            dispatcher,
            in_flight: InFlight::new(options.max_in_flight, options.remember),
            lanes: Lanes::new(),
            waiters: Waiters::default(),
            left: Left::new(options.max_detached),
            options,
            tasks: TaskTracker::new(),
            closed: CancellationToken::new(),
            cancelled: CancellationToken::new(),
            long_waits: LogLimit::new(Duration::from_secs(60)),
            unrequested: LogLimit::new(Duration::from_secs(3600)),
        }
    }
}

/// The updates whose handler left its lane.
pub(crate) struct Left {
    /// Those that are not completed.
    updates: Mutex<HashMap<UpdateId, Weak<RunningUpdate>>>,
    /// Notified when an update is added, or may be acknowledged.
    pub(crate) changed: Notify,
    /// One permit for each update that may run without capacity, after its completion.
    pub(super) detached: Arc<Semaphore>,
    max_detached: usize,
}

impl Left {
    fn new(max_detached: usize) -> Self {
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

    /// How many updates run without capacity.
    pub(crate) fn detached(&self) -> usize {
        self.max_detached - self.detached.available_permits()
    }
}

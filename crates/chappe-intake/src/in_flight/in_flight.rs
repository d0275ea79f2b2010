//! The registry of updates in flight: an update that is delivered twice runs once.
//!
//! In: the id of an update that has arrived; out: a [`Completer`] for a new update, otherwise the
//! [`Admission`] of the caller.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chappe_types::UpdateId;
use foldhash::quality::RandomState;
use tokio::sync::{Semaphore, oneshot};

use super::{
    admission::Admission, completer::Completer, completion::Completion, recent_ids::RecentIds,
};
use crate::{catch_panic::report, reply::PendingReply};

/// How many times an update may be lost before it counts as handled.
const MAX_LOSSES: u32 = 3;

/// The maximum number of updates whose losses are counted. If it is reached, all counts are reset.
const MAX_LOST: usize = 1024;

/// The updates of one bot that are in flight, and those handled recently.
#[derive(Debug)]
pub(crate) struct InFlight {
    /// One permit for each update that may be in flight.
    capacity: Arc<Semaphore>,
    max: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The callers that wait for each update in flight.
    waiting: HashMap<UpdateId, Vec<oneshot::Sender<Completion>>, RandomState>,
    handled: RecentIds,
    /// How many times each update was lost.
    losses: HashMap<UpdateId, u32, RandomState>,
}

impl InFlight {
    /// Admits at most `max` updates at a time, and remembers at least the last `remember`
    /// handled ones.
    pub(crate) fn new(max: usize, remember: usize) -> Arc<Self> {
        let max = max.min(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            capacity: Arc::new(Semaphore::new(max)),
            max,
            state: Mutex::new(State {
                waiting: HashMap::default(),
                handled: RecentIds::new(remember),
                losses: HashMap::default(),
            }),
        })
    }

    /// Admits a new update if `is_open` and if there is capacity; the caller then runs it.
    ///
    /// # Errors
    ///
    /// Returns the admission of the caller if the update is not new or not admitted.
    pub(crate) fn admit(
        self: &Arc<Self>,
        id: UpdateId,
        is_open: bool,
    ) -> Result<(Completer, oneshot::Receiver<Completion>), Admission> {
        let mut state = self.lock();
        if state.handled.contains(id) {
            return Err(Admission::Duplicate);
        }
        let (sender, receiver) = oneshot::channel();
        if let Some(waiting) = state.waiting.get_mut(&id) {
            waiting.retain(|sender| !sender.is_closed());
            waiting.push(sender);
            return Err(Admission::Pending(receiver));
        }
        if !is_open {
            return Err(Admission::Rejected);
        }
        let Ok(capacity) = Arc::clone(&self.capacity).try_acquire_owned() else {
            return Err(Admission::Rejected);
        };
        state.waiting.insert(id, vec![sender]);
        Ok((Completer::new(Arc::clone(self), id, capacity), receiver))
    }

    /// Whether a caller still waits for the completion of an update.
    pub(crate) fn has_caller(&self, id: UpdateId) -> bool {
        let state = self.lock();
        state.waiting.get(&id).is_some_and(|waiting| waiting.iter().any(|w| !w.is_closed()))
    }

    /// How many updates hold capacity.
    pub(crate) fn len(&self) -> usize {
        self.max - self.capacity.available_permits()
    }

    /// Sends the completion of an update to the callers that wait for it. Returns the reply if no
    /// caller waits. An update that will be redelivered is not remembered.
    pub(super) fn complete(&self, id: UpdateId, completion: Completion) -> Option<PendingReply> {
        let mut state = self.lock();
        let waiting = state.waiting.remove(&id).unwrap_or_default();
        if matches!(completion, Completion::Handled(_)) {
            state.handled.insert(id);
            state.losses.remove(&id);
        }
        drop(state);
        send(waiting, completion)
    }

    /// Completes an update that is [lost](super::completer::End::Lost): the source must deliver it
    /// again, unless it was lost [`MAX_LOSSES`] times.
    pub(super) fn lose(&self, id: UpdateId) {
        let mut state = self.lock();
        if state.losses.len() >= MAX_LOST {
            state.losses.clear();
        }
        let losses = state.losses.entry(id).or_default();
        *losses += 1;
        let redelivers = *losses < MAX_LOSSES;
        drop(state);
        if redelivers {
            self.complete(id, Completion::Redeliver);
        } else {
            self.complete(id, Completion::Handled(None));
            let update_id = id.0;
            report(|| {
                tracing::error!(
                    update_id,
                    "the task of an update was cancelled three times: the update counts as handled"
                );
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a completion to all callers; the first one that still waits receives the reply.
/// Returns the reply if no caller waits.
fn send(waiting: Vec<oneshot::Sender<Completion>>, completion: Completion) -> Option<PendingReply> {
    let (mut reply, is_handled) = match completion {
        Completion::Handled(reply) => (reply, true),
        Completion::Redeliver => (None, false),
    };
    for sender in waiting {
        let completion = match is_handled {
            true => Completion::Handled(reply.take()),
            false => Completion::Redeliver,
        };
        if let Err(Completion::Handled(unsent)) = sender.send(completion) {
            reply = unsent;
        }
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::in_flight::End;

    const ID: UpdateId = UpdateId(7);

    #[tokio::test]
    async fn a_redelivered_update_is_not_remembered() {
        let in_flight = InFlight::new(2, 2);
        let (completer, mut receiver) = in_flight.admit(ID, true).expect("it is new");
        completer.end(End::Redeliver, None);
        assert!(matches!(receiver.try_recv(), Ok(Completion::Redeliver)));
        let again = in_flight.admit(ID, true);
        assert_eq!((again.is_ok(), in_flight.len()), (true, 1));
    }

    #[tokio::test]
    async fn calls_that_join_an_update_need_no_capacity() {
        let in_flight = InFlight::new(1, 2);
        let _first = in_flight.admit(ID, true);
        assert!(matches!(in_flight.admit(ID, true), Err(Admission::Pending(_))));
        assert!(matches!(in_flight.admit(ID, false), Err(Admission::Pending(_))));
        assert!(matches!(in_flight.admit(UpdateId(8), true), Err(Admission::Rejected)));
    }

    #[tokio::test]
    async fn a_closed_registry_admits_no_new_update() {
        let in_flight = InFlight::new(1, 2);
        assert!(matches!(in_flight.admit(ID, false), Err(Admission::Rejected)));
        assert_eq!(in_flight.len(), 0);
    }

    #[tokio::test]
    async fn an_update_that_is_lost_three_times_is_redelivered_twice() {
        let in_flight = InFlight::new(2, 2);
        let mut redelivered = Vec::new();
        for _ in 0..3 {
            let (completer, mut receiver) = in_flight.admit(ID, true).expect("it is new");
            drop(completer);
            redelivered.push(matches!(receiver.try_recv(), Ok(Completion::Redeliver)));
        }
        assert_eq!(redelivered, [true, true, false]);
        assert!(matches!(in_flight.admit(ID, true), Err(Admission::Duplicate)));
        assert!(in_flight.lock().losses.is_empty(), "the losses of a handled update are removed");
    }
}

//! Handlers that await the next update of their lane.

use std::{
    any::Any,
    collections::HashMap,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use chappe_core::{BoxError, ErasedFuture, discard};
use chappe_types::Update;
use tokio::sync::{Notify, oneshot};

use crate::{caught::report, hash::IdHash, in_flight::InFlight, lane_key::LaneKey};

/// A request about the event that a handler awaits, with its type erased.
pub(crate) type Found = Box<dyn Any + Send>;

/// Asks whether an update is what a handler awaits.
pub(crate) type Ask = Box<dyn Fn(Update) -> ErasedFuture<Option<Found>> + Send + Sync>;

/// An update on its way to the handler that awaits it.
pub(crate) struct Handover {
    pub(crate) found: Found,
    pub(crate) update: Arc<InFlight>,
    /// If it is dropped, the update goes on by itself.
    pub(crate) taken: oneshot::Sender<()>,
}

/// A handler that awaits an update.
pub(crate) struct Waiter {
    ask: Ask,
    /// Whose handler it is.
    update: Weak<InFlight>,
    handler: Mutex<Option<oneshot::Sender<Handover>>>,
    ended: Notify,
}

impl Waiter {
    fn lock(&self) -> MutexGuard<'_, Option<oneshot::Sender<Handover>>> {
        self.handler.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_gone(&self) -> bool {
        self.lock().as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    /// What the handler gets of an update, if it is what it awaits. A filter that fails says
    /// no.
    async fn asks(&self, update: &Update) -> Option<Found> {
        let mut ended = pin!(self.ended.notified());
        ended.as_mut().enable();
        if self.is_gone() {
            return None;
        }
        // A filter that takes its time holds up the lane no longer than its handler waits.
        let found = tokio::select! {
            biased;
            () = ended => return None,
            found = (self.ask)(update.clone()) => found,
        };
        match found {
            Ok(found) => found,
            Err(error) => {
                complain(update, error);
                None
            }
        }
    }

    /// The handler awaits no update any more.
    fn end(&self) {
        let handler = self.lock().take();
        drop(handler);
        self.ended.notify_waiters();
    }
}

fn complain(update: &Update, error: BoxError) {
    let update_id = update.update_id.0;
    report(|| {
        let error = &*error as &dyn std::error::Error;
        tracing::warn!(update_id, error, "the filter of a handler that awaits an update failed");
    });
    let _ = discard(error);
}

/// The handlers that await an update, by lane, each in the order in which they came.
#[derive(Default)]
pub(crate) struct Awaiting {
    waiters: Mutex<HashMap<LaneKey, Vec<Arc<Waiter>>, IdHash>>,
    /// How many there are: mostly none.
    len: AtomicUsize,
}

impl Awaiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<LaneKey, Vec<Arc<Waiter>>, IdHash>> {
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many await an update.
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    /// Whether nobody awaits an update.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn of(&self, key: &LaneKey) -> Vec<Arc<Waiter>> {
        if self.is_empty() {
            return Vec::new();
        }
        self.lock().get(key).cloned().unwrap_or_default()
    }

    /// Offers an update, whose turn has come, to those who await one in its lane. Whether
    /// one of them took it.
    pub(crate) async fn offer(&self, update: &Arc<InFlight>) -> bool {
        let Some(key) = awaiting_key(update) else { return false };
        for waiter in self.of(&key) {
            let Some(found) = waiter.asks(&update.update).await else { continue };
            let Some(handler) = waiter.lock().take() else { continue };
            let (taken, is_taken) = oneshot::channel();
            let handover = Handover { found, update: Arc::clone(update), taken };
            // One that is gone before it looks gives the update back.
            if handler.send(handover).is_ok() && is_taken.await.is_ok() {
                return true;
            }
        }
        false
    }

    /// Awaits an update in a lane, from now on until the registration is dropped.
    pub(crate) fn register(
        update: &Arc<InFlight>,
        ask: Ask,
    ) -> Option<(Registration, oneshot::Receiver<Handover>)> {
        let key = awaiting_key(update)?;
        let (handler, handover) = oneshot::channel();
        let waiter = Arc::new(Waiter {
            ask,
            update: Arc::downgrade(update),
            handler: Mutex::new(Some(handler)),
            ended: Notify::new(),
        });
        let awaiting = &update.intake.awaiting;
        awaiting.lock().entry(key.clone()).or_default().push(Arc::clone(&waiter));
        awaiting.len.fetch_add(1, Ordering::AcqRel);
        Some((Registration { update: Arc::clone(update), key, waiter }, handover))
    }

    /// An update's handler has ended: nothing that it awaited comes any more.
    pub(crate) fn end(&self, update: &InFlight) {
        let Some(key) = awaiting_key(update) else { return };
        let is_its = |waiter: &&Arc<Waiter>| std::ptr::eq(waiter.update.as_ptr(), update);
        self.of(&key).iter().filter(is_its).for_each(|waiter| waiter.end());
    }
}

/// What those who await an update of the same lane are found by; also where updates are in
/// no order.
fn awaiting_key(update: &InFlight) -> Option<LaneKey> {
    update.key().cloned().or_else(|| crate::LaneBy::Chat.key(&update.update))
}

/// A handler awaits an update until this is dropped.
pub(crate) struct Registration {
    update: Arc<InFlight>,
    key: LaneKey,
    waiter: Arc<Waiter>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.waiter.end();
        let awaiting = &self.update.intake.awaiting;
        let mut waiters = awaiting.lock();
        let is_last = waiters.get_mut(&self.key).is_some_and(|waiters| {
            waiters.retain(|waiter| !Arc::ptr_eq(waiter, &self.waiter));
            waiters.is_empty()
        });
        if is_last {
            waiters.remove(&self.key);
        }
        drop(waiters);
        awaiting.len.fetch_sub(1, Ordering::AcqRel);
    }
}

//! Handlers that await the next update of their lane.

use std::{
    any::Any,
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use chappe_core::{ErasedFuture, discard};
use chappe_types::Update;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::running_update::RunningUpdate;
use crate::{
    catch_panic::report,
    lane::{LaneBy, LaneKey},
};

/// The request of an awaited update, with its event type erased.
pub(crate) type Awaited = Box<dyn Any + Send>;

/// Matches an update against the filters of a handler that awaits one.
pub(crate) type Matches = Box<dyn Fn(Update) -> ErasedFuture<Option<Awaited>> + Send + Sync>;

/// An update that is offered to the handler that awaits it.
pub(crate) struct Transfer {
    pub(crate) awaited: Awaited,
    pub(crate) update: Arc<RunningUpdate>,
    /// Sent once the handler has received the update. If it is dropped instead, the update runs its
    /// own handler.
    pub(crate) accepted: oneshot::Sender<()>,
}

/// A handler that awaits an update.
struct Waiter {
    matches: Matches,
    /// The handler's own update.
    owner: Weak<RunningUpdate>,
    /// `None` once an update was offered, or the handler no longer awaits one.
    handler: Mutex<Option<oneshot::Sender<Transfer>>>,
    ended: CancellationToken,
}

impl Waiter {
    fn lock(&self) -> MutexGuard<'_, Option<oneshot::Sender<Transfer>>> {
        self.handler.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Matches `update`; an update whose filter fails does not match.
    async fn matches(&self, update: &Update) -> Option<Awaited> {
        if self.lock().is_none() {
            return None;
        }
        // A slow filter delays the lane only as long as the handler still waits.
        let result = self.ended.run_until_cancelled((self.matches)(update.clone())).await?;
        result.unwrap_or_else(|error| {
            let update_id = update.update_id.0;
            report(|| {
                let error = &*error as &dyn Error;
                tracing::warn!(
                    update_id,
                    error,
                    "the filter of `Lane::next` failed: its handler does not receive the update"
                );
            });
            let _ = discard(error);
            None
        })
    }

    fn end(&self) {
        let handler = self.lock().take();
        drop(handler);
        self.ended.cancel();
    }
}

/// The handlers that await an update, by lane, each in the order in which they began to.
#[derive(Default)]
pub(crate) struct Waiters {
    by_lane: Mutex<HashMap<LaneKey, Vec<Arc<Waiter>>>>,
}

impl Waiters {
    fn lock(&self) -> MutexGuard<'_, HashMap<LaneKey, Vec<Arc<Waiter>>>> {
        self.by_lane.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many handlers await an update.
    pub(crate) fn len(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }

    /// Whether no handler awaits an update.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Returns the handlers that await an update of the same lane.
    fn of(&self, update: &RunningUpdate) -> Vec<Arc<Waiter>> {
        if self.is_empty() {
            return Vec::new();
        }
        key_of(update).and_then(|key| self.lock().get(&key).cloned()).unwrap_or_default()
    }

    /// Offers an update, once it has its turn, to the handlers that await one in its lane. Returns
    /// whether one of them has received it.
    pub(crate) async fn offer(&self, update: &Arc<RunningUpdate>) -> bool {
        for waiter in self.of(update) {
            let Some(awaited) = waiter.matches(&update.update).await else { continue };
            let Some(handler) = waiter.lock().take() else { continue };
            let (accepted, is_accepted) = oneshot::channel();
            let transfer = Transfer { awaited, update: Arc::clone(update), accepted };
            // A handler that stopped waiting drops the transfer.
            if handler.send(transfer).is_ok() && is_accepted.await.is_ok() {
                return true;
            }
        }
        false
    }

    /// Cancels the registrations of an update's handler: its pending `Lane::next` fails.
    pub(super) fn end(&self, update: &RunningUpdate) {
        for waiter in self.of(update) {
            if std::ptr::eq(waiter.owner.as_ptr(), update) {
                waiter.end();
            }
        }
    }
}

/// The key by which handlers await updates: the chat where updates have no lane.
fn key_of(update: &RunningUpdate) -> Option<LaneKey> {
    update.key().cloned().or_else(|| LaneBy::Chat.key(&update.update))
}

/// Registers a handler that awaits an update, until it is dropped.
pub(crate) struct Registration {
    update: Arc<RunningUpdate>,
    key: LaneKey,
    waiter: Arc<Waiter>,
}

impl Registration {
    /// Registers the handler of `update`. `None` if the update belongs to no lane or chat.
    pub(crate) fn new(
        update: &Arc<RunningUpdate>,
        matches: Matches,
    ) -> Option<(Self, oneshot::Receiver<Transfer>)> {
        let key = key_of(update)?;
        let (handler, transfer) = oneshot::channel();
        let waiter = Arc::new(Waiter {
            matches,
            owner: Arc::downgrade(update),
            handler: Mutex::new(Some(handler)),
            ended: CancellationToken::new(),
        });
        let mut by_lane = update.shared.waiters.lock();
        by_lane.entry(key.clone()).or_default().push(Arc::clone(&waiter));
        drop(by_lane);
        Some((Self { update: Arc::clone(update), key, waiter }, transfer))
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.waiter.end();
        let mut by_lane = self.update.shared.waiters.lock();
        if let Some(waiters) = by_lane.get_mut(&self.key) {
            waiters.retain(|waiter| !Arc::ptr_eq(waiter, &self.waiter));
            if waiters.is_empty() {
                by_lane.remove(&self.key);
            }
        }
    }
}

//! The entry of updates from all sources.
//!
//! In: updates; out: an [`Admission`] for each, and later its [`Completion`].

use std::{
    fmt,
    future::{Future as _, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request};
use chappe_types::{Update, UpdateId};
use tokio::{sync::oneshot, time::timeout};
use tower_service::Service;

use crate::{
    in_flight::{Admission, Completion},
    lane::LaneKey,
    options::Options,
    task::{Calls, GuardedTask, UpdateTask, calls},
    update::{RunningUpdate, Shared},
};

/// The maximum wait for cancelled tasks to be dropped.
const CANCEL_TIMEOUT: Duration = Duration::from_millis(100);

/// Runs the updates of one bot: deduplicates them, keeps the order of each lane, sends replies, and
/// reports completions.
///
/// See the [crate's docs](crate) for an example.
pub struct Intake {
    shared: Arc<Shared>,
}

impl Intake {
    /// Creates an intake. Replies that cannot be sent are offered to the error observers of
    /// `dispatcher`.
    pub fn new(dispatcher: Dispatcher, options: Options) -> Self {
        Self { shared: Arc::new(Shared::new(dispatcher, options)) }
    }

    /// Returns the key of an update's lane, as defined by [`Options::lane_by`].
    pub fn lane_of(&self, update: &Update) -> Option<LaneKey> {
        self.shared.options.lane_by.key(update)
    }

    /// Stops accepting updates. Handlers that [await an update](crate::Lane::next) receive an
    /// error.
    pub fn close(&self) {
        self.shared.tasks.close();
        self.shared.closed.cancel();
    }

    /// Stops accepting updates, and waits until all updates in flight have ended, with their
    /// replies and their background tasks.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels no update. The intake stays closed.
    pub async fn drain(&self) {
        self.close();
        self.shared.tasks.drain().await;
    }

    /// [Drains](Self::drain) for at most `time`, then cancels the updates that are still in flight,
    /// as [`cut_off`](Self::cut_off) does. Returns whether all updates ended in time.
    pub async fn drain_within(&self, time: Duration) -> bool {
        if timeout(time, self.drain()).await.is_ok() {
            return true;
        }
        self.cut_off().await;
        false
    }

    /// Calls [`halt`](Self::halt), and waits at most 100 ms until the cancelled tasks are dropped.
    /// A task that blocks its thread is not dropped before it yields.
    pub async fn cut_off(&self) {
        self.halt();
        let _ = timeout(CANCEL_TIMEOUT, self.shared.tasks.drain()).await;
    }

    /// Stops accepting updates, and cancels those in flight: their tasks are dropped at the
    /// `.await` where they wait. Those that are not completed yet complete with
    /// [`Completion::Redeliver`]: the source must deliver them again.
    pub fn halt(&self) {
        self.shared.cancelled.cancel();
        self.close();
    }

    /// Returns whether an update's handler has left its lane while the update is not completed.
    /// Always `false` unless [`Options::on_leave`] is [`OnLeave::Wait`](crate::OnLeave::Wait).
    pub fn has_left_lane(&self, id: UpdateId) -> bool {
        self.shared.left_lane.get(id).is_some()
    }

    /// Completes an update that [has left its lane](Self::has_left_lane) as handled, while it still
    /// runs. Returns `false` if it has not left its lane or is completed already, or if
    /// [`max_detached`](Options::max_detached) completed updates still run.
    pub fn acknowledge(&self, id: UpdateId) -> bool {
        self.shared.left_lane.get(id).is_some_and(|update| update.acknowledge())
    }

    /// Waits until an update [has left its lane](Self::has_left_lane) since the last call, or until
    /// a completed update has ended, so that [`acknowledge`](Self::acknowledge) may succeed for one
    /// for which [`max_detached`](Options::max_detached) prevented it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no notification.
    pub async fn lane_left(&self) {
        self.shared.left_lane.changed.notified().await;
    }

    /// Accepts an update. If it is in flight already, its completion is sent to this caller too;
    /// if it is new, a task dispatches it to `service`: the intake's dispatcher, or that dispatcher
    /// with layers around it.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    pub fn accept<D>(&self, update: Update, service: &Arc<D>) -> Admission
    where
        D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        self.spawn(update, calls(service))
    }

    // Not generic: instantiated once, not once per service.
    fn spawn(&self, update: Update, calls: Calls) -> Admission {
        match self.admit(update, calls) {
            Ok((task, receiver)) => {
                tokio::spawn(task);
                Admission::Pending(receiver)
            }
            Err(admission) => admission,
        }
    }

    /// Accepts an update as [`accept`](Self::accept) does, but polls it once in the caller's task.
    /// An update that ends without waiting needs no task; any other continues on a new task.
    ///
    /// For sources that receive each update on a separate task.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future does not cancel an accepted update.
    pub async fn accept_here<D>(&self, update: Update, service: &Arc<D>) -> Admission
    where
        D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        self.start(update, calls(service)).await
    }

    async fn start(&self, update: Update, calls: Calls) -> Admission {
        let (mut task, receiver) = match self.admit(update, calls) {
            Ok(admitted) => admitted,
            Err(admission) => return admission,
        };
        let started = poll_fn(|cx| Poll::Ready(Pin::new(&mut task).poll(cx))).await;
        if started.is_pending() {
            tokio::spawn(task);
        }
        Admission::Pending(receiver)
    }

    /// Admits an update, takes its ticket for its lane, and returns its task, which the caller
    /// spawns.
    fn admit(
        &self,
        update: Update,
        calls: Calls,
    ) -> Result<(GuardedTask, oneshot::Receiver<Completion>), Admission> {
        let (shared, id) = (&self.shared, update.update_id);
        // Before the check of `is_closed`: a drain that does not wait for this token has closed the
        // counter already.
        let token = shared.tasks.token();
        let (completer, receiver) = shared.in_flight.admit(id, !shared.tasks.is_closed())?;
        let key = self.lane_of(&update);
        // Not on the task: tasks start in any order.
        let ticket = key.clone().map(|key| shared.lanes.enter(key));
        let update = RunningUpdate::new(Arc::clone(shared), update, key, completer);
        if shared.options.acknowledges_on_receipt {
            update.acknowledge_on_receipt();
        }
        let work = Box::pin(UpdateTask::new(update, token).run(ticket, calls));
        Ok((GuardedTask::new(work, id, Arc::clone(shared)), receiver))
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("options", &self.shared.options)
            .field("in_flight", &self.shared.in_flight.len())
            .field("detached", &self.shared.left_lane.detached())
            .field("left", &self.shared.left_lane.len())
            .field("awaiting", &self.shared.waiters.len())
            .finish_non_exhaustive()
    }
}

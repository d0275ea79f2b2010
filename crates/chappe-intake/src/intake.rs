//! The entry of updates, whatever their source.

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

/// How long cancelled tasks may take to be dropped.
const CANCEL_TIMEOUT: Duration = Duration::from_millis(100);

/// Runs the updates of one bot.
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

    /// Returns the key of an update's lane; see [`Options::lane_by`].
    pub fn lane_of(&self, update: &Update) -> Option<LaneKey> {
        self.shared.options.lane_by.key(update)
    }

    /// Stops accepting updates. Handlers that await one stop waiting, with an error.
    pub fn close(&self) {
        self.shared.tasks.close();
        self.shared.closed.cancel();
    }

    /// Stops accepting updates, and waits until all updates in flight have ended, with their
    /// replies and their background tasks.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no update; the intake stays closed.
    pub async fn drain(&self) {
        self.close();
        self.shared.tasks.wait().await;
    }

    /// Drains for at most `time`, then [cuts off](Self::cut_off) the updates in flight. Returns
    /// whether all updates ended in time.
    pub async fn drain_within(&self, time: Duration) -> bool {
        if timeout(time, self.drain()).await.is_ok() {
            return true;
        }
        self.cut_off().await;
        false
    }

    /// [Halts](Self::halt), and waits until the cancelled tasks are dropped, for at most
    /// 100 ms: a task that blocks its thread cannot be dropped.
    pub async fn cut_off(&self) {
        self.halt();
        let _ = timeout(CANCEL_TIMEOUT, self.shared.tasks.wait()).await;
    }

    /// Starts no more updates, and cancels those in flight: their tasks are dropped where they
    /// wait. The source must deliver them again.
    pub fn halt(&self) {
        self.shared.cancelled.cancel();
        self.close();
    }

    /// Whether an update's handler left its lane and the update is not completed. Always
    /// `false` unless [`Options::on_leave`] is [`OnLeave::Wait`](crate::OnLeave::Wait).
    pub fn has_left_lane(&self, id: UpdateId) -> bool {
        self.shared.left_lane.get(id).is_some()
    }

    /// Completes an update that [has left](Self::has_left_lane) its lane, while it still runs.
    /// Returns `false` if it did not leave, or if
    /// [`max_detached`](Options::max_detached) others run on.
    pub fn acknowledge(&self, id: UpdateId) -> bool {
        self.shared.left_lane.get(id).is_some_and(|update| update.acknowledge())
    }

    /// Waits until another update [has left](Self::has_left_lane) its lane, or may be acknowledged.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no notification.
    pub async fn lane_left(&self) {
        self.shared.left_lane.changed.notified().await;
    }

    /// Accepts an update: joins it if it is in flight, otherwise starts it on a task, with
    /// `service` in place of the intake's dispatcher (usually that dispatcher with layers).
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

    /// Accepts an update as [`accept`](Self::accept) does, but polls it here once: an update
    /// that finishes without waiting needs no task, and any other one continues on a task.
    ///
    /// For sources whose updates arrive on tasks of their own.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    ///
    /// # Cancel safety
    ///
    /// An accepted update continues if the future is dropped.
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

    /// Admits an update, with a ticket for its lane. The caller starts the task.
    fn admit(
        &self,
        update: Update,
        calls: Calls,
    ) -> Result<(GuardedTask, oneshot::Receiver<Completion>), Admission> {
        let (shared, id) = (&self.shared, update.update_id);
        // Before the check: a drain either waits for this token, or has closed the tasks.
        let token = shared.tasks.token();
        let (completer, receiver) = shared.in_flight.admit(id, !shared.tasks.is_closed())?;
        let key = self.lane_of(&update);
        // Here, in the order of arrival, and not on the task.
        let ticket = key.clone().map(|key| shared.lanes.enter(key));
        let update = RunningUpdate::new(Arc::clone(shared), update, key, completer);
        if shared.options.acknowledges_on_receipt {
            update.acknowledge_on_receipt();
        }
        let work = UpdateTask::new(update, token).run(ticket, calls);
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

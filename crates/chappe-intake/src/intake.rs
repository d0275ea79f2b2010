//! The intake: updates that come are accepted, or refused.

use std::{
    fmt,
    future::{Future as _, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request};
use chappe_types::{Update, UpdateId};
use tokio::{sync::oneshot, time::timeout};
use tower_service::Service;

use crate::{
    awaiting::Awaiting,
    flights::{Boarding, Flights, Landing},
    guarded::Guarded,
    halt::Halt,
    in_flight::{InFlight, Left},
    lane_key::LaneKey,
    lanes::Lanes,
    options::Options,
    tasks::Tasks,
    unasked::Unasked,
    update_task::{Calls, UpdateTask, calls},
    waits::Waits,
};

/// How long what is cut off may take to be dropped.
const CUT_OFF: Duration = Duration::from_millis(100);

/// The updates of one bot that are under way.
pub struct Intake {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) options: Options,
    pub(crate) flights: Flights,
    pub(crate) tasks: Tasks,
    pub(crate) lanes: Arc<Lanes>,
    pub(crate) awaiting: Awaiting,
    /// Updates that left their lane, where the source is told when they are done.
    pub(crate) left: Left,
    /// How many updates go on whose source was told that they are handled.
    pub(crate) detached: AtomicUsize,
    pub(crate) waits: Waits,
    pub(crate) unasked: Unasked,
    /// No more updates come.
    pub(crate) closed: Halt,
    /// What runs is to be cut off.
    pub(crate) cancelled: Halt,
    in_flight: AtomicUsize,
    is_halted: AtomicBool,
}

/// Whether an update was accepted.
#[derive(Debug)]
pub enum Accepted {
    /// Wait for it; another one may do so already.
    Waits(oneshot::Receiver<Landing>),
    /// It ran before.
    Known,
    /// No: ask again.
    No,
}

impl Intake {
    /// An intake; `dispatcher` hears of replies that cannot be sent.
    pub fn new(dispatcher: Dispatcher, options: Options) -> Self {
        Self {
            dispatcher,
            flights: Flights::new(options.remember),
            options,
            tasks: Tasks::new(),
            lanes: Lanes::new(),
            awaiting: Awaiting::default(),
            left: Left::default(),
            detached: AtomicUsize::new(0),
            waits: Waits::new(),
            unasked: Unasked::new(),
            closed: Halt::new(),
            cancelled: Halt::new(),
            in_flight: AtomicUsize::new(0),
            is_halted: AtomicBool::new(false),
        }
    }

    /// Returns what an update is kept in order by; see [`Options::lane_by`].
    pub fn lane_of(&self, update: &Update) -> Option<LaneKey> {
        self.options.lane_by.key(update)
    }

    /// Accepts no more updates. Handlers that await one are told that none comes.
    pub fn close(&self) {
        self.tasks.close();
        self.closed.tell();
    }

    /// Accepts no more updates, and waits until those under way are done, their
    /// replies and their work in the background included.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing; no more updates are accepted all the same.
    pub async fn drain(&self) {
        self.close();
        self.tasks.wait().await;
    }

    /// As [`drain`](Self::drain), but cuts off what is still under way when the time is over:
    /// it is dropped where it waits, and the source is to send those updates again. Whether all
    /// was done in time.
    pub async fn drain_within(&self, time: Duration) -> bool {
        if timeout(time, self.drain()).await.is_ok() {
            return true;
        }
        self.cut_off().await;
        false
    }

    /// As [`halt`](Self::halt), and waits until what is cut off is gone, 100 ms at most: what
    /// holds up its thread cannot be dropped.
    pub async fn cut_off(&self) {
        self.halt();
        let _ = timeout(CUT_OFF, self.tasks.wait()).await;
    }

    /// Begins nothing more, and cuts off what runs: it is dropped where it waits. These
    /// updates, and those that wait for their turn, must be sent again.
    pub fn halt(&self) {
        self.is_halted.store(true, Ordering::Release);
        self.close();
        self.cancelled.tell();
    }

    /// Whether an update's handler left its lane and the update goes on, while its source was
    /// not told of its end; only where [`Options::on_leave`] waits.
    pub fn has_left(&self, id: UpdateId) -> bool {
        self.left.get(id).is_some()
    }

    /// Tells the source that an update is handled which [has left](Self::has_left), although
    /// it goes on. Returns `false` if it did not leave, or too many others go on so.
    pub fn acknowledge(&self, id: UpdateId) -> bool {
        self.left.get(id).is_some_and(|in_flight| in_flight.acknowledge())
    }

    /// Waits until one more update leaves its lane.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn one_left(&self) {
        self.left.more.notified().await;
    }

    /// Whether nothing more begins.
    pub(crate) fn is_halted(&self) -> bool {
        self.is_halted.load(Ordering::Acquire)
    }

    /// Accepts an update: joins it if it runs, else starts it on a task, with
    /// `service` around or in place of the dispatcher.
    ///
    /// Needs a tokio runtime around it.
    pub fn accept<D>(self: &Arc<Self>, update: Update, service: &Arc<D>) -> Accepted
    where
        D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        self.start(update, calls(service))
    }

    fn start(self: &Arc<Self>, update: Update, calls: Calls) -> Accepted {
        match self.board(update, calls) {
            Ok((flight, receiver)) => {
                tokio::spawn(flight);
                Accepted::Waits(receiver)
            }
            Err(accepted) => accepted,
        }
    }

    /// Accepts an update as [`accept`](Self::accept) does, but starts it here: what
    /// finishes without waiting needs no task, and what waits goes on on one.
    ///
    /// For sources whose updates come on tasks of their own.
    ///
    /// # Cancel safety
    ///
    /// An update that was accepted goes on when this is dropped.
    pub async fn accept_here<D>(self: &Arc<Self>, update: Update, service: &Arc<D>) -> Accepted
    where
        D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        self.start_here(update, calls(service)).await
    }

    async fn start_here(self: &Arc<Self>, update: Update, calls: Calls) -> Accepted {
        let (mut flight, receiver) = match self.board(update, calls) {
            Ok(boarded) => boarded,
            Err(accepted) => return accepted,
        };
        let started = poll_fn(|cx| Poll::Ready(Pin::new(&mut flight).poll(cx))).await;
        if started.is_pending() {
            tokio::spawn(flight);
        }
        Accepted::Waits(receiver)
    }

    /// Takes an update in, with a place in its lane; the flight is yet to be started.
    fn board(
        self: &Arc<Self>,
        update: Update,
        calls: Calls,
    ) -> Result<(Guarded, oneshot::Receiver<Landing>), Accepted> {
        // It is counted before the look whether it may begin: so a drain either waits for
        // it or has refused it.
        let counted = self.tasks.enter_open();
        let room = || counted.is_some() && self.take_room();
        let receiver = match self.flights.board(update.update_id, room) {
            Boarding::First(receiver) => receiver,
            Boarding::Joined(receiver) => return Err(Accepted::Waits(receiver)),
            Boarding::Landed => return Err(Accepted::Known),
            Boarding::Full => return Err(Accepted::No),
        };
        let Some(counted) = counted else { return Err(Accepted::No) };
        let key = self.lane_of(&update);
        // The place is taken here, in the order of arrival, not on the task.
        let place = key.clone().map(|key| self.lanes.enter(key));
        let id = update.update_id;
        let in_flight = Arc::new(InFlight::new(self, update, key, place));
        if self.options.acknowledges_on_receipt {
            in_flight.acknowledge_on_receipt();
        }
        let task = UpdateTask::new(in_flight, counted).run(calls);
        Ok((Guarded::new(Box::pin(task), id, Arc::clone(self)), receiver))
    }

    fn take_room(&self) -> bool {
        let most = self.options.max_in_flight;
        let take = |taken| (taken < most).then_some(taken + 1);
        self.in_flight.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_ok()
    }

    pub(crate) fn make_room(&self) {
        self.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("options", &self.options)
            .field("in_flight", &self.in_flight)
            .field("detached", &self.detached)
            .field("left", &self.left.len())
            .field("awaiting", &self.awaiting.len())
            .finish_non_exhaustive()
    }
}

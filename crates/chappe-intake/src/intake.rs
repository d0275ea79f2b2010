//! The intake: updates that come are accepted, or refused.

use std::{
    future::{Future as _, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request};
use chappe_types::Update;
use tokio::sync::oneshot;
use tower_service::Service;

use crate::{
    flight::{Calls, Flight, calls},
    flights::{Boarding, Flights, Landing},
    guarded::Guarded,
    lanes::{LaneKey, Lanes},
    options::Options,
    tasks::Tasks,
};

/// The updates of one bot that are under way.
#[derive(Debug)]
pub struct Intake {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) options: Options,
    pub(crate) flights: Flights,
    pub(crate) tasks: Tasks,
    lanes: Arc<Lanes>,
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
            in_flight: AtomicUsize::new(0),
            is_halted: AtomicBool::new(false),
        }
    }

    /// Accepts no more updates.
    pub fn close(&self) {
        self.tasks.close();
    }

    /// Accepts no more updates, and waits until those under way are done, their
    /// replies included.
    pub async fn drain(&self) {
        self.close();
        self.tasks.wait().await;
    }

    /// Begins nothing more: what was accepted and waits for its turn must be sent
    /// again. What runs goes on.
    pub fn halt(&self) {
        self.close();
        self.is_halted.store(true, Ordering::Release);
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
        // The place is taken here, in the order of arrival, not on the task.
        let place = LaneKey::of(&update).map(|lane| self.lanes.enter(lane));
        let id = update.update_id;
        let flight = Flight::new(Arc::clone(self), update, counted).run(calls, place);
        Ok((Guarded::new(Box::pin(flight), id, Arc::clone(self)), receiver))
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

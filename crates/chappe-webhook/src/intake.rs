//! Updates that were accepted: each runs on a task of its own.

use std::{
    error::Error,
    fmt,
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_core::{BoxError, Outcome, Request, is_flow};
use chappe_types::{Update, UpdateId};
use tokio::sync::{Semaphore, oneshot};
use tokio_util::task::TaskTracker;
use tower_service::Service;

use crate::{
    caught::{Caught, catch},
    flights::{Boarding, Flights, Landing},
    lanes::{Lane, Lanes, Place},
    options::{OnFailure, Options},
    replies::Carried,
};

/// What all clones of a webhook share: the updates under way.
#[derive(Debug)]
pub(crate) struct Intake {
    flights: Flights,
    lanes: Arc<Lanes>,
    in_flight: AtomicUsize,
    running: Option<Semaphore>,
    is_closed: AtomicBool,
    pub(crate) tasks: TaskTracker,
}

/// Whether an update was accepted.
pub(crate) enum Accepted {
    /// Wait for it.
    Waits(oneshot::Receiver<Landing>),
    /// It ran before.
    Known,
    /// No: ask again.
    No,
}

impl Intake {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            flights: Flights::new(options.remember),
            lanes: Lanes::new(),
            in_flight: AtomicUsize::new(0),
            running: options.max_running.map(Semaphore::new),
            is_closed: AtomicBool::new(false),
            tasks: TaskTracker::new(),
        }
    }

    /// Accepts no more updates.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.tasks.close();
    }

    /// Accepts an update: joins it if it runs, else starts it on a task.
    pub(crate) fn accept<D>(
        self: &Arc<Self>,
        update: Update,
        service: D,
        options: &Arc<Options>,
    ) -> Accepted
    where
        D: Service<Request, Response = Outcome> + Send + 'static,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        let id = update.update_id;
        let room =
            || !self.is_closed.load(Ordering::Acquire) && self.take_room(options.max_in_flight);
        let receiver = match self.flights.board(id, room) {
            Boarding::First(receiver) => receiver,
            Boarding::Joined(receiver) => return Accepted::Waits(receiver),
            Boarding::Landed => return Accepted::Known,
            Boarding::Full => return Accepted::No,
        };
        // The place is taken here, in the order of arrival, not on the task.
        let place = Lane::of(&update).map(|lane| self.lanes.enter(lane));
        let flight =
            Flight { intake: Arc::clone(self), options: Arc::clone(options), id, landed: false };
        self.tasks.spawn(flight.run(update, service, place));
        Accepted::Waits(receiver)
    }

    fn take_room(&self, most: usize) -> bool {
        let take = |taken| (taken < most).then_some(taken + 1);
        self.in_flight.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_ok()
    }
}

/// One update under way; however it ends, those who wait for it are told.
struct Flight {
    intake: Arc<Intake>,
    options: Arc<Options>,
    id: UpdateId,
    landed: bool,
}

impl Flight {
    async fn run<D>(mut self, update: Update, service: D, mut place: Option<Place>)
    where
        D: Service<Request, Response = Outcome> + Send,
        D::Error: Into<BoxError>,
        D::Future: Send,
    {
        if let Some(place) = &mut place {
            place.turn().await;
        }
        let intake = Arc::clone(&self.intake);
        let _permit = match &intake.running {
            // It is never closed.
            Some(running) => running.acquire().await.ok(),
            None => None,
        };
        let result = call(service, update, self.options.handler_timeout).await;
        self.land(result);
    }

    fn land(&mut self, result: Result<Outcome, BoxError>) {
        let handled = |reply| {
            let carry = |reply| {
                Carried::new(reply, self.options.replies.clone(), self.intake.tasks.clone())
            };
            Landing::Handled(Option::map(reply, carry))
        };
        let landing = match result {
            Ok(outcome) => handled(outcome.into_reply()),
            Err(error) if is_flow(&*error) => handled(None),
            Err(error) => match self.decide(error) {
                OnFailure::Acknowledge => handled(None),
                OnFailure::AskAgain => Landing::AskAgain,
            },
        };
        self.landed = true;
        // Room is made before anybody is told, so that who is told finds it.
        self.intake.in_flight.fetch_sub(1, Ordering::AcqRel);
        self.intake.flights.land(self.id, landing);
    }

    /// What becomes of a failed update. A policy that panics, or an error that
    /// cannot be logged, would do so each time: it is not asked for again.
    fn decide(&self, error: BoxError) -> OnFailure {
        let update_id = self.id.0;
        let decided = catch(move || {
            let verdict = (self.options.on_failure)(&error);
            let error = &*error as &dyn Error;
            match verdict {
                OnFailure::Acknowledge => tracing::error!(update_id, error, "an update failed"),
                OnFailure::AskAgain => {
                    tracing::warn!(update_id, error, "an update failed and is asked for again");
                }
            }
            verdict
        });
        decided.unwrap_or_else(|_| {
            tracing::error!(update_id, "an update failed, and the policy for failures panicked");
            OnFailure::Acknowledge
        })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if !self.landed {
            self.intake.in_flight.fetch_sub(1, Ordering::AcqRel);
            self.intake.flights.land(self.id, Landing::AskAgain);
        }
    }
}

/// Calls the service; a panic in it, or in what it drops, is its failure.
async fn call<D>(service: D, update: Update, timeout: Option<Duration>) -> Result<Outcome, BoxError>
where
    D: Service<Request, Response = Outcome>,
    D::Error: Into<BoxError>,
{
    let work = Caught::new(async move {
        let mut service = service;
        poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
        service.call(Request::from(update)).await.map_err(Into::into)
    });
    match timeout {
        None => work.await,
        Some(limit) => {
            tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(TimedOut(()).into()))
        }
    }
}

/// The handler took longer than [`Webhook::handler_timeout`] allows, and was
/// cancelled.
///
/// A policy of [`Webhook::on_failure`] gets it: `error.is::<TimedOut>()`.
///
/// [`Webhook::handler_timeout`]: crate::Webhook::handler_timeout
/// [`Webhook::on_failure`]: crate::Webhook::on_failure
#[derive(Debug)]
pub struct TimedOut(());

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler took longer than it may, and was cancelled")
    }
}

impl Error for TimedOut {}

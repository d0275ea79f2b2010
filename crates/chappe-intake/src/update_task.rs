//! The task of an update.

use std::{
    error::Error,
    fmt,
    future::poll_fn,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use chappe_core::{
    BoxError, CatchPanic, ErasedFuture, LastMatch, Outcome, Reply, Request, TooLate, attempt,
    discard, find_error, outcome::Replies,
};
use chappe_types::Update;
use tower_service::Service;
use tracing::field::{DisplayValue, display};

use crate::{
    caught::{report, steers},
    in_flight::InFlight,
    lane::Lane,
    options::{OnFailure, Options},
    replies::{Carried, Origin},
    tasks::Counted,
};

/// The task of an update; however it ends, the update's source is told.
pub(crate) struct UpdateTask {
    in_flight: Arc<InFlight>,
    has_ended: bool,
    /// Who drains waits until this is dropped.
    _counted: Counted,
}

impl UpdateTask {
    pub(crate) fn new(in_flight: Arc<InFlight>, counted: Counted) -> Self {
        Self { in_flight, has_ended: false, _counted: counted }
    }

    // What is rare is in boxes of its own: the future of all updates stays small.
    pub(crate) async fn run(mut self, mut calls: Calls) {
        let in_flight = Arc::clone(&self.in_flight);
        let intake = &in_flight.intake;
        if !in_flight.is_turn() {
            Box::pin(in_flight.begin()).await;
        }
        if !intake.awaiting.is_empty() && !intake.is_halted() {
            let is_taken = Box::pin(intake.awaiting.offer(&in_flight)).await;
            if is_taken {
                // It is another handler's now.
                self.has_ended = true;
                return;
            }
        }
        let Ok(replies) = self.try_out(&mut calls).await else {
            self.has_ended = true;
            in_flight.ask_again();
            return;
        };
        let mut replies = replies.unwrap_or_default();
        let carried = match replies.next_back() {
            Some(last) => match self.carry_after(replies, last) {
                Ok(carried) => Some(carried),
                // Here, where the next update of the chat waits for it.
                Err(replies) => Box::pin(self.send_all(replies)).await,
            },
            None => None,
        };
        self.has_ended = true;
        let (unsent, held) = in_flight.end_handler(carried);
        if let Some(unsent) = unsent {
            Box::pin(unsent.send()).await;
        }
        // The next update of the chat comes after the replies.
        held.finish();
    }

    /// Runs the update, as often as the policy asks and may.
    async fn try_out(&self, calls: &mut Calls) -> Result<Option<Replies>, Redeliver> {
        let in_flight = &self.in_flight;
        let options = &in_flight.intake.options;
        let mut tries = 1;
        loop {
            if tries > 1 {
                in_flight.resume().await;
            }
            if in_flight.intake.is_halted() {
                return Err(Redeliver);
            }
            let began = tracing::enabled!(tracing::Level::DEBUG).then(Instant::now);
            let request = Request::from(in_flight.update.clone()).with(Lane::new(in_flight));
            let result = in_time(CatchPanic::new(calls(request)), options.handler_timeout).await;
            in_flight.rest();
            if let Some(began) = began {
                self.note(began.elapsed(), &result);
            }
            let error = match result {
                Ok(outcome) => return Ok(Some(outcome.into_replies())),
                Err(error) => error,
            };
            let verdict =
                if steers(&error) { OnFailure::Acknowledge } else { self.decide(&error, tries) };
            let _ = discard(error);
            match verdict {
                OnFailure::Acknowledge => return Ok(None),
                OnFailure::Redeliver if options.tries.is_some() => {
                    tokio::time::sleep(Options::pause(tries)).await;
                    tries += 1;
                }
                OnFailure::Redeliver => return Err(Redeliver),
            }
        }
    }

    /// One line an update.
    fn note(&self, took: Duration, result: &Result<Outcome, BoxError>) {
        let in_flight = &self.in_flight;
        let update_id = in_flight.update.update_id.0;
        let kind = kind_of(&in_flight.update);
        let outcome = match result {
            Ok(outcome) if outcome.is_handled() => "handled",
            Ok(_) => "unhandled",
            Err(error) if steers(error) => "cancelled",
            Err(_) => "failed",
        };
        let route = in_flight.intake.dispatcher.route_of(LastMatch::now());
        let handler = route.map(display);
        report(|| tracing::debug!(update_id, kind, handler, ?took, outcome, "an update"));
    }

    /// What becomes of a failed update. A policy that panics would do so each time: the
    /// update is not asked for again.
    fn decide(&self, error: &BoxError, tries: u32) -> OnFailure {
        let update = &self.in_flight.update;
        let (update_id, kind) = (update.update_id.0, kind_of(update));
        let intake = &self.in_flight.intake;
        let options = &intake.options;
        let verdict = attempt(|| (options.on_failure)(error));
        let Ok(verdict) = verdict else {
            report(|| {
                tracing::error!(
                    update_id,
                    "an update failed, and the policy for failures panicked"
                );
            });
            return OnFailure::Acknowledge;
        };
        let verdict = match verdict {
            OnFailure::Redeliver if options.tries.is_some_and(|most| tries >= most) => {
                OnFailure::Acknowledge
            }
            // The source would not send it again.
            OnFailure::Redeliver if options.tries.is_none() && self.in_flight.is_told() => {
                OnFailure::Acknowledge
            }
            verdict => verdict,
        };
        let runs_here = options.tries.is_some();
        let route = intake.dispatcher.route_of(LastMatch::now());
        let handler = route.map(display);
        let logged = attempt(|| {
            let is_late = find_error::<TooLate>(&**error).is_some();
            let error = &**error as &dyn Error;
            match verdict {
                OnFailure::Acknowledge if is_late => {
                    tracing::warn!(update_id, kind, handler, error, "an answer came too late");
                }
                OnFailure::Acknowledge => {
                    tracing::error!(update_id, kind, handler, tries, error, "an update failed");
                }
                OnFailure::Redeliver if runs_here => {
                    tracing::warn!(
                        update_id,
                        kind,
                        handler,
                        tries,
                        error,
                        "an update failed and runs again"
                    );
                }
                OnFailure::Redeliver => {
                    tracing::warn!(
                        update_id,
                        kind,
                        handler,
                        error,
                        "an update failed and is to be sent again"
                    );
                }
            }
        });
        if logged.is_err() {
            report(|| {
                tracing::error!(update_id, "an update failed, and its error cannot be shown");
            });
        }
        verdict
    }

    /// The last reply, if it travels with what the source is told and no other comes before it.
    fn carry_after(&self, before: Replies, last: Reply) -> Result<Carried, (Replies, Reply)> {
        if before.len() > 0 {
            return Err((before, last));
        }
        self.carry(last).map_err(|last| (before, last))
    }

    /// Sends replies, each after the one before it; the last may travel with what the source
    /// is told. One that cannot be sent ends it.
    async fn send_all(&self, (before, last): (Replies, Reply)) -> Option<Carried> {
        let origin = Origin::new(&self.in_flight);
        let was_alone = before.len() == 0;
        if !origin.send_all(before).await {
            return None;
        }
        let last = if was_alone { Err(last) } else { self.carry(last) };
        match last {
            Ok(carried) => Some(carried),
            Err(last) => {
                origin.send(last).await;
                None
            }
        }
    }

    /// A reply that travels with what the source is told; it is given back if nobody waits for
    /// it, or it cannot travel.
    fn carry(&self, reply: Reply) -> Result<Carried, Reply> {
        let intake = &self.in_flight.intake;
        if !intake.flights.is_awaited(self.in_flight.id()) {
            return Err(reply);
        }
        match attempt(|| (intake.options.carries)(&reply)) {
            Ok(Some(body)) => Ok(Carried::new(reply, body, Origin::new(&self.in_flight))),
            _ => Err(reply),
        }
    }
}

impl Drop for UpdateTask {
    fn drop(&mut self) {
        if !self.has_ended {
            self.in_flight.abandon(thread::panicking());
        }
    }
}

/// The kind of an update, for the log.
pub(crate) fn kind_of(update: &Update) -> Option<DisplayValue<&'static str>> {
    update.kind.update_type().map(|kind| display(kind.as_str()))
}

/// The source is to send the update again.
struct Redeliver;

/// Calls of a service, one for each try. Its type ends here: the task is compiled
/// once.
pub(crate) type Calls = Box<dyn FnMut(Request) -> ErasedFuture<Outcome> + Send>;

/// The calls of a service. All of the service's own code runs in the future of a call,
/// where its panics are caught.
pub(crate) fn calls<D>(service: &Arc<D>) -> Calls
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    let service = Arc::clone(service);
    Box::new(move |request| {
        let service = Arc::clone(&service);
        Box::pin(async move {
            let mut service = D::clone(&service);
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            service.call(request).await.map_err(Into::into)
        })
    })
}

async fn in_time(work: CatchPanic<Outcome>, limit: Option<Duration>) -> Result<Outcome, BoxError> {
    match limit {
        None => work.await,
        Some(limit) => {
            tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(TimedOut(()).into()))
        }
    }
}

/// The handler took longer than the `handler_timeout` of its source of updates allows, and
/// was cancelled.
///
/// A policy for failures gets it: `error.is::<TimedOut>()`.
#[derive(Debug)]
pub struct TimedOut(());

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler took longer than it may, and was cancelled")
    }
}

impl Error for TimedOut {}

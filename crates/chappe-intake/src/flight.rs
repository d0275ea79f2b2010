//! One update under way.

use std::{error::Error, fmt, future::poll_fn, sync::Arc, thread, time::Duration};

use chappe_core::{
    BoxError, Caught, ErasedFuture, Outcome, Reply, Request, TooLate, attempt, discard, find_error,
};
use chappe_types::{Update, UpdateType};
use tower_service::Service;

use crate::{
    caught::{report, steers},
    flights::Landing,
    intake::Intake,
    lanes::Place,
    options::{OnFailure, Options},
    replies::{Carried, Origin},
    tasks::Counted,
};

/// One update under way; however it ends, those who wait for it are told.
pub(crate) struct Flight {
    intake: Arc<Intake>,
    update: Update,
    landed: bool,
    /// Who drains waits until this is dropped.
    _counted: Counted,
}

impl Flight {
    pub(crate) fn new(intake: Arc<Intake>, update: Update, counted: Counted) -> Self {
        Self { intake, update, landed: false, _counted: counted }
    }

    pub(crate) async fn run(mut self, mut calls: Calls, mut place: Option<Place>) {
        if let Some(place) = &mut place {
            place.turn().await;
        }
        let Ok(reply) = self.try_out(&mut calls).await else {
            self.land(Landing::AskAgain);
            return;
        };
        let reply = match reply {
            Some(reply) => match self.carry(reply) {
                Ok(carried) => Some(carried),
                Err(reply) => {
                    // Here, where the next update of the chat waits for it.
                    self.origin().send(reply).await;
                    None
                }
            },
            None => None,
        };
        if let Some(unsent) = self.land(Landing::Handled(reply)) {
            unsent.send().await;
        }
    }

    /// Runs the update, as often as the policy asks and may.
    async fn try_out(&self, calls: &mut Calls) -> Result<Option<Reply>, AskAgain> {
        let options = &self.intake.options;
        let mut tries = 1;
        loop {
            let permit = match &options.running {
                // It is never closed.
                Some(running) => running.acquire().await.ok(),
                None => None,
            };
            if self.intake.is_halted() {
                return Err(AskAgain);
            }
            let work = Caught::new(calls(self.update.clone()));
            let result = in_time(work, options.handler_timeout).await;
            drop(permit);
            let error = match result {
                Ok(outcome) => return Ok(outcome.into_reply()),
                Err(error) => error,
            };
            let verdict =
                if steers(&error) { OnFailure::Acknowledge } else { self.decide(&error, tries) };
            let _ = discard(error);
            match verdict {
                OnFailure::Acknowledge => return Ok(None),
                OnFailure::AskAgain if options.tries.is_some() => {
                    tokio::time::sleep(Options::pause(tries)).await;
                    tries += 1;
                }
                OnFailure::AskAgain => return Err(AskAgain),
            }
        }
    }

    /// What becomes of a failed update. A policy that panics would do so each time: the
    /// update is not asked for again.
    fn decide(&self, error: &BoxError, tries: u32) -> OnFailure {
        let update_id = self.update.update_id.0;
        let options = &self.intake.options;
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
            OnFailure::AskAgain if options.tries.is_some_and(|most| tries >= most) => {
                OnFailure::Acknowledge
            }
            verdict => verdict,
        };
        let runs_here = options.tries.is_some();
        let kind = self.update.kind.update_type().map(UpdateType::as_str);
        let logged = attempt(|| {
            let is_late = find_error::<TooLate>(&**error).is_some();
            let error = &**error as &dyn Error;
            match verdict {
                OnFailure::Acknowledge if is_late => {
                    tracing::warn!(update_id, error, "an answer came too late");
                }
                OnFailure::Acknowledge => {
                    tracing::error!(update_id, kind, tries, error, "an update failed");
                }
                OnFailure::AskAgain if runs_here => {
                    tracing::warn!(update_id, tries, error, "an update failed and runs again");
                }
                OnFailure::AskAgain => {
                    tracing::warn!(update_id, error, "an update failed and is to be sent again");
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

    /// A reply that travels with the landing; it is given back if nobody waits for it, or
    /// it cannot travel.
    fn carry(&self, reply: Reply) -> Result<Carried, Reply> {
        if !self.intake.flights.is_awaited(self.update.update_id) {
            return Err(reply);
        }
        match attempt(|| (self.intake.options.carries)(&reply)) {
            Ok(Some(body)) => Ok(Carried::new(reply, body, self.origin())),
            _ => Err(reply),
        }
    }

    fn origin(&self) -> Origin {
        Origin { update: self.update.clone(), intake: Arc::clone(&self.intake) }
    }

    /// Tells those who wait; gives the reply back that nobody waits for.
    fn land(&mut self, landing: Landing) -> Option<Carried> {
        self.landed = true;
        // Room is made before anybody is told, so that who is told finds it.
        self.intake.make_room();
        self.intake.flights.land(self.update.update_id, landing)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if self.landed {
            return;
        }
        self.landed = true;
        if thread::panicking() {
            // It failed once, and would do so each time.
            self.land(Landing::Handled(None));
        } else {
            self.intake.make_room();
            let update_id = self.update.update_id;
            if !self.intake.flights.lose(update_id) {
                report(|| {
                    tracing::error!(update_id = update_id.0, "an update was lost again and again");
                });
            }
        }
    }
}

/// The source is to send the update again.
struct AskAgain;

/// Calls of a service, one for each try. Its type ends here: a flight is compiled
/// once.
pub(crate) type Calls = Box<dyn FnMut(Update) -> ErasedFuture<Outcome> + Send>;

/// The calls of a service. All of the service's own code runs in the future of a call,
/// where its panics are caught.
pub(crate) fn calls<D>(service: &Arc<D>) -> Calls
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    let service = Arc::clone(service);
    Box::new(move |update| {
        let service = Arc::clone(&service);
        Box::pin(async move {
            let mut service = D::clone(&service);
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            service.call(Request::from(update)).await.map_err(Into::into)
        })
    })
}

async fn in_time(work: Caught<Outcome>, limit: Option<Duration>) -> Result<Outcome, BoxError> {
    match limit {
        None => work.await,
        Some(limit) => {
            tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(TimedOut(()).into()))
        }
    }
}

/// The handler took longer than [`Options::handler_timeout`] allows, and was
/// cancelled.
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

//! Work that goes on after a handler has ended.

use std::{error::Error, fmt, future::Future, sync::Arc};

use chappe_core::{CatchPanic, EventType, IntoOutcome, Outcome, Request, extract::FromRequest};
use chappe_types::Update;

use crate::{cancellable::Cancellable, in_flight::InFlight, lane::Lane, replies::Origin};

const REMEDY: &str = "let a source run the dispatcher: `Polling`, a webhook, `TestBot`";

/// Takes work that goes on after the handler has ended: an argument of handlers.
///
/// The work is part of its update: polling confirms the update when the work is done too, as
/// told at [`Lane`]; a webhook answers when the handler has ended. A shutdown waits for it as
/// for handlers, and cuts it off at the same deadline. It runs in no lane.
///
/// What it returns is sent like a handler's reply. If it fails or panics, the failure is
/// offered to the error observers of the handler's router, then to those of the routers
/// around it, without their other layers; if none takes it, it is logged.
///
/// # Errors
///
/// Outside of a source (in a test that calls a dispatcher, say) the update fails with
/// [`NoSource`].
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
///
/// async fn order(background: Background) -> impl IntoOutcome {
///     background.spawn(async {
///         tokio::time::sleep(Duration::from_secs(30)).await;
///         reply("Your coffee is ready.")
///     });
///     reply("Coffee comes.")
/// }
/// # let _ = order;
/// ```
#[derive(Clone)]
pub struct Background {
    in_flight: Arc<InFlight>,
    /// As the handler got it.
    request: Request<Update>,
}

impl Background {
    /// Starts work on a task of its own.
    ///
    /// Panics if there is no tokio runtime around it.
    pub fn spawn<F>(&self, work: F)
    where
        F: Future<Output: IntoOutcome> + Send + 'static,
    {
        let request = self.request.clone();
        let work = Box::pin(async move { work.await.into_outcome(&request) });
        run(Arc::clone(&self.in_flight), self.request.clone(), CatchPanic::new(work));
    }
}

/// Compiled here, not with each bot.
fn run(in_flight: Arc<InFlight>, request: Request<Update>, work: CatchPanic<Outcome>) {
    let intake = Arc::clone(&in_flight.intake);
    in_flight.begin_work();
    let working = Working { in_flight, is_done: false };
    let task = async move {
        let origin = Origin::new(&working.in_flight);
        match work.await {
            Ok(outcome) => {
                origin.send_all(outcome.into_replies()).await;
            }
            Err(error) => origin.fail(request, error).await,
        }
        working.finish();
    };
    let task = Cancellable::new(Box::pin(task), intake.cancelled.clone());
    intake.tasks.spawn(task);
}

/// Work that is under way.
struct Working {
    in_flight: Arc<InFlight>,
    is_done: bool,
}

impl Working {
    /// It was not cut off.
    fn finish(mut self) {
        self.is_done = true;
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.in_flight.end_work(!self.is_done);
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Background {
    type Rejection = NoSource;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, NoSource> {
        let in_flight = request.get::<Lane>().and_then(Lane::in_flight).ok_or(NoSource(()))?;
        let request = request.clone().into_update();
        Ok(Self { in_flight: Arc::clone(in_flight), request })
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("update", &self.in_flight).finish_non_exhaustive()
    }
}

/// Rejection of [`Background`]: no source runs the dispatcher.
#[derive(Clone, Copy, Debug)]
pub struct NoSource(());

impl fmt::Display for NoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing takes work in the background: {REMEDY}")
    }
}

impl Error for NoSource {}

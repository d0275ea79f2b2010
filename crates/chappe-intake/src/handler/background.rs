//! Tasks that outlive their handler.

use std::{error::Error, fmt, future::Future, sync::Arc};

use chappe_core::{CatchPanic, EventType, IntoOutcome, Outcome, Request, extract::FromRequest};
use chappe_types::Update;

use crate::update::RunningUpdate;

/// Spawns tasks that outlive their handler: an extractor.
///
/// A background task is part of its update. Polling acknowledges the update once the handler and
/// its tasks have ended, with the exceptions that [`Lane`](crate::Lane) documents. A webhook
/// answers when the handler ends. A shutdown waits for background tasks as for handlers, and
/// cancels them at the same deadline. They run in no lane.
///
/// The output of a task is sent like a handler's reply. If it is an error, or the task panics,
/// the failure is offered to the error observer of the handler's router, then to those of the
/// routers around it. No other part of these routers runs. If no observer handles the failure, it
/// is logged.
///
/// # Errors
///
/// Rejects with [`NoSource`] if no source runs the dispatcher, for example in a test that
/// calls it directly.
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
    update: Arc<RunningUpdate>,
    /// As the handler received it.
    request: Request<Update>,
}

impl Background {
    /// Spawns a task.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    pub fn spawn<F>(&self, work: F)
    where
        F: Future<Output: IntoOutcome> + Send + 'static,
    {
        let request = self.request.clone();
        let work = Box::pin(async move { work.await.into_outcome(&request) });
        spawn(Arc::clone(&self.update), self.request.clone(), CatchPanic::new(work));
    }
}

// Not generic: instantiated once, not once per task.
fn spawn(update: Arc<RunningUpdate>, request: Request<Update>, work: CatchPanic<Outcome>) {
    let shared = Arc::clone(&update.shared);
    update.begin_background();
    let mut task = BackgroundTask { update, has_ended: false };
    let cancelled = shared.cancelled.clone();
    let run = CatchPanic::new(Box::pin(async move {
        cancelled.run_until_cancelled_owned(task.run(request, work)).await;
        Ok(())
    }));
    shared.tasks.spawn(async { drop(run.await) });
}

/// A background task. If it is dropped before it has ended, its update ends as
/// [lost](crate::in_flight::End::Lost).
struct BackgroundTask {
    update: Arc<RunningUpdate>,
    has_ended: bool,
}

impl BackgroundTask {
    async fn run(&mut self, request: Request<Update>, work: CatchPanic<Outcome>) {
        match work.await {
            Ok(outcome) => {
                for reply in outcome.into_replies() {
                    if !self.update.send(reply).await {
                        break;
                    }
                }
            }
            Err(error) => self.update.raise(request, error).await,
        }
        self.has_ended = true;
    }
}

impl Drop for BackgroundTask {
    fn drop(&mut self) {
        self.update.end_background(!self.has_ended);
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Background {
    type Rejection = NoSource;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, NoSource> {
        let update = Arc::clone(request.get::<Arc<RunningUpdate>>().ok_or(NoSource(()))?);
        Ok(Self { update, request: request.clone().into_update() })
    }

    fn may_skip() -> bool {
        false
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("update", &self.update).finish_non_exhaustive()
    }
}

/// Rejection of [`Background`]: no source runs the dispatcher.
#[derive(Clone, Copy, Debug)]
pub struct NoSource(());

impl fmt::Display for NoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "background tasks need a source of updates: run the dispatcher with `Polling`, a \
             webhook or `TestBot`",
        )
    }
}

impl Error for NoSource {}

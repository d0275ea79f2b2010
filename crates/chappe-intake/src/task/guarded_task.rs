//! The future of an update's task, from which no panic escapes.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use chappe_core::{CatchPanic, LastMatch};
use chappe_types::UpdateId;
use tracing::field::display;

use crate::{catch_panic::report, update::Shared};

/// A poll that takes longer is logged: it blocks the other tasks of its thread.
const SLOW: Duration = Duration::from_millis(250);

/// The future of an update's task: layers and handlers, the failure policy, logs and replies.
///
/// Once the intake is [halted](crate::Intake::halt), the inner future is dropped. A panic that no
/// part of the task has caught ends the task, and the update counts as handled.
pub(crate) struct GuardedTask {
    work: CatchPanic<()>,
    update_id: UpdateId,
    shared: Arc<Shared>,
    last: LastMatch,
}

impl GuardedTask {
    pub(crate) fn new(
        work: Pin<Box<dyn Future<Output = ()> + Send>>,
        update_id: UpdateId,
        shared: Arc<Shared>,
    ) -> Self {
        let cancelled = shared.cancelled.clone();
        let work = Box::pin(async move {
            cancelled.run_until_cancelled_owned(work).await;
            Ok(())
        });
        Self { work: CatchPanic::new(work), update_id, shared, last: LastMatch::default() }
    }

    /// Warns of a slow poll, with the handler that was matched last.
    fn warn_of_slow_poll(&self, took: Duration) {
        let handler = self.shared.dispatcher.route_of(self.last).map(display);
        let update_id = self.update_id.0;
        report(|| {
            tracing::warn!(
                update_id,
                handler,
                ?took,
                "a handler blocked its thread: move blocking work into `spawn_blocking`"
            );
        });
    }
}

impl Future for GuardedTask {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { work, last, .. } = &mut *self;
        let start = Instant::now();
        let polled = last.during(|| Pin::new(work).poll(cx));
        let took = start.elapsed();
        if took >= SLOW {
            self.warn_of_slow_poll(took);
        }
        if let Err(error) = ready!(polled) {
            let update_id = self.update_id.0;
            report(|| {
                tracing::error!(
                    update_id,
                    %error,
                    "an update's task panicked outside of its handler: the update counts as handled"
                );
            });
        }
        Poll::Ready(())
    }
}

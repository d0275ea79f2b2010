//! The future of an update's task, from which no panic escapes.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use chappe_core::LastMatch;
use chappe_types::UpdateId;
use tracing::field::display;

use crate::{
    caught::{Caught, caught, report},
    update::Shared,
};

/// A longer poll blocks the other tasks of its thread.
const SLOW: Duration = Duration::from_millis(250);

/// The future of an update's task: handlers and layers, the failure policy, logs and replies.
///
/// It is dropped where it waits once the intake is halted. A panic outside of the handler ends
/// it, and the update counts as handled.
pub(crate) struct GuardedTask {
    work: Caught<()>,
    update_id: UpdateId,
    shared: Arc<Shared>,
    last: LastMatch,
}

impl GuardedTask {
    pub(crate) fn new(
        work: impl Future<Output = ()> + Send + 'static,
        update_id: UpdateId,
        shared: Arc<Shared>,
    ) -> Self {
        let cancelled = shared.cancelled.clone();
        let work = Box::pin(async move {
            cancelled.run_until_cancelled_owned(work).await;
            Ok(())
        });
        Self { work: caught(work), update_id, shared, last: LastMatch::default() }
    }

    /// Warns that a poll was slow, and names the handler that matched last.
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

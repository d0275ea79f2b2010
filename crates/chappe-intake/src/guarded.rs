//! An update's task, which lets no panic out.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use chappe_core::LastMatch;
use chappe_types::UpdateId;

use crate::{
    cancellable::{Cancellable, Panicked},
    caught::report,
    intake::Intake,
    tasks::Task,
};

/// A poll that takes longer has held up what else its thread has to do.
const SLOW: Duration = Duration::from_millis(250);

/// All that happens to an update, under one catch: handlers and layers, the policy for
/// failures, logs, replies.
///
/// A panic that nothing inside made a failure of ends the update, which counts as handled.
pub(crate) struct Guarded {
    work: Cancellable,
    update_id: UpdateId,
    intake: Arc<Intake>,
    last: LastMatch,
}

impl Guarded {
    pub(crate) fn new(work: Task, update_id: UpdateId, intake: Arc<Intake>) -> Self {
        let work = Cancellable::new(work, intake.cancelled.clone());
        Self { work, update_id, intake, last: LastMatch::default() }
    }

    /// Whose handler held up its thread.
    fn complain(&self, took: Duration) {
        let handler = self.intake.dispatcher.route_of(self.last).map(tracing::field::display);
        let update_id = self.update_id.0;
        report(|| {
            tracing::warn!(
                update_id,
                handler,
                ?took,
                "a handler held up its thread: what blocks belongs into `spawn_blocking`"
            );
        });
    }
}

impl Future for Guarded {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { work, last, .. } = &mut *self;
        let start = Instant::now();
        let polled = last.during(|| work.poll_work(cx));
        let took = start.elapsed();
        if took >= SLOW {
            self.complain(took);
        }
        polled.map(|ended| {
            if let Err(Panicked) = ended {
                report(|| {
                    tracing::error!(update_id = self.update_id.0, "the end of an update panicked");
                });
            }
        })
    }
}

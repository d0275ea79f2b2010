//! The bots that are polled for, each on a task of its own.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use chappe_intake::report;
use tokio::task::JoinHandle;

use crate::error::PollingError;

/// What runs for a bot.
pub(crate) type Run = Pin<Box<dyn Future<Output = Result<(), PollingError>> + Send>>;

/// Tasks of bots; they are aborted when this is dropped.
#[derive(Default)]
pub(crate) struct Bots {
    running: Vec<JoinHandle<()>>,
    failure: Failure,
}

/// Why a bot ended: the failure of a startup callback, if there is one, else the last one.
#[derive(Clone, Default)]
struct Failure(Arc<Mutex<Option<PollingError>>>);

impl Failure {
    fn lock(&self) -> MutexGuard<'_, Option<PollingError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, new: PollingError) {
        let mut kept = self.lock();
        if !matches!(*kept, Some(PollingError::Startup(_))) {
            *kept = Some(new);
        }
    }
}

impl Bots {
    /// Begins to poll for a bot.
    pub(crate) fn spawn(&mut self, run: Run) {
        let failure = self.failure.clone();
        self.running.push(tokio::spawn(async move {
            if let Err(error) = run.await {
                failure.note(error);
            }
        }));
    }

    /// Waits until all bots ended.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn ended(&mut self) {
        poll_fn(|cx| self.poll_ended(cx)).await;
    }

    /// Why a bot ended: the failure of a startup callback, if there is one, else the last
    /// failure.
    pub(crate) fn failure(&self) -> Option<PollingError> {
        self.failure.lock().take()
    }

    fn poll_ended(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut index = 0;
        while let Some(running) = self.running.get_mut(index) {
            match Pin::new(running).poll(cx) {
                Poll::Pending => {
                    index += 1;
                    continue;
                }
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => {
                    report(|| tracing::error!(%error, "polling for a bot panicked"));
                    self.failure.note(PollingError::Panicked(error.into()));
                }
            }
            self.running.swap_remove(index);
        }
        if self.running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Bots {
    fn drop(&mut self) {
        for running in &self.running {
            running.abort();
        }
    }
}

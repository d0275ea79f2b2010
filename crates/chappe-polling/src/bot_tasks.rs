//! [`BotTasks`]: one task for each bot.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use chappe_intake::report;
use tokio::task::JoinHandle;

use crate::error::PollingError;

/// The future of a bot's session.
pub(crate) type SessionFuture = Pin<Box<dyn Future<Output = Result<(), PollingError>> + Send>>;

/// The tasks of all bots. They are aborted on drop.
#[derive(Default)]
pub(crate) struct BotTasks {
    running: Vec<JoinHandle<()>>,
    failure: Failure,
}

/// The error to return: that of a startup callback if there is one, otherwise the last one.
#[derive(Clone, Default)]
struct Failure(Arc<Mutex<Option<PollingError>>>);

impl Failure {
    fn lock(&self) -> MutexGuard<'_, Option<PollingError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, new: PollingError) {
        let mut kept = self.lock();
        if !matches!(*kept, Some(PollingError::Startup(_))) {
            *kept = Some(new);
        }
    }
}

impl BotTasks {
    /// Spawns the session of a bot.
    pub(crate) fn spawn(&mut self, session: SessionFuture) {
        let failure = self.failure.clone();
        self.running.push(tokio::spawn(async move {
            if let Err(error) = session.await {
                failure.set(error);
            }
        }));
    }

    /// Waits until all tasks have ended.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub(crate) async fn ended(&mut self) {
        poll_fn(|cx| self.poll_ended(cx)).await;
    }

    /// Takes the error of a startup callback if there is one, otherwise the last error.
    pub(crate) fn take_failure(&self) -> Option<PollingError> {
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
                    self.failure.set(PollingError::Panicked(error.into()));
                }
            }
            self.running.swap_remove(index);
        }
        if self.running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for BotTasks {
    fn drop(&mut self) {
        for running in &self.running {
            running.abort();
        }
    }
}

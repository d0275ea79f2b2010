//! The bots that are polled for, each on a task of its own.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use chappe_client::Error;
use chappe_intake::{Tasks, report};
use chappe_types::UserId;
use tokio::task::JoinHandle;

use crate::error::PollingError;

/// What runs for a bot.
pub(crate) type Run = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Tasks of bots; they are aborted when this is dropped.
#[derive(Default)]
pub(crate) struct Bots {
    tasks: Tasks,
    running: Vec<JoinHandle<()>>,
    /// The last one.
    failure: Arc<Mutex<Option<PollingError>>>,
}

impl Bots {
    /// Begins to poll for a bot.
    pub(crate) fn spawn(&mut self, bot: UserId, run: Run) {
        let failure = Arc::clone(&self.failure);
        self.running.push(self.tasks.spawn_boxed(Box::pin(async move {
            if let Err(error) = run.await {
                report(|| tracing::error!(bot = bot.0, %error, "a bot cannot go on"));
                set(&failure, PollingError::Stopped { bot, error });
            }
        })));
    }

    /// Waits until all bots ended; gives the last failure.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn ended(&mut self) -> Option<PollingError> {
        poll_fn(|cx| self.poll_ended(cx)).await;
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
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
                    set(&self.failure, PollingError::Panicked(error.into()));
                }
            }
            self.running.swap_remove(index);
        }
        if self.running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn set(failure: &Mutex<Option<PollingError>>, new: PollingError) {
    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(new);
}

impl Drop for Bots {
    fn drop(&mut self) {
        for running in &self.running {
            running.abort();
        }
    }
}

//! [`Webhook`]'s startup, drain and shutdown.

use std::time::Duration;

use tokio::time::timeout;

use super::phases::log_drain_timeout;
use crate::{error::ServeError, state::Running, webhook::Webhook};

impl Webhook {
    /// Prepares the webhook: checks that it provides all values that handlers require, looks up
    /// the bot's identity (retried until Telegram responds), and runs the startup callbacks.
    ///
    /// Once it has succeeded, further calls do nothing; concurrent calls wait for each other.
    /// After a failure, the next call tries again.
    ///
    /// # Errors
    ///
    /// Fails with [`ServeError::MissingValues`] if handlers require values that the webhook does
    /// not provide, with [`ServeError::Bot`] if Telegram does not accept the token, and with
    /// [`ServeError::Startup`] if a startup callback fails or a layer around the dispatcher
    /// panics.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops the callbacks at their current `await`; the next call runs all of
    /// them again.
    pub async fn startup(&self) -> Result<(), ServeError> {
        let run = async || {
            let running = self.launch().await?;
            running.dispatcher.startup().await.map_err(ServeError::Startup)
        };
        self.state().startup.get_or_try_init(run).await.map(drop)
    }

    /// Shuts the webhook down: rejects further updates with 503, waits for updates in flight and
    /// their background work, cancels those that have not ended after `deadline`, and runs the
    /// shutdown callbacks, which may take `deadline` too. Once the callbacks have run, further
    /// calls succeed and do not run them again.
    ///
    /// # Errors
    ///
    /// Fails with [`ServeError::Shutdown`] if a shutdown callback fails or does not end in time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the webhook closed. Callbacks that have run are not undone;
    /// the next call runs all of them again.
    pub async fn shutdown(&self, deadline: Duration) -> Result<(), ServeError> {
        self.drain_within(deadline).await;
        self.run_shutdown_callbacks(deadline).await
    }

    /// Rejects further updates with 503, and waits until updates in flight have ended, without a
    /// time limit.
    pub async fn drain(&self) {
        self.state().drain().await;
    }

    /// Drains the webhook, and cancels updates that are still in flight at the deadline.
    pub(crate) async fn drain_within(&self, deadline: Duration) {
        if timeout(deadline, self.drain()).await.is_err() {
            log_drain_timeout();
        }
        self.cut_off().await;
    }

    /// Checks that the webhook provides all values that handlers require, and launches it.
    pub(crate) async fn launch(&self) -> Result<&Running, ServeError> {
        self.state().startup_begins();
        self.setup().dispatcher.check_source().map_err(ServeError::MissingValues)?;
        self.state().launch(self.setup()).await
    }

    /// Runs the shutdown callbacks once, for at most `limit`.
    pub(crate) async fn run_shutdown_callbacks(&self, limit: Duration) -> Result<(), ServeError> {
        let mut result = Ok(());
        let first = &mut result;
        let run = move || async move {
            let ended = timeout(limit, self.dispatcher().shutdown()).await;
            let elapsed = || Err(format!("callbacks were still running after {limit:?}").into());
            *first = ended.unwrap_or_else(|_| elapsed());
        };
        self.state().shutdown.get_or_init(run).await;
        result.map_err(ServeError::Shutdown)
    }

    /// Rejects further updates.
    pub(crate) fn close(&self) {
        self.state().close();
    }

    /// Closes the webhook and cancels all updates, running or waiting for their turn.
    pub(crate) async fn cut_off(&self) {
        self.state().cut_off().await;
    }
}

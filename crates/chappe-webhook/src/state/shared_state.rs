//! The state of a webhook: not launched, running, closed.

use std::sync::{
    Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use chappe_core::{BoxError, Me};
use chappe_intake::report;
use tokio::sync::OnceCell;

use super::{identity::Identity, running::Running, unauthorized_log::UnauthorizedLog};
use crate::{error::ServeError, setup::Setup};

/// The state that the clones of a webhook share.
#[derive(Debug, Default)]
pub(crate) struct SharedState {
    running: OnceLock<Running>,
    is_closed: Mutex<bool>,
    identity: Identity,
    /// Whether the startup has begun, or the warning that it was not run was logged.
    is_startup_checked: AtomicBool,
    pub(crate) startup: OnceCell<()>,
    pub(crate) shutdown: OnceCell<()>,
    pub(crate) unauthorized: UnauthorizedLog,
}

impl SharedState {
    /// Returns the running webhook, if it has been launched.
    pub(crate) fn running(&self) -> Option<&Running> {
        self.running.get()
    }

    /// Launches the webhook unless it is running: looks up the bot's identity if it is unknown,
    /// then applies the layers.
    ///
    /// # Errors
    ///
    /// Returns an error if Telegram does not accept the token, or if a layer panics.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the lookup continues, and the next call joins it.
    pub(crate) async fn launch(&self, setup: &Setup) -> Result<&Running, ServeError> {
        if let Some(running) = self.running() {
            return Ok(running);
        }
        let me = match setup.bot_to_identify() {
            None => None,
            Some(bot) => {
                let me = self.identity.get(bot).await;
                Some(me.map_err(|error| ServeError::Bot { bot: bot.id(), error })?)
            }
        };
        self.start(setup, me).map_err(ServeError::Startup)
    }

    fn start(&self, setup: &Setup, me: Option<Me>) -> Result<&Running, BoxError> {
        let is_closed = self.lock();
        if let Some(running) = self.running() {
            return Ok(running);
        }
        let running = Running::new(setup, me)?;
        if *is_closed {
            running.intake.close();
        }
        Ok(self.running.get_or_init(|| running))
    }

    /// Records that the startup has begun.
    pub(crate) fn startup_begins(&self) {
        self.is_startup_checked.store(true, Ordering::Relaxed);
    }

    /// Logs, once, that the startup was not run, and which of the values that handlers require are
    /// missing.
    pub(crate) fn warn_if_not_started(&self, setup: &Setup) {
        if self.is_startup_checked.swap(true, Ordering::Relaxed) {
            return;
        }
        report(|| {
            tracing::warn!(
                "the startup of this webhook was not run: its startup and shutdown callbacks are \
                 skipped, and updates in flight are not drained; run the server inside of \
                 `webhook.around(server).await`, or call `webhook.startup().await` before it and \
                 `webhook.shutdown(deadline).await` after it"
            );
        });
        if let Err(error) = setup.dispatcher.check_source() {
            report(
                || tracing::error!(%error, "handlers require values that the webhook does not provide"),
            );
        }
    }

    /// Returns whether the webhook is closed.
    pub(crate) fn is_closed(&self) -> bool {
        *self.lock()
    }

    /// Closes the webhook: further updates are rejected.
    pub(crate) fn close(&self) {
        let mut is_closed = self.lock();
        *is_closed = true;
        if let Some(running) = self.running() {
            running.intake.close();
        }
    }

    /// Closes the webhook and cancels all updates, running or waiting for their turn.
    pub(crate) async fn cut_off(&self) {
        self.close();
        if let Some(running) = self.running() {
            running.intake.cut_off().await;
        }
    }

    /// Closes the webhook and waits until updates in flight have ended.
    pub(crate) async fn drain(&self) {
        self.close();
        if let Some(running) = self.running() {
            running.intake.drain().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_closed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

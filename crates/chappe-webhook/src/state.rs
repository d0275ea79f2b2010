//! How far a webhook is: not asked for yet, taking updates, closed.

use std::sync::{
    Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use chappe_core::{BoxError, Me};
use chappe_intake::report;
use tokio::sync::OnceCell;

use crate::{
    error::ServeError, identity::Identity, refusals::Refusals, running::Running, setup::Setup,
};

/// What the clones of a webhook share.
#[derive(Debug, Default)]
pub(crate) struct State {
    running: OnceLock<Running>,
    is_closed: Mutex<bool>,
    identity: Identity,
    /// Somebody began to run the startup, or it was told that nobody did.
    is_startup_settled: AtomicBool,
    pub(crate) startup: OnceCell<()>,
    pub(crate) shutdown: OnceCell<()>,
    pub(crate) refusals: Refusals,
}

impl State {
    /// What takes updates, if it is there already.
    pub(crate) fn running(&self) -> Option<&Running> {
        self.running.get()
    }

    /// What takes updates; if need be, it is asked first who the bot is.
    ///
    /// # Errors
    ///
    /// A token that is not good, or a layer that panics as it is put around the dispatcher.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn launch(&self, setup: &Setup) -> Result<&Running, ServeError> {
        if let Some(running) = self.running() {
            return Ok(running);
        }
        let me = match setup.unknown_bot() {
            None => None,
            Some(bot) => {
                let learnt = self.identity.learn(bot).await;
                Some(learnt.map_err(|error| ServeError::Bot { bot: bot.id(), error })?)
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

    /// Notes that the startup is being run.
    pub(crate) fn startup_begins(&self) {
        self.is_startup_settled.store(true, Ordering::Relaxed);
    }

    /// Logs once that nobody ran the startup, and what that leaves wanting.
    pub(crate) fn warn_of_no_startup(&self, setup: &Setup) {
        if self.is_startup_settled.swap(true, Ordering::Relaxed) {
            return;
        }
        report(|| {
            tracing::warn!(
                "the startup of this webhook was not run, so its startup and shutdown callbacks \
                 do not run, and nothing is drained at the end: run its server inside of \
                 `webhook.around(server).await`, or call `webhook.startup().await` before it and \
                 `webhook.shutdown(deadline).await` after it"
            );
        });
        if let Err(error) = setup.dispatcher.check_source() {
            report(|| tracing::error!(%error, "handlers take what this webhook does not have"));
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.lock()
    }

    /// Accepts no more updates.
    pub(crate) fn close(&self) {
        let mut is_closed = self.lock();
        *is_closed = true;
        if let Some(running) = self.running() {
            running.intake.close();
        }
    }

    /// Begins nothing more, not even what waits for its turn, and cuts off what runs.
    pub(crate) async fn cut_off(&self) {
        self.close();
        if let Some(running) = self.running() {
            running.intake.cut_off().await;
        }
    }

    /// Accepts no more updates, and waits until those under way are done.
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

//! [`Session`]: one bot, from its first call to its last.

use std::{error::Error as StdError, sync::Arc};

use chappe_client::Bot;
use chappe_core::Dispatcher;
use chappe_intake::{Intake, Layers, report};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    early_confirmation::EarlyConfirmation,
    error::PollingError,
    identify::identify,
    options::Options,
    poller::{Poller, half_of},
    started_bots::StartedBots,
    window::Window,
};

/// The session of one bot: its identity, its startup callbacks, its updates.
pub(crate) struct Session {
    /// The index of the bot, from 0.
    pub(crate) index: usize,
    pub(crate) bot: Bot,
    /// Its values include the bot.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) layers: Layers,
    pub(crate) intake: chappe_intake::Options,
    pub(crate) options: Options,
    /// Stops all bots.
    pub(crate) stop: CancellationToken,
    pub(crate) started: StartedBots,
}

impl Session {
    /// Runs until the stop.
    ///
    /// # Errors
    ///
    /// Fails if Telegram does not accept the token, or if a startup callback fails, which stops
    /// all bots.
    pub(crate) async fn run(self) -> Result<(), PollingError> {
        let id = self.bot.id();
        let me = tokio::select! {
            () = self.stop.cancelled() => return Ok(()),
            me = identify(&self.bot, &self.options) => {
                me.map_err(|error| PollingError::Stopped { bot: id, error })?
            }
        };
        let username = me.username.clone();
        let dispatcher = self.dispatcher.with_me(me);
        if !self.start(&dispatcher).await? {
            return Ok(());
        }
        let Self { bot, layers, intake, options, stop, .. } = self;
        report(|| tracing::info!(bot = id.0, "polling as @{username}"));
        let service = Arc::new(layers.around(dispatcher.clone()));
        let intake = Arc::new(Intake::new(dispatcher, intake));
        // At most the limit, because no update is requested while the window is full.
        let threshold = half_of(options.limit).min(options.limit);
        let early = EarlyConfirmation::new(&intake, threshold);
        let window = Window::new(options.confirms_on_receipt, early);
        let poller =
            Poller { bot, intake, service, options, stop, window, has_crowded_lane: false };
        poller.run().await.map_err(|error| PollingError::Stopped { bot: id, error })
    }

    /// Runs the startup callbacks. Returns whether they completed. After the stop, they have the
    /// same time limit as updates in flight.
    async fn start(&self, dispatcher: &Dispatcher) -> Result<bool, PollingError> {
        let bot = self.bot.id().0;
        let stop_timeout = async {
            self.stop.cancelled().await;
            sleep(self.options.drain).await;
        };
        let result = tokio::select! {
            biased;
            result = dispatcher.startup() => result,
            () = stop_timeout => {
                report(|| {
                    tracing::error!(bot, "a startup callback is still running at the end of the drain");
                });
                return Ok(false);
            }
        };
        if let Err(error) = result {
            let cause = &*error as &(dyn StdError + 'static);
            report(|| {
                tracing::error!(bot, error = cause, "a startup callback failed: polling ends");
            });
            self.stop.cancel();
            return Err(PollingError::Startup(error));
        }
        self.started.add(self.index, dispatcher.clone());
        Ok(true)
    }
}

//! One bot, from its first call to its last.

use std::{error::Error as StdError, sync::Arc};

use chappe_client::Bot;
use chappe_core::Dispatcher;
use chappe_intake::{Intake, Layers, report};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    error::PollingError,
    identify::identify,
    options::Options,
    poller::{Poller, half_of},
    started::Started,
    window::{Early, Window},
};

/// One of the bots: who it is, its startup callbacks, its updates.
pub(crate) struct Session {
    /// Which of the bots it is, from 0.
    pub(crate) number: usize,
    pub(crate) bot: Bot,
    /// Has the bot.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) layers: Layers,
    pub(crate) intake: chappe_intake::Options,
    pub(crate) options: Options,
    /// Stops all bots.
    pub(crate) stop: CancellationToken,
    pub(crate) started: Started,
}

impl Session {
    /// Runs until it is asked to stop.
    ///
    /// # Errors
    ///
    /// Why the bot cannot go on. If a startup callback failed, all bots are asked to stop.
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
        // At the latest when there is no room for another one.
        let early = Early::new(&intake, half_of(options.limit).min(options.limit));
        let window = Window::new(options.confirms_on_receipt, early);
        let poller = Poller { bot, intake, service, options, stop, window, is_crowded: false };
        poller.run().await.map_err(|error| PollingError::Stopped { bot: id, error })
    }

    /// Runs the startup callbacks; returns whether they ended. Once polling is asked to
    /// stop, they have as long as updates have.
    async fn start(&self, dispatcher: &Dispatcher) -> Result<bool, PollingError> {
        let bot = self.bot.id().0;
        let time_is_up = async {
            self.stop.cancelled().await;
            sleep(self.options.drain).await;
        };
        let result = tokio::select! {
            biased;
            result = dispatcher.startup() => result,
            () = time_is_up => {
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
        self.started.add(self.number, dispatcher.clone());
        Ok(true)
    }
}

//! [`Polling`]: polls for any number of bots.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use chappe_client::Bot;
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Request};
use chappe_intake::{Dispatch, LaneBy, Layers, OnFailure, OnLeave, ReplySender, Stop, report};
use chappe_types::UpdateType;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    bot_tasks::BotTasks,
    error::PollingError,
    options::{MAX_UPDATES, Options},
    session::Session,
    started_bots::StartedBots,
};

/// Polls Telegram for updates and passes them to a dispatcher.
///
/// When awaited, it looks up the identity of each bot (`getMe`), runs its startup callbacks,
/// logs `polling as @username` at INFO, and polls. It stops at SIGTERM or Ctrl-C
/// ([`until`](Self::until) replaces the signals):
///
/// 1. No further updates are requested.
/// 2. Updates in flight are drained within the [deadline](Self::drain). Then handled updates
///    are confirmed, which takes at most 5 s.
/// 3. The shutdown callbacks run for each bot whose startup callbacks completed, the last bot
///    first. They may take as long as the drain.
///
/// A second signal ends the drain, or the wait for callbacks, immediately.
///
/// - Handlers, callbacks and error observers can extract the [`Bot`] that received the update,
///   and [`Me`](chappe_core::Me). Callbacks run once for each bot, possibly at the same time
///   as those of other bots; if one fails, polling ends for all bots.
/// - Each update runs on its own task; updates of one chat run one at a time, in order.
/// - The offset moves past handled updates only. A failed update counts as handled unless
///   [`on_failure`](Self::on_failure) redelivers it.
/// - Up to 100 updates of each bot are in flight. A slow chat delays other chats only if all 100
///   belong to it; a warning is logged when half of them do.
///   [`confirm_on_receipt`](Self::confirm_on_receipt) avoids the delay, but a crash then loses
///   updates.
/// - Replies are sent by the bot that received the update, before the next update of the chat
///   starts. If this fails, the error is passed to the root router's error observers.
/// - A failed request is retried with increasing pauses; each failure is logged as a warning. If
///   Telegram does not accept a token, this is logged at ERROR, and polling ends for that bot
///   only.
///
/// Source: Bot API 10.3, [`getUpdates`](https://core.telegram.org/bots/api#getupdates).
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let app = Router::new("echo")
///     .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
/// Polling::new(Bot::from_env()?, app).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "polling does nothing until it is awaited"]
pub struct Polling {
    bots: Vec<Bot>,
    dispatcher: Dispatcher,
    layers: Layers,
    options: Options,
    allowed: Option<Vec<UpdateType>>,
    max_running: Option<usize>,
    max_in_flight: Option<usize>,
    intake: chappe_intake::Options,
    until: Option<Stop>,
}

/// The default maximum number of updates in flight if they are confirmed on receipt.
const MAX_RECEIVED: usize = 10_000;

impl Polling {
    /// Polls for a bot, and passes updates to a router, a
    /// [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a [`Dispatcher`]. Handlers,
    /// callbacks and error observers can extract the [`Bot`] and [`Me`](chappe_core::Me).
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, unless `dispatcher` is a [`Dispatcher`].
    #[track_caller]
    pub fn new(bot: Bot, dispatcher: impl IntoDispatcher) -> Self {
        let dispatcher = dispatcher.into_dispatcher();
        let options = Options {
            timeout: Duration::from_secs(30),
            limit: MAX_UPDATES,
            confirms_on_receipt: false,
            allowed: Vec::new(),
            drain: Duration::from_secs(20),
            takes_over: false,
            drops_pending: false,
        };
        Self {
            bots: vec![bot],
            dispatcher,
            layers: Layers::default(),
            options,
            allowed: None,
            max_running: None,
            max_in_flight: None,
            intake: chappe_intake::Options { tries: Some(3), ..chappe_intake::Options::default() },
            until: None,
        }
    }

    /// Adds a bot that uses the same dispatcher. Handlers and callbacks extract the bot for which
    /// they run. Callbacks run once for each bot.
    #[inline]
    pub fn bot(mut self, bot: Bot) -> Self {
        self.bots.push(bot);
        self
    }

    /// Adds a layer around the dispatcher, applied once for each bot. The first layer added is
    /// the outermost.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.layers.push(layer);
        self
    }

    /// Sets the timeout of long polling, in whole seconds: how long Telegram waits for an update
    /// before it responds. Defaults to 30 s. Telegram's maximum is 50 s.
    #[inline]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Sets the maximum number of a bot's updates in flight, which is also the maximum that is
    /// redelivered after a crash: 1 to 100. Defaults to 100.
    ///
    /// With [`confirm_on_receipt`](Self::confirm_on_receipt) the range is 1 or more, and the
    /// default 10,000.
    #[inline]
    pub fn max_in_flight(mut self, updates: usize) -> Self {
        self.max_in_flight = Some(updates);
        self
    }

    /// Confirms updates on receipt instead of when they are handled.
    ///
    /// A slow chat then delays other chats only if [`max_in_flight`](Self::max_in_flight) updates
    /// are in flight. However, a crash loses the updates in flight, and a shutdown loses those
    /// that do not end in [time](Self::drain).
    #[inline]
    pub fn confirm_on_receipt(mut self) -> Self {
        self.options.confirms_on_receipt = true;
        self
    }

    /// Sets the maximum number of handlers of all bots that run at the same time, at least 1.
    /// Unlimited by default.
    #[inline]
    pub fn max_running(mut self, handlers: usize) -> Self {
        self.max_running = Some(handlers);
        self
    }

    /// Sets the lane of an update: updates of one lane run one at a time, in the order of
    /// arrival. Defaults to [`LaneBy::Chat`].
    pub fn lane_by(mut self, lane_by: LaneBy) -> Self {
        self.intake.lane_by = lane_by;
        self
    }

    /// Sets how many updates of a bot may continue after they were confirmed: those whose handlers
    /// left their [`Lane`](chappe_intake::Lane), and those with background work. Defaults to
    /// 10,000. Beyond this number, updates are confirmed when they end.
    #[inline]
    pub fn max_background(mut self, updates: usize) -> Self {
        self.intake.max_detached = updates;
        self
    }

    /// Sets the update kinds to request. Defaults to the dispatcher's
    /// [`allowed_updates`](Dispatcher::allowed_updates).
    ///
    /// The default does not include kinds that are handled only by handlers of `update` observers:
    /// list them here. An empty list is Telegram's default: all kinds except `chat_member`,
    /// `message_reaction` and `message_reaction_count`.
    pub fn allowed_updates(mut self, kinds: impl IntoIterator<Item = UpdateType>) -> Self {
        self.allowed = Some(kinds.into_iter().collect());
        self
    }

    /// Deletes the bot's webhook, if one is set, before polling.
    #[inline]
    pub fn take_over(mut self) -> Self {
        self.options.takes_over = true;
        self
    }

    /// Drops updates from before polling started. This deletes the bot's webhook too, because
    /// Telegram has one method for both.
    #[inline]
    pub fn drop_pending_updates(mut self) -> Self {
        self.options.drops_pending = true;
        self
    }

    /// Sets how long a handler may run. After that it is cancelled, and its update fails with
    /// [`TimedOut`](crate::TimedOut). Unlimited by default.
    #[inline]
    pub fn handler_timeout(mut self, timeout: Duration) -> Self {
        self.intake.handler_timeout = Some(timeout);
        self
    }

    /// Sets the policy for updates whose error no error observer handled: acknowledge or
    /// redeliver. By default, and if the policy panics, such updates count as handled.
    ///
    /// A redelivered update runs again after 1 s, then 2 s, and so on. The next update of its chat
    /// waits for it.
    pub fn on_failure(
        mut self,
        policy: impl Fn(&BoxError) -> OnFailure + Send + Sync + 'static,
    ) -> Self {
        self.intake.on_failure = Arc::new(policy);
        self
    }

    /// Sets the maximum number of times that an update runs if [`on_failure`](Self::on_failure)
    /// redelivers it. Defaults to 3.
    ///
    /// # Panics
    ///
    /// Panics if `tries` is zero.
    #[track_caller]
    #[inline]
    pub fn tries(mut self, tries: u32) -> Self {
        assert!(tries > 0, "an update runs at least once");
        self.intake.tries = Some(tries);
        self
    }

    /// Sets how long updates in flight may take after the stop, and then how long the shutdown
    /// callbacks may take. Defaults to 20 s each.
    ///
    /// A startup callback that is still running this long after the stop is dropped.
    #[inline]
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.options.drain = timeout;
        self
    }

    /// Polls until this future completes, instead of until a signal.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Stop::when(signal));
        self
    }

    async fn run(self) -> Result<(), PollingError> {
        let mut stop = self.until.unwrap_or_else(Stop::signals);
        let limit = match self.options.confirms_on_receipt {
            true => self.max_in_flight.unwrap_or(MAX_RECEIVED).max(1),
            false => self.max_in_flight.unwrap_or(MAX_UPDATES).clamp(1, MAX_UPDATES),
        };
        let options = Options {
            limit,
            allowed: self.allowed.unwrap_or_else(|| self.dispatcher.allowed_updates()),
            ..self.options
        };
        let max_running = self.max_running.map(|max| max.clamp(1, Semaphore::MAX_PERMITS));
        let running = max_running.map(|max| Arc::new(Semaphore::new(max)));
        let stop_all = CancellationToken::new();
        // Dropping the future of polling stops all bots.
        let _stop_on_drop = stop_all.clone().drop_guard();
        let (mut tasks, started) = (BotTasks::default(), StartedBots::default());
        for (index, bot) in self.bots.into_iter().enumerate() {
            let dispatcher = self.dispatcher.with_extension(bot.clone());
            dispatcher.check_source().map_err(PollingError::MissingValues)?;
            let intake = chappe_intake::Options {
                running: running.clone(),
                replies: ReplySender::through(bot.clone()),
                kinds: Some(options.allowed.clone()),
                on_leave: OnLeave::Wait,
                ..self.intake.clone()
            };
            let session = Session {
                index,
                bot,
                dispatcher,
                layers: self.layers.clone(),
                intake,
                options: options.clone(),
                stop: stop_all.clone(),
                started: started.clone(),
            };
            tasks.spawn(Box::pin(session.run()));
        }
        let was_stopped = tokio::select! {
            () = tasks.ended() => false,
            () = stop.requested() => {
                stop_all.cancel();
                tokio::select! {
                    () = tasks.ended() => {}
                    () = stop.requested_again() => {
                        report(|| {
                            tracing::warn!("a second stop was requested: the drain ends immediately");
                        });
                    }
                }
                true
            }
        };
        let failure = tasks.take_failure();
        // No update may start while the shutdown callbacks run.
        drop(tasks);
        let ended = tokio::select! {
            ended = started.shutdown(options.drain) => ended.map_err(PollingError::Shutdown),
            () = stop.requested_again(), if was_stopped => {
                report(|| tracing::warn!("a second stop was requested: callbacks are cancelled"));
                Ok(())
            }
        };
        match failure {
            Some(failure @ PollingError::Startup(_)) => Err(failure),
            Some(failure) if !was_stopped => Err(failure),
            _ => ended,
        }
    }
}

impl IntoFuture for Polling {
    type Output = Result<(), PollingError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Polling {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polling")
            .field("bots", &self.bots)
            .field("dispatcher", &self.dispatcher)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

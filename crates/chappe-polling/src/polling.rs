//! Polling for any number of bots.

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
    bots::Bots,
    error::PollingError,
    options::{LIMIT, Options},
    session::Session,
    started::Started,
};

/// Polls Telegram for updates and hands them to a dispatcher.
///
/// Await it. For each bot it asks who the bot is (`getMe`), runs the startup callbacks,
/// logs `polling as @username` at INFO, and polls. It stops at SIGTERM or Ctrl-C unless
/// [`until`](Self::until) says otherwise:
///
/// 1. No bot asks for updates any more.
/// 2. Updates that were received end within one [deadline](Self::drain), and Telegram is
///    told what is handled, which takes 5 s more at most.
/// 3. The shutdown callbacks run for each bot whose startup callbacks have run, the last
///    bot first. They have as long as the updates had.
///
/// A second signal ends the wait for updates at once, or that for callbacks.
///
/// - Handlers, callbacks and error observers get the [`Bot`] that the update came to, and
///   [`Me`](chappe_core::Me). Callbacks run once a bot, with that bot. Those of several
///   bots may run at the same time; if one fails, polling ends for all.
/// - Each update runs on a task of its own; those of one chat one after another,
///   in order.
/// - The offset moves past handled updates only. A failure counts as handled
///   unless [`on_failure`](Self::on_failure) asks again.
/// - While handlers run, up to 100 updates are fetched ahead for each bot. A chat that is
///   slow holds up no other until all of these are its own; a warning is logged when half
///   of them are. [`confirm_on_receipt`](Self::confirm_on_receipt) is for who prefers to
///   lose updates in a crash to that.
/// - Replies are sent by the bot that the update came to, before the next update
///   of the chat begins; a failure goes to the root's error observers.
/// - Networks that fail are tried again, more and more seldom, each time with a warning.
///   A token that Telegram does not accept, or no longer, ends polling for its bot alone,
///   with an error in the log.
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

/// So many updates may be unfinished, unless set, where they are confirmed on receipt.
const RECEIVED: usize = 10_000;

impl Polling {
    /// Polls for a bot; hands updates to a router, a
    /// [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a [`Dispatcher`]. Handlers,
    /// callbacks and error observers may take the [`Bot`] and [`Me`](chappe_core::Me)
    /// either way.
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, unless it gets a dispatcher.
    #[track_caller]
    pub fn new(bot: Bot, dispatcher: impl IntoDispatcher) -> Self {
        let dispatcher = dispatcher.into_dispatcher();
        let options = Options {
            timeout: Duration::from_secs(30),
            limit: LIMIT,
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

    /// Polls for one more bot, with the same dispatcher: what handlers and callbacks
    /// extract is the bot that they run for. Callbacks run once more, for this bot.
    #[inline]
    pub fn bot(mut self, bot: Bot) -> Self {
        self.bots.push(bot);
        self
    }

    /// Puts a layer around the dispatcher, once for each bot; the first one is
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

    /// How long Telegram keeps an answer back while there is nothing to tell, in
    /// whole seconds; 30 s unless set. Telegram itself takes 50 s at most.
    #[inline]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// How many updates of a bot may be unfinished, and how many may come again
    /// after a crash: 1 to 100, and 100 unless set.
    ///
    /// With [`confirm_on_receipt`](Self::confirm_on_receipt) it is 1 or more, and 10,000
    /// unless set.
    #[inline]
    pub fn max_in_flight(mut self, updates: usize) -> Self {
        self.max_in_flight = Some(updates);
        self
    }

    /// Confirms updates when they are received, not when they are handled.
    ///
    /// Then a chat that is slow holds up no other until
    /// [`max_in_flight`](Self::max_in_flight) updates are unfinished, but those that are
    /// unfinished are lost in a crash, and at a shutdown if they do not end in
    /// [time](Self::drain).
    #[inline]
    pub fn confirm_on_receipt(mut self) -> Self {
        self.options.confirms_on_receipt = true;
        self
    }

    /// How many handlers may run at a time, of all bots together, at least one;
    /// as many as there are updates unless set.
    #[inline]
    pub fn max_running(mut self, handlers: usize) -> Self {
        self.max_running = Some(handlers);
        self
    }

    /// Which updates run one at a time, in the order of arrival. Defaults to those of a chat.
    pub fn lane_by(mut self, lane_by: LaneBy) -> Self {
        self.intake.lane_by = lane_by;
        self
    }

    /// How many updates of a bot may go on after they were confirmed: those whose handlers
    /// left their [`Lane`](chappe_intake::Lane), and work in the background. Defaults to
    /// 10,000; further ones are confirmed when they are done.
    #[inline]
    pub fn max_background(mut self, updates: usize) -> Self {
        self.intake.max_detached = updates;
        self
    }

    /// The kinds of update to ask for; unless set, those that
    /// [`allowed_updates`](Dispatcher::allowed_updates) tells.
    ///
    /// Handlers of `update` observers do not count there, since they take what
    /// comes: who wants more to come says so here. None at all is Telegram's
    /// default, which is all kinds but `chat_member`, `message_reaction` and
    /// `message_reaction_count`.
    pub fn allowed_updates(mut self, kinds: impl IntoIterator<Item = UpdateType>) -> Self {
        self.allowed = Some(kinds.into_iter().collect());
        self
    }

    /// Deletes a webhook first, if one is set.
    #[inline]
    pub fn take_over(mut self) -> Self {
        self.options.takes_over = true;
        self
    }

    /// Leaves out what came before polling began; deletes a webhook as well, for
    /// Telegram has one method for both.
    #[inline]
    pub fn drop_pending_updates(mut self) -> Self {
        self.options.drops_pending = true;
        self
    }

    /// How long a handler may take before it is cancelled, which fails its
    /// update with [`TimedOut`](crate::TimedOut); without end unless set.
    #[inline]
    pub fn handler_timeout(mut self, timeout: Duration) -> Self {
        self.intake.handler_timeout = Some(timeout);
        self
    }

    /// Decides what becomes of updates whose failure no error observer took;
    /// they count as handled unless set, and if the policy panics.
    ///
    /// One that is asked for again runs again after 1 s, 2 s and so on, and the
    /// next one of its chat waits.
    pub fn on_failure(
        mut self,
        policy: impl Fn(&BoxError) -> OnFailure + Send + Sync + 'static,
    ) -> Self {
        self.intake.on_failure = Arc::new(policy);
        self
    }

    /// How often an update runs in all if [`on_failure`](Self::on_failure) asks
    /// again; 3 times unless set.
    ///
    /// # Panics
    ///
    /// Panics on zero.
    #[track_caller]
    #[inline]
    pub fn tries(mut self, tries: u32) -> Self {
        assert!(tries > 0, "an update runs at least once");
        self.intake.tries = Some(tries);
        self
    }

    /// How long updates that were received may take after polling is asked to stop, and
    /// then how long shutdown callbacks may take. Defaults to 20 s each.
    ///
    /// A startup callback that still runs by then is dropped.
    #[inline]
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.options.drain = timeout;
        self
    }

    /// Polls until this future completes, in place of signals.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Stop::when(signal));
        self
    }

    async fn run(self) -> Result<(), PollingError> {
        let mut stop = self.until.unwrap_or_else(Stop::signals);
        let limit = match self.options.confirms_on_receipt {
            true => self.max_in_flight.unwrap_or(RECEIVED).max(1),
            false => self.max_in_flight.unwrap_or(LIMIT).clamp(1, LIMIT),
        };
        let options = Options {
            limit,
            allowed: self.allowed.unwrap_or_else(|| self.dispatcher.allowed_updates()),
            ..self.options
        };
        let most = self.max_running.map(|most| most.clamp(1, Semaphore::MAX_PERMITS));
        let running = most.map(|most| Arc::new(Semaphore::new(most)));
        let asked = CancellationToken::new();
        // Who drops this instead of stopping it ends the polling too.
        let _asks_when_dropped = asked.clone().drop_guard();
        let (mut bots, started) = (Bots::default(), Started::default());
        for (number, bot) in self.bots.into_iter().enumerate() {
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
                number,
                bot,
                dispatcher,
                layers: self.layers.clone(),
                intake,
                options: options.clone(),
                stop: asked.clone(),
                started: started.clone(),
            };
            bots.spawn(Box::pin(session.run()));
        }
        let was_asked = tokio::select! {
            () = bots.ended() => false,
            () = stop.requested() => {
                asked.cancel();
                tokio::select! {
                    () = bots.ended() => {}
                    () = stop.requested_again() => {
                        report(|| tracing::warn!("asked to stop again: not waiting any longer"));
                    }
                }
                true
            }
        };
        let failure = bots.failure();
        // What still runs must begin nothing while callbacks run.
        drop(bots);
        let ended = tokio::select! {
            ended = started.shutdown(options.drain) => ended.map_err(PollingError::Shutdown),
            () = stop.requested_again(), if was_asked => {
                report(|| tracing::warn!("asked to stop again: not waiting for callbacks"));
                Ok(())
            }
        };
        match failure {
            Some(failure @ PollingError::Startup(_)) => Err(failure),
            Some(failure) if !was_asked => Err(failure),
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

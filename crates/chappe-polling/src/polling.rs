//! Polling for any number of bots.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use chappe_client::{Bot, Error};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Request};
use chappe_intake::{Dispatch, Halt, Intake, Layers, OnFailure, ReplySender, Stop, report};
use chappe_types::UpdateType;
use tokio::sync::Semaphore;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    bots::Bots,
    error::PollingError,
    identify::identify,
    options::{LIMIT, Options},
    poller::Poller,
    window::Window,
};

/// Polls Telegram for updates and hands them to a dispatcher.
///
/// Await it. It runs the startup callbacks, polls until it is asked to stop
/// (SIGTERM or Ctrl-C unless [`until`](Self::until) says otherwise), finishes
/// what is under way, tells Telegram what is handled, and runs the shutdown
/// callbacks. A second signal ends the wait at once.
///
/// - Each update runs on a task of its own; those of one chat one after another,
///   in order.
/// - The offset moves past handled updates only. A failure counts as handled
///   unless [`on_failure`](Self::on_failure) asks again.
/// - While handlers run, up to 100 updates are fetched ahead for each bot. A chat that is
///   slow holds up no other until all of these are its own; a warning is logged when half
///   of them are. [`confirm_on_receipt`](Self::confirm_on_receipt) is for who prefers to
///   lose updates in a crash to that.
/// - ReplySender are sent by the bot that the update came to, before the next update
///   of the chat begins; a failure goes to the root's error observers.
/// - Networks that fail are tried again, more and more seldom. A token that is
///   no longer good ends polling for its bot alone.
///
/// Source: Bot API 10.3, [`getUpdates`](https://core.telegram.org/bots/api#getupdates).
///
/// # Example
///
/// ```no_run
/// use chappe_client::Bot;
/// use chappe_core::{Router, extract::Text, filter::text, reply};
/// use chappe_polling::Polling;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let app = Router::new("echo")
///     .message(|on| on.on(text(), async |Text(text): Text| reply(text)));
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
    /// Polls for a bot; hands updates to a [`Dispatcher`], or to a router, whose
    /// handlers may then take the [`Bot`].
    ///
    /// # Panics
    ///
    /// With a router, panics as [`Dispatcher::new`] does.
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

    /// Polls for one more bot, with the same dispatcher: what handlers extract
    /// is the bot that the update came to.
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

    /// How long to wait at the end for what is under way; 20 s unless set.
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
        self.dispatcher.startup().await.map_err(PollingError::Startup)?;
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
        let asked = Halt::new();
        // Who drops this instead of stopping it ends the polling too.
        let _asks_when_dropped = asked.when_dropped();
        let mut bots = Bots::default();
        for bot in self.bots {
            let dispatcher = self.dispatcher.with_extension(bot.clone());
            let intake = chappe_intake::Options {
                running: running.clone(),
                replies: ReplySender::through(bot.clone()),
                ..self.intake.clone()
            };
            let (options, stop, layers) = (options.clone(), asked.clone(), self.layers.clone());
            let id = bot.id();
            let one = One { bot, dispatcher, layers, intake, options, stop };
            bots.spawn(id, Box::pin(one.run()));
        }
        let failure = tokio::select! {
            failure = bots.ended() => failure,
            () = stop.asked() => {
                asked.tell();
                tokio::select! {
                    _ = bots.ended() => {}
                    () = stop.asked_again() => {
                        report(|| tracing::warn!("asked to stop again: not waiting any longer"));
                    }
                }
                None
            }
        };
        let ended = self.dispatcher.shutdown().await.map_err(PollingError::Shutdown);
        failure.map_or(ended, Err)
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

/// One of the bots.
struct One {
    bot: Bot,
    dispatcher: Dispatcher,
    layers: Layers,
    intake: chappe_intake::Options,
    options: Options,
    stop: Halt,
}

impl One {
    async fn run(self) -> Result<(), Error> {
        let Self { bot, dispatcher, layers, intake, options, stop } = self;
        let me = tokio::select! {
            () = stop.told() => return Ok(()),
            me = identify(&bot, &options) => me?,
        };
        let dispatcher = dispatcher.with_me(me);
        let service = layers.around(dispatcher.clone());
        let intake = Arc::new(Intake::new(dispatcher, intake));
        let window = Window::new(options.confirms_on_receipt);
        let (service, is_crowded) = (Arc::new(service), false);
        Poller { bot, intake, service, options, stop, window, is_crowded }.run().await
    }
}

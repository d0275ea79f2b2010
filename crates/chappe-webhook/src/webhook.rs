//! A webhook, and what can be set about it.

use std::{fmt, sync::Arc, time::Duration};

use chappe_client::{Bot, Call, Error, Registered, catch_panic, register_webhook};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Reply, Request};
use chappe_intake::{Dispatch, LaneBy, OnFailure, ReplySender, report};
use chappe_types::SetWebhook;
use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    address::IpNetwork, around::Around, budget::Budget, error::ServeError, options::Options,
    running::Running, setup::Setup, state::State,
};

/// A webhook: `Service<http::Request<B>>` for any body. It looks at no path and
/// never fails.
///
/// | answer | when |
/// |---|---|
/// | 405 | not `POST` |
/// | 403 | the address filter is on and does not know the client |
/// | 401 | no secret, a wrong one, or two |
/// | 415 | not JSON by its own word |
/// | 503 | shutting down, or it is not known yet who the bot is |
/// | 413, 408 | the body is too large, or too slow |
/// | 503 | the bodies that are being read take too much memory |
/// | 400 | not an update |
/// | 503 | too much to do, or the update is to be sent again |
/// | 200 | handled, or known already, or the handler takes longer than the [deadline](Self::ack_deadline); with the reply, if there is one in time |
///
/// They are checked in this order; the body is not read before the secret was
/// found right. Each answer but 200 says when to come again (`Retry-After`), and all
/// but 200 and 503 end the connection. [`serve`](crate::serve) answers 404 besides, on other
/// paths than its own.
///
/// That the secret is missing or wrong (401) is logged at WARN, at most once a minute, with
/// the number of such requests.
///
/// # In a server of your own
///
/// [`serve`](crate::serve) does all that there is to do at the start and the end. A webhook
/// that is mounted in another server does not run the startup and shutdown callbacks by
/// itself, waits for nothing at the end, and does not tell Telegram where it is. Run its
/// server inside of [`around`](Self::around), which does the first three; call
/// [`register`](Self::register) for the last:
///
/// ```no_run
/// # use chappe_client::Bot;
/// # use chappe_core::Router;
/// # use chappe_types::SetWebhook;
/// # use chappe_webhook::Webhook;
/// # async fn serve_http(webhook: Webhook) -> std::io::Result<()> { Ok(()) }
/// # async fn run(app: Router) -> Result<(), Box<dyn std::error::Error>> {
/// let webhook = Webhook::new(app).bot(Bot::from_env()?).secret("s3cr3t");
/// webhook.register(&SetWebhook::new("https://bot.example.org/telegram")).await?;
/// webhook.around(serve_http(webhook.clone())).await?;
/// # Ok(())
/// # }
/// ```
///
/// If nobody does so, that is logged at WARN at the first update. Then the bot is asked who
/// it is at the first update too: requests are answered 503 after five seconds until it is
/// known.
///
/// # Cancel safety
///
/// Dropping the future of a request drops nothing of the update, which goes on
/// and whose reply is sent by the [bot](Self::bot).
///
/// # Example
///
/// ```
/// use chappe_core::{Router, extract::Text, filter::text, reply};
/// use chappe_webhook::Webhook;
/// use http_body_util::{BodyExt, Full};
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let app = Router::new("app")
///     .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
/// let webhook = Webhook::new(app).secret("s3cr3t");
///
/// let request = http::Request::post("/telegram")
///     .header("X-Telegram-Bot-Api-Secret-Token", "s3cr3t")
///     .body(Full::new(&br#"{"update_id": 1, "message": {"message_id": 1, "date": 0,
///         "chat": {"id": 7, "type": "private"}, "text": "hi"}}"#[..]))?;
/// let answer = webhook.oneshot(request).await?;
/// let body = answer.into_body().collect().await?.to_bytes();
/// assert_eq!(body, r#"{"method":"sendMessage","chat_id":7,"text":"hi"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a webhook does nothing until it is served"]
pub struct Webhook {
    setup: Arc<Setup>,
    state: Arc<State>,
}

impl Webhook {
    /// A webhook that hands updates to a router, a
    /// [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a [`Dispatcher`].
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, unless it gets a dispatcher.
    #[track_caller]
    pub fn new(app: impl IntoDispatcher) -> Self {
        let dispatcher = app.into_dispatcher();
        let options = Options::default();
        let setup = Arc::new(Setup { dispatcher, layers: None, bot: None, options });
        Self { setup, state: Arc::default() }
    }

    fn change(mut self, change: impl FnOnce(&mut Setup)) -> Self {
        change(Arc::make_mut(&mut self.setup));
        // What was started with another setup goes its own way.
        self.state = Arc::default();
        self
    }

    fn set(self, set: impl FnOnce(&mut Options)) -> Self {
        self.change(|setup| set(&mut setup.options))
    }

    /// Gives the webhook its bot, which is the whole wiring:
    ///
    /// - handlers, callbacks and error observers can take the [`Bot`];
    /// - the dispatcher knows [`Me`](chappe_core::Me), which is asked for before the first
    ///   update is handled, unless the dispatcher was told;
    /// - replies in answers are [prepared](Bot::prepare) as the bot prepares its calls;
    /// - the bot sends the replies that no answer carries, before the next update of their
    ///   chat begins; a failure goes to the root's error observers. These are late ones,
    ///   those with a file that is not in memory, what Telegram ignores in an answer
    ///   (`get…`, `setWebhook`, `deleteWebhook`, `close` and `logOut`, more than 1 MiB of
    ///   parameters or 50 files, JSON nested deeper than 100 levels), and all replies of a
    ///   bot that [has layers of its own](Bot::has_custom_layers).
    pub fn bot(self, bot: Bot) -> Self {
        self.change(|setup| {
            setup.dispatcher = setup.dispatcher.with_extension(bot.clone());
            setup.bot = Some(bot);
        })
    }

    /// Puts a layer around the dispatcher; the first one is the outermost.
    ///
    /// `Layer::layer` is called once, when the first update comes or the startup runs. A
    /// layer that panics then fails the startup; without one, updates are answered 503.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.change(|setup| setup.layers.get_or_insert_default().push(layer))
    }

    /// Admits requests with this secret only.
    ///
    /// # Panics
    ///
    /// Panics unless Telegram takes it: 1–256 characters of `A`–`Z`, `a`–`z`,
    /// `0`–`9`, `_` and `-`.
    ///
    /// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
    #[track_caller]
    pub fn secret(self, secret: impl AsRef<str>) -> Self {
        let mut secrets = self.setup.options.secrets.clone();
        secrets.accept(secret.as_ref());
        self.set(|options| options.secrets = secrets)
    }

    /// Admits requests with this secret too, while one replaces the other.
    ///
    /// # Panics
    ///
    /// As [`secret`](Self::secret).
    #[track_caller]
    pub fn also_secret(self, secret: impl AsRef<str>) -> Self {
        self.secret(secret)
    }

    /// The largest body, in bytes; 1 MiB unless set. Telegram's own updates
    /// have 512 KiB at most.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|options| options.body.size = bytes)
    }

    /// How long a body may take from one piece to the next, and in all; 5 s and
    /// 15 s unless set.
    pub fn body_timeout(self, idle: Duration, total: Duration) -> Self {
        self.set(|options| (options.body.idle, options.body.total) = (idle, total))
    }

    /// How many bytes the bodies may take that are being read, all together; 64 MiB
    /// unless set. One that would take more is answered 503.
    ///
    /// A body that comes in one piece, as nearly all do, takes none of it.
    pub fn body_budget(self, bytes: usize) -> Self {
        self.set(|options| options.body.budget = Budget::new(bytes))
    }

    /// How long an answer waits for the handler; 25 s unless set. Then it is
    /// 200 without a reply, and the handler goes on. Telegram waits 60 s.
    ///
    /// A handler that blocks its thread holds the answer up beyond that, and whatever else
    /// the thread has to do: what blocks belongs into `spawn_blocking`. One that holds up its
    /// thread for more than 250 ms at a time is logged as a warning, with its name.
    pub fn ack_deadline(self, deadline: Duration) -> Self {
        self.set(|options| options.ack_deadline = deadline)
    }

    /// How long a handler may take before it is cancelled, which fails its
    /// update with [`TimedOut`](crate::TimedOut); without end unless set.
    pub fn handler_timeout(self, timeout: Duration) -> Self {
        self.set(|options| options.intake.handler_timeout = Some(timeout))
    }

    /// How many updates may be unfinished at a time, those that wait for their
    /// turn included; 1,024 unless set. One more is answered 503.
    pub fn max_in_flight(self, updates: usize) -> Self {
        self.set(|options| options.intake.max_in_flight = updates)
    }

    /// How many handlers may run at a time, at least one; as many as there are
    /// updates unless set. An update waits for this after its turn in its chat has come.
    pub fn max_running(self, handlers: usize) -> Self {
        self.set(|options| options.max_running = Some(handlers))
    }

    /// Which updates run one at a time, in the order of arrival. Defaults to those of a chat.
    ///
    /// Telegram sends a chat's next message only after the one before was answered. So with
    /// anything but [`LaneBy::Chat`], an update is answered 200 as soon as it is taken: a crash
    /// loses what is unfinished, and replies are sent by the bot.
    pub fn lane_by(self, lane_by: LaneBy) -> Self {
        self.set(|options| options.intake.lane_by = lane_by)
    }

    /// How many updates may go on after they were answered: those whose handlers left their
    /// [`Lane`](chappe_intake::Lane), and work in the background. Defaults to 10,000; further
    /// ones count for [`max_in_flight`](Self::max_in_flight) until they are done.
    pub fn max_background(self, updates: usize) -> Self {
        self.set(|options| options.intake.max_detached = updates)
    }

    /// How many handled updates are known at least, so that a repeated one is answered 200
    /// and does not run again; 16,384 unless set, and with 0 none are.
    ///
    /// Those of the last two minutes are known besides, however many they are, which is as
    /// long as Telegram takes between most repetitions. What ended longer ago, or in
    /// another process, runs again if it is repeated. Memory is bounded: of ids that follow
    /// one another, as Telegram's do, 16 million are known at most, of ids at random 262,144.
    pub fn remember(self, updates: usize) -> Self {
        self.set(|options| options.intake.remember = updates)
    }

    /// Admits clients of these networks only, such as [`IpNetwork::TELEGRAM`];
    /// off unless set. A request without a [`Peer`](crate::Peer) is nobody's.
    pub fn ip_filter(self, networks: impl IntoIterator<Item = IpNetwork>) -> Self {
        let networks = networks.into_iter().collect();
        self.set(|options| options.allowed = Some(networks))
    }

    /// Believes the `X-Forwarded-For` of these proxies, from right to left up to
    /// the first hop that is none of them.
    pub fn trusted_proxies(self, networks: impl IntoIterator<Item = IpNetwork>) -> Self {
        let networks = networks.into_iter().collect();
        self.set(|options| options.trusted_proxies = networks)
    }

    /// Sends the replies that no answer carries through this service, in place of the
    /// [bot](Self::bot), or for want of one. Without either they are dropped and logged.
    ///
    /// They are sent before the next update of their chat begins. A failure goes to the
    /// root's error observers.
    pub fn replies<S>(self, service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        self.set(|options| options.replies = Some(ReplySender::through(service)))
    }

    /// Tells Telegram where this webhook is, by its own [bot](Self::bot), as
    /// [`register_webhook`] does. Unless `wanted` has them, it fills in
    ///
    /// - `allowed_updates`: the dispatcher's
    ///   [`allowed_updates`](Dispatcher::allowed_updates);
    /// - `secret_token`: the webhook's first [`secret`](Self::secret), if it has one.
    ///
    /// Safe to be called by every replica at every start. A server of
    /// [`serve`](crate::serve) can do so [by itself](crate::Serve::register).
    ///
    /// # Errors
    ///
    /// As [`register_webhook`]; and fails, with nothing sent, without a bot.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future takes back nothing: the webhook may have been set.
    ///
    /// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
    pub async fn register(&self, wanted: &SetWebhook) -> Result<Registered, Error> {
        let mut wanted = wanted.clone();
        wanted.allowed_updates.get_or_insert_with(|| {
            let kinds = self.setup.dispatcher.allowed_updates();
            kinds.into_iter().map(|kind| kind.as_str().into()).collect()
        });
        if wanted.secret_token.is_none() {
            wanted.secret_token = self.setup.options.secrets.first().map(Into::into);
        }
        let call = Call::new(&wanted);
        let Some(bot) = self.setup.bot.clone() else {
            return Err(Error::not_sent(&call, NO_BOT));
        };
        catch_panic(&call, async move { register_webhook(&bot, &wanted).await }).await
    }

    /// Gets ready for updates: checks that handlers get all that they take, asks who the
    /// bot is until that is answered, and runs the startup callbacks.
    ///
    /// Once it succeeded, later calls do nothing; calls at the same time wait for one
    /// another. After a failure, the next call begins anew.
    ///
    /// # Errors
    ///
    /// [`ServeError::Source`], [`ServeError::Bot`] or [`ServeError::Startup`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops the callbacks where they are; the next call begins anew.
    pub async fn startup(&self) -> Result<(), ServeError> {
        let run = async || {
            let running = self.launch().await?;
            running.dispatcher.startup().await.map_err(ServeError::Startup)
        };
        self.state.startup.get_or_try_init(run).await.map(drop)
    }

    /// Ends the webhook: accepts no more updates (they are answered 503), waits until those
    /// under way are done, their work in the background included, cuts off what is not done by
    /// `deadline`, and runs the shutdown callbacks, which have as long. They run once, whoever
    /// calls this again.
    ///
    /// # Errors
    ///
    /// [`ServeError::Shutdown`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the webhook closed. Callbacks that ran stay so; the next
    /// call runs all of them anew.
    pub async fn shutdown(&self, deadline: Duration) -> Result<(), ServeError> {
        self.drain_within(deadline).await;
        self.run_shutdown_callbacks(deadline).await
    }

    /// Accepts no more updates, waits until those under way are done, and cuts off what is
    /// not by the deadline.
    pub(crate) async fn drain_within(&self, deadline: Duration) {
        if timeout(deadline, self.drain()).await.is_err() {
            report(|| {
                tracing::error!(
                    "updates were still under way at the end of the drain, and were cut off"
                );
            });
        }
        self.cut_off().await;
    }

    /// Runs the server that the webhook is mounted in, to be awaited: first the
    /// [`startup`](Self::startup), then the server, then the [`shutdown`](Self::shutdown),
    /// also if the server failed.
    ///
    /// The server runs until it ends, or until SIGTERM or Ctrl-C ([`Around::until`] sets
    /// another signal). Then no more updates are accepted, and the server goes on while those
    /// under way end, no longer than [`Around::drain`] says; if it has not ended by itself
    /// half a second later, it is dropped. One that closes its connections at a signal, such
    /// as axum's `with_graceful_shutdown`, ends by itself. A second signal ends the wait.
    ///
    /// # Errors
    ///
    /// As [`startup`](Self::startup): then the server did not run. [`ServeError::Server`] if
    /// it failed; else [`ServeError::Shutdown`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the server, and runs no shutdown callbacks.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_core::Router;
    /// use chappe_webhook::Webhook;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let webhook = Webhook::new(Router::new("app"));
    /// // With axum: `axum::serve(listener, router_with_the_webhook)`.
    /// let server = async { Ok::<_, std::io::Error>(()) };
    /// webhook.around(server).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn around<F>(&self, server: F) -> Around<F> {
        Around::new(self.clone(), server)
    }

    /// Decides what becomes of updates whose failure no error observer took;
    /// they are acknowledged unless set, and if the policy panics.
    pub fn on_failure(
        self,
        policy: impl Fn(&BoxError) -> OnFailure + Send + Sync + 'static,
    ) -> Self {
        self.set(|options| options.intake.on_failure = Arc::new(policy))
    }

    /// The dispatcher, with the [bot](Self::bot) among its values; once it is known who the
    /// bot is, it knows that too.
    pub fn dispatcher(&self) -> &Dispatcher {
        self.state.running().map_or(&self.setup.dispatcher, |running| &running.dispatcher)
    }

    /// Accepts no more updates (they are answered 503), and waits until those
    /// under way are done.
    pub async fn drain(&self) {
        self.state.drain().await;
    }

    /// What takes updates, once handlers are known to get all that they take, and the bot
    /// has told who it is.
    pub(crate) async fn launch(&self) -> Result<&Running, ServeError> {
        self.state.startup_begins();
        self.setup.dispatcher.check_source().map_err(ServeError::Source)?;
        self.state.launch(&self.setup).await
    }

    /// Runs the shutdown callbacks once, until the time is up.
    pub(crate) async fn run_shutdown_callbacks(&self, limit: Duration) -> Result<(), ServeError> {
        let mut result = Ok(());
        let first = &mut result;
        let run = move || async move {
            let ended = timeout(limit, self.dispatcher().shutdown()).await;
            let late = || Err(format!("callbacks were still running after {limit:?}").into());
            *first = ended.unwrap_or_else(|_| late());
        };
        self.state.shutdown.get_or_init(run).await;
        result.map_err(ServeError::Shutdown)
    }

    /// Accepts no more updates.
    pub(crate) fn close(&self) {
        self.state.close();
    }

    /// Begins nothing more, not even what waits for its turn, and cuts off what runs.
    pub(crate) async fn cut_off(&self) {
        self.state.cut_off().await;
    }

    /// Whether it wants to know who sends a request.
    pub(crate) fn asks_for_peers(&self) -> bool {
        self.setup.options.allowed.is_some()
    }

    pub(crate) fn setup(&self) -> &Setup {
        &self.setup
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }
}

/// Why a webhook cannot be registered.
const NO_BOT: &str = "the webhook has no bot: give it one, `Webhook::new(app).bot(bot)`";

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("dispatcher", self.dispatcher())
            .field("bot", &self.setup.bot)
            .field("options", &self.setup.options)
            .finish_non_exhaustive()
    }
}

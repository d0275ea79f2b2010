//! [`Webhook`] and its setters.

use std::{fmt, sync::Arc, time::Duration};

use chappe_client::{Bot, Call, Error, Registered, catch_panic, register_webhook};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Reply, Request};
use chappe_intake::{Dispatch, LaneBy, OnFailure, ReplySender};
use chappe_types::SetWebhook;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    options::Options,
    request::{BodyBudget, IpNetwork},
    setup::Setup,
    state::SharedState,
};

/// A webhook: a `Service<http::Request<B>>` for any body. It ignores the path of a request, and
/// its error type is `Infallible`.
///
/// | status | cause |
/// |---|---|
/// | 405 | the method is not `POST` |
/// | 403 | the address filter does not admit the client |
/// | 401 | the secret is missing, wrong, or sent twice |
/// | 415 | there is a `Content-Type`, and it is not JSON |
/// | 503 | the webhook is shutting down, or the bot's identity is not known yet |
/// | 413, 408 | the body is too large (413) or arrives too slowly (408) |
/// | 503 | the memory budget of all bodies that are being read is used up |
/// | 400 | the body is not an update |
/// | 503 | the maximum number of updates in flight is reached, or the update must be redelivered |
/// | 200 | the update is handled, is a duplicate, or runs longer than the [deadline](Self::ack_deadline); the body contains the reply if there is one before the deadline |
///
/// The checks run in this order; the body is read only after the secret was accepted. All
/// responses except 200 have a `Retry-After`; all except 200 and 503 close the connection.
/// [`serve`](crate::serve) also responds with 404 on paths other than its own.
///
/// The number of requests with a missing or wrong secret (401) is logged at WARN, at most once a
/// minute.
///
/// # In a server of your own
///
/// [`serve`](crate::serve) runs the whole lifecycle. A webhook that is mounted in another server
/// does not run the startup and shutdown callbacks, is not drained, and is not registered with
/// Telegram. Pass that server to [`around`](Self::around), which runs the callbacks and drains the
/// webhook, and call [`register`](Self::register):
///
/// ```no_run
/// use chappe::prelude::*;
/// use chappe::types::SetWebhook;
/// # async fn serve_http(webhook: Webhook) -> std::io::Result<()> { Ok(()) }
/// # async fn run(app: Router) -> Result<(), Box<dyn std::error::Error>> {
/// let webhook = Webhook::new(app).bot(Bot::from_env()?).secret("s3cr3t");
/// webhook.register(&SetWebhook::new("https://bot.example.org/telegram")).await?;
/// webhook.around(serve_http(webhook.clone())).await?;
/// # Ok(())
/// # }
/// ```
///
/// Without `around` or [`startup`](Self::startup), the first update logs a warning and looks up
/// the bot's identity (`getMe`). Until that is known, requests wait for at most 5 s, and are then
/// answered 503.
///
/// # Cancel safety
///
/// Dropping the future of a request does not cancel its update. The [bot](Self::bot) then sends
/// the reply.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
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
    state: Arc<SharedState>,
}

impl Webhook {
    /// Creates a webhook that passes updates to a router, a
    /// [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a [`Dispatcher`].
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, unless `app` is a [`Dispatcher`].
    #[track_caller]
    pub fn new(app: impl IntoDispatcher) -> Self {
        let dispatcher = app.into_dispatcher();
        let options = Options::default();
        let setup = Arc::new(Setup { dispatcher, layers: None, bot: None, options });
        Self { setup, state: Arc::default() }
    }

    fn change(mut self, change: impl FnOnce(&mut Setup)) -> Self {
        change(Arc::make_mut(&mut self.setup));
        // A changed setup does not share the state of earlier clones.
        self.state = Arc::default();
        self
    }

    fn set(self, set: impl FnOnce(&mut Options)) -> Self {
        self.change(|setup| set(&mut setup.options))
    }

    /// Sets the bot of the webhook:
    ///
    /// - Handlers, callbacks and error observers can extract the [`Bot`].
    /// - [`Me`](chappe_core::Me) is looked up before the first update is handled, unless the
    ///   dispatcher already has it.
    /// - Replies in responses are [prepared](Bot::prepare) in the same way as calls.
    /// - Replies that cannot be part of a response are sent by the bot, before the next update of
    ///   the chat starts. If this fails, the error is passed to the root router's error observers.
    ///   These are: replies after the [deadline](Self::ack_deadline); replies with a file that is
    ///   not in memory; calls that Telegram ignores in a response (`get…`, `setWebhook`,
    ///   `deleteWebhook`, `close` and `logOut`, calls with more than 1 MiB of parameters or 50
    ///   files, JSON nested deeper than 100 levels); and all replies of a bot with [custom
    ///   layers](Bot::has_custom_layers).
    pub fn bot(self, bot: Bot) -> Self {
        self.change(|setup| {
            setup.dispatcher = setup.dispatcher.with_extension(bot.clone());
            setup.bot = Some(bot);
        })
    }

    /// Adds a layer around the dispatcher. The layer that is added first is the outermost.
    ///
    /// `Layer::layer` is called once, at the startup or at the first update. If it panics, the
    /// startup fails; without a startup, updates are answered 503.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.change(|setup| setup.layers.get_or_insert_default().push(layer))
    }

    /// Requires this secret: requests without it are answered 401.
    ///
    /// # Panics
    ///
    /// Panics unless Telegram accepts it: 1–256 characters of `A`–`Z`, `a`–`z`,
    /// `0`–`9`, `_` and `-`.
    ///
    /// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
    #[track_caller]
    pub fn secret(self, secret: impl AsRef<str>) -> Self {
        let mut secrets = self.setup.options.secrets.clone();
        secrets.accept(secret.as_ref());
        self.set(|options| options.secrets = secrets)
    }

    /// Accepts one more secret, so that the secret can be changed without a gap.
    ///
    /// # Panics
    ///
    /// Panics under the same conditions as [`secret`](Self::secret).
    #[track_caller]
    pub fn also_secret(self, secret: impl AsRef<str>) -> Self {
        self.secret(secret)
    }

    /// Sets the maximum size of a body in bytes. Defaults to 1 MiB. Telegram's updates are at most
    /// 512 KiB long.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|options| options.body.size = bytes)
    }

    /// Sets the maximum time between two frames of a body, and the maximum time for the whole
    /// body. Defaults to 5 s and 15 s; the maximum of both is one day.
    pub fn body_timeout(self, idle: Duration, total: Duration) -> Self {
        self.set(|options| (options.body.idle, options.body.total) = (idle, total))
    }

    /// Sets the memory budget in bytes of all bodies that are being read. Defaults to 64 MiB. A
    /// body that would exceed it is answered 503.
    ///
    /// A body that arrives in one frame, as most bodies do, reserves nothing.
    pub fn body_budget(self, bytes: usize) -> Self {
        self.set(|options| options.body.budget = BodyBudget::new(bytes))
    }

    /// Sets how long a response waits for the handler. Defaults to 25 s. After that the
    /// response is 200 without a reply, and the handler continues. Telegram waits 60 s.
    ///
    /// A handler that blocks its thread delays the response further, and all other tasks of the
    /// thread: use `spawn_blocking` for blocking code. A handler that blocks its thread for more
    /// than 250 ms is logged at WARN, with its name.
    pub fn ack_deadline(self, deadline: Duration) -> Self {
        self.set(|options| options.ack_deadline = deadline)
    }

    /// Sets how long a handler may run. After that it is cancelled, and its update fails with
    /// [`TimedOut`](crate::TimedOut). Unlimited by default.
    pub fn handler_timeout(self, timeout: Duration) -> Self {
        self.set(|options| options.intake.handler_timeout = Some(timeout))
    }

    /// Sets the maximum number of updates in flight, including those that wait for their turn.
    /// Defaults to 1,024. Further updates are answered 503.
    pub fn max_in_flight(self, updates: usize) -> Self {
        self.set(|options| options.intake.max_in_flight = updates)
    }

    /// Sets the maximum number of handlers that run at the same time, at least 1. Unlimited by
    /// default. An update waits for a free slot after its turn in its lane has come.
    pub fn max_running(self, handlers: usize) -> Self {
        self.set(|options| options.max_running = Some(handlers))
    }

    /// Sets the lane of an update: updates of one lane run one at a time, in the order of
    /// arrival. Defaults to [`LaneBy::Chat`].
    ///
    /// Telegram sends the next message of a chat only after a response to the previous one.
    /// Therefore, if lanes are narrower than chats, an update is answered 200 as soon as it is
    /// admitted: a crash loses updates in flight, and the bot sends all replies.
    pub fn lane_by(self, lane_by: LaneBy) -> Self {
        self.set(|options| options.intake.lane_by = lane_by)
    }

    /// Sets how many updates may continue after their response: those whose handlers left their
    /// [`Lane`](chappe_intake::Lane), and those with background work. Defaults to 10,000. Beyond
    /// this number, updates count towards [`max_in_flight`](Self::max_in_flight) until they end.
    pub fn max_background(self, updates: usize) -> Self {
        self.set(|options| options.intake.max_detached = updates)
    }

    /// Sets the minimum number of handled updates that are remembered for deduplication: a
    /// duplicate is answered 200 and does not run again. Defaults to 16,384; 0 turns
    /// deduplication off.
    ///
    /// All updates of the last two minutes are remembered as well, because Telegram repeats most
    /// requests within that time. Older updates, and those of another process, run again if they
    /// are repeated. Memory is bounded: at most 16 million consecutive ids are remembered
    /// (Telegram's ids are consecutive), or 262,144 random ids.
    pub fn remember(self, updates: usize) -> Self {
        self.set(|options| options.intake.remember = updates)
    }

    /// Admits only clients of these networks, such as [`IpNetwork::TELEGRAM`]. Off by default.
    /// A request without a [`Peer`](crate::Peer) is answered 403.
    pub fn ip_filter(self, networks: impl IntoIterator<Item = IpNetwork>) -> Self {
        let networks = networks.into_iter().collect();
        self.set(|options| options.allowed = Some(networks))
    }

    /// Trusts the `X-Forwarded-For` header of these proxies: the client's address is the rightmost
    /// hop that is not one of these proxies.
    pub fn trusted_proxies(self, networks: impl IntoIterator<Item = IpNetwork>) -> Self {
        let networks = networks.into_iter().collect();
        self.set(|options| options.trusted_proxies = networks)
    }

    /// Sends replies that cannot be part of a response through this service instead of the
    /// [bot](Self::bot). If there is neither a service nor a bot, such replies are dropped and
    /// logged.
    ///
    /// They are sent before the next update of the chat starts. If this fails, the error is passed
    /// to the root router's error observers.
    pub fn replies<S>(self, service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        self.set(|options| options.replies = Some(ReplySender::through(service)))
    }

    /// Registers this webhook with Telegram through its [bot](Self::bot), as
    /// [`register_webhook`] does. It fills in fields that `wanted` does not set:
    ///
    /// - `allowed_updates`: the dispatcher's
    ///   [`allowed_updates`](Dispatcher::allowed_updates);
    /// - `secret_token`: the webhook's first [`secret`](Self::secret), if it has one.
    ///
    /// Every replica of a bot can call this at every start. [`serve`](crate::serve) calls it if
    /// [`Serve::register`](crate::Serve::register) is set.
    ///
    /// # Errors
    ///
    /// Fails as [`register_webhook`] does, and if the webhook has no bot.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the webhook may or may not have been set.
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

    /// Sets the policy for updates whose error no error observer handled: acknowledge or
    /// redeliver. By default, and if the policy panics, such updates are acknowledged.
    pub fn on_failure(
        self,
        policy: impl Fn(&BoxError) -> OnFailure + Send + Sync + 'static,
    ) -> Self {
        self.set(|options| options.intake.on_failure = Arc::new(policy))
    }

    /// Returns the dispatcher. Its values include the [bot](Self::bot), and the bot's identity
    /// once that is known.
    pub fn dispatcher(&self) -> &Dispatcher {
        self.state.running().map_or(&self.setup.dispatcher, |running| &running.dispatcher)
    }

    /// Returns whether requests need a [`Peer`](crate::Peer).
    pub(crate) fn needs_peer(&self) -> bool {
        self.setup.options.allowed.is_some()
    }

    pub(crate) fn setup(&self) -> &Setup {
        &self.setup
    }

    pub(crate) fn state(&self) -> &SharedState {
        &self.state
    }
}

/// The cause of a failed registration without a bot.
const NO_BOT: &str = "the webhook has no bot: set one, `Webhook::new(app).bot(bot)`";

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("dispatcher", self.dispatcher())
            .field("bot", &self.setup.bot)
            .field("options", &self.setup.options)
            .finish_non_exhaustive()
    }
}

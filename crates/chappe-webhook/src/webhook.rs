//! The webhook's service.

use std::{
    any::Any,
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Buf;
use chappe_client::{Bot, Error, Registered, register_webhook};
use chappe_core::{BoxError, Dispatcher, Outcome, Reply, Request};
use chappe_intake::{Accepted, Carried, Intake, Landing, OnFailure, ReplySender, report};
use chappe_types::{SetWebhook, Update};
use http::{HeaderMap, Method, Response, StatusCode, header};
use http_body::Body;
use tokio::sync::oneshot::error::TryRecvError;
use tower_service::Service;

use crate::{
    address::{IpNetwork, Peer, client},
    answer::{AnswerBody, carry, empty, only_post, refuse, render},
    body,
    budget::Budget,
    options::Options,
};

/// A webhook: `Service<http::Request<B>>` for any body. It looks at no path and
/// never fails.
///
/// | answer | when |
/// |---|---|
/// | 200 | handled, or known already; with the reply, if there is one in time |
/// | 405 | not `POST` |
/// | 403 | the address filter is on and does not know the client |
/// | 401 | no secret, a wrong one, or two |
/// | 415 | not JSON by its own word |
/// | 413, 408 | the body is too large, or too slow |
/// | 400 | not an update |
/// | 503 | too much to do, shutting down, or to be asked again |
///
/// They are checked in this order; the body is not read before the secret was
/// found right. Each answer but 200 says when to come again (`Retry-After`), and all
/// but 200 and 503 end the connection.
///
/// Who mounts it in a server of their own calls
/// [`Dispatcher::startup`] and [`Dispatcher::shutdown`]; [`serve`](crate::serve)
/// does.
///
/// # Cancel safety
///
/// Dropping the future of a request drops nothing of the update, which goes on
/// and whose reply goes to [`replies`](Self::replies).
///
/// # Example
///
/// ```
/// use chappe_core::{Dispatcher, Router, extract::Text, filter::text, reply};
/// use chappe_webhook::Webhook;
/// use http_body_util::{BodyExt, Full};
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let app = Router::new("app")
///     .message(|on| on.on(text(), async |Text(text): Text| reply(text)));
/// let webhook = Webhook::new(Dispatcher::new(app)).secret("s3cr3t");
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
#[must_use = "a webhook does nothing until it is served"]
pub struct Webhook<D = Dispatcher> {
    dispatcher: Dispatcher,
    service: Arc<D>,
    options: Arc<Options>,
    intake: Arc<OnceLock<Arc<Intake>>>,
}

impl Webhook {
    /// A webhook that feeds `dispatcher`.
    pub fn new(dispatcher: Dispatcher) -> Self {
        Self::with_service(dispatcher.clone(), dispatcher)
    }
}

impl<D> Webhook<D> {
    /// A webhook that feeds `service`: layers of your own around `dispatcher`.
    pub fn with_service(dispatcher: Dispatcher, service: D) -> Self {
        let service = Arc::new(service);
        Self { dispatcher, service, options: Arc::default(), intake: Arc::default() }
    }

    fn set(mut self, set: impl FnOnce(&mut Options)) -> Self {
        set(Arc::make_mut(&mut self.options));
        // What was started with other options goes its own way.
        self.intake = Arc::default();
        self
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
        let mut secrets = self.options.secrets.clone();
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
    /// off unless set. A request without a [`Peer`] is nobody's.
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

    /// Sends the replies that no answer carries through this service, such as a
    /// [`Bot`]. Without one they are dropped and logged. They are:
    ///
    /// - late ones;
    /// - those with a file that is not in memory;
    /// - what Telegram ignores in an answer: `get…`, `setWebhook`, `deleteWebhook`, `close`
    ///   and `logOut`, more than 1 MiB of parameters or 50 files, JSON nested deeper than
    ///   100 levels.
    ///
    /// They are sent before the next update of their chat begins. A failure
    /// goes to the root's error observers.
    ///
    /// If it is a [`Bot`], replies in answers get its [defaults](chappe_client::Defaults)
    /// too.
    pub fn replies<S>(self, service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        let bot = (&service as &dyn Any).downcast_ref::<Bot>().cloned();
        self.set(|options| {
            options.intake.replies = ReplySender::through(service);
            options.intake.carries = Arc::new(move |reply| render(reply, bot.as_ref()));
        })
    }

    /// Tells Telegram where this webhook is, as [`register_webhook`] does, and which kinds
    /// of update to send unless `wanted` says so: the dispatcher's
    /// [`allowed_updates`](Dispatcher::allowed_updates).
    ///
    /// Safe to be called by every replica at every start.
    ///
    /// # Errors
    ///
    /// As [`register_webhook`].
    pub async fn register(&self, bot: &Bot, wanted: &SetWebhook) -> Result<Registered, Error> {
        let mut wanted = wanted.clone();
        wanted.allowed_updates.get_or_insert_with(|| {
            let kinds = self.dispatcher.allowed_updates();
            kinds.into_iter().map(|kind| kind.as_str().into()).collect()
        });
        register_webhook(bot, &wanted).await
    }

    /// Decides what becomes of updates whose failure no error observer took;
    /// they are acknowledged unless set, and if the policy panics.
    pub fn on_failure(
        self,
        policy: impl Fn(&BoxError) -> OnFailure + Send + Sync + 'static,
    ) -> Self {
        self.set(|options| options.intake.on_failure = Arc::new(policy))
    }

    /// The dispatcher, for its startup and shutdown.
    pub fn dispatcher(&self) -> &Dispatcher {
        &self.dispatcher
    }

    /// Accepts no more updates (they are answered 503), and waits until those
    /// under way are done.
    pub async fn drain(&self) {
        self.intake().drain().await;
    }

    /// Accepts no more updates.
    pub(crate) fn close(&self) {
        self.intake().close();
    }

    /// Begins nothing more, not even what waits for its turn.
    pub(crate) fn halt(&self) {
        self.intake().halt();
    }

    /// Whether it wants to know who sends a request.
    pub(crate) fn asks_for_peers(&self) -> bool {
        self.options.allowed.is_some()
    }

    fn intake(&self) -> &Arc<Intake> {
        self.intake.get_or_init(|| {
            Arc::new(Intake::new(self.dispatcher.clone(), self.options.for_intake()))
        })
    }
}

impl<B, D> Service<http::Request<B>> for Webhook<D>
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        let webhook = self.clone();
        ResponseFuture { future: Box::pin(async move { webhook.respond(request).await }) }
    }
}

impl<D> Webhook<D>
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    /// Answers one request.
    pub(crate) async fn respond<B>(&self, request: http::Request<B>) -> Response<AnswerBody>
    where
        B: Body,
        B::Error: Into<BoxError>,
    {
        let answer = receive(request, &self.service, &self.options, self.intake()).await;
        answer.unwrap_or_else(|refusal| refusal)
    }
}

/// One request from its head to its answer; refusals are errors.
async fn receive<B, D>(
    request: http::Request<B>,
    service: &Arc<D>,
    options: &Options,
    intake: &Arc<Intake>,
) -> Result<Response<AnswerBody>, Response<AnswerBody>>
where
    B: Body,
    B::Error: Into<BoxError>,
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        return Err(only_post());
    }
    admit(&head, options).map_err(refuse)?;
    let update = body::read(body, &options.body, Update::from_slice).await.map_err(refuse)?;
    let update = update.map_err(|error| {
        report(|| tracing::warn!(%error, "a request is not an update"));
        refuse(StatusCode::BAD_REQUEST)
    })?;
    let mut waits = match intake.accept_here(update, service).await {
        Accepted::Waits(landing) => landing,
        Accepted::Known => return Ok(empty()),
        Accepted::No => return Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
    };
    // Nearly always it is there.
    let landed = match waits.try_recv() {
        Err(TryRecvError::Empty) => tokio::time::timeout(options.ack_deadline, waits).await,
        Ok(landing) => Ok(Ok(landing)),
        Err(TryRecvError::Closed) => Ok(Ok(Landing::AskAgain)),
    };
    match landed {
        Ok(Ok(Landing::Handled(reply))) => Ok(answer(reply)),
        Ok(Ok(Landing::AskAgain) | Err(_)) => Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
        // The handler goes on.
        Err(_) => Ok(empty()),
    }
}

/// Checks all that the head tells.
fn admit(head: &http::request::Parts, options: &Options) -> Result<(), StatusCode> {
    if let Some(allowed) = &options.allowed {
        let peer = head.extensions.get::<Peer>().map(|Peer(address)| address.ip());
        let client = client(peer, &head.headers, &options.trusted_proxies);
        if !client.is_some_and(|client| allowed.iter().any(|network| network.contains(client))) {
            return Err(StatusCode::FORBIDDEN);
        }
    }
    if !options.secrets.admit(&head.headers) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if !is_json(&head.headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Ok(())
}

/// Whether the body is JSON by its own word, or says nothing.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

fn answer(reply: Option<Carried>) -> Response<AnswerBody> {
    reply.and_then(Carried::take).map_or_else(empty, carry)
}

impl<D> Clone for Webhook<D> {
    fn clone(&self) -> Self {
        Self {
            dispatcher: self.dispatcher.clone(),
            service: Arc::clone(&self.service),
            options: Arc::clone(&self.options),
            intake: Arc::clone(&self.intake),
        }
    }
}

impl<D> fmt::Debug for Webhook<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("dispatcher", &self.dispatcher)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Response future of [`Webhook`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    future: Pin<Box<dyn Future<Output = Response<AnswerBody>> + Send>>,
}

impl Future for ResponseFuture {
    type Output = Result<Response<AnswerBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

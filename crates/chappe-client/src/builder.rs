//! Builds bots.

use std::{env, error::Error, fmt, sync::Arc, time::Duration};

use bytes::Buf;
use chappe_core::{BoxError, ErasedService, write_causes};
use http::{Request, Response, Uri};
use http_body::Body;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::Connection;
use tokio::sync::OnceCell;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    bot::{Bot, Preparation, Shared, Stack},
    call::Call,
    http::{BoxHttp, Http, Proxy, RequestBody, Site, client, erase},
    layers::{
        CallFuture, CallTimeoutLayer, CallTraceLayer, Defaults, DefaultsLayer, Maybe,
        MigrationLayer, PrepareLayer, RetryAfterLayer, RetryLayer,
    },
    server::ApiServer,
    token::{BotToken, TokenError},
};

/// Options of a [`Bot`]; made by [`Bot::builder`].
///
/// A call passes, from the outside in:
///
/// ```text
/// your layers → trace → prepare → defaults → migration → retry after → retry → timeout → HTTP
/// ```
#[must_use = "a builder does nothing until it builds"]
pub struct BotBuilder {
    token: BotToken,
    server: ApiServer,
    connect_timeout: Duration,
    proxy: Option<Proxy>,
    http: Option<MakeHttp>,
    layers: Vec<Wrap>,
    prepare: PrepareLayer,
    defaults: Option<DefaultsLayer>,
    migration: bool,
    retry_after: Option<RetryAfterLayer>,
    retry: Option<RetryLayer>,
    timeout: CallTimeoutLayer,
}

/// A layer of the user's own.
type Wrap = Box<dyn FnOnce(CallService) -> BoxCalls + Send>;

/// Layers with their type erased, which tell whether they are ready.
type BoxCalls = ErasedService<Call, ApiResponse>;

/// Makes a transport of the user's own, given the time to connect in.
type MakeHttp = Box<dyn FnOnce(Duration) -> BoxHttp + Send>;

/// What a layer of your own wraps.
#[derive(Clone)]
pub struct CallService(BoxCalls);

impl Service<Call> for CallService {
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        self.0.call(call)
    }
}

impl BotBuilder {
    pub(crate) fn new(token: BotToken) -> Self {
        Self {
            token,
            server: ApiServer::default(),
            connect_timeout: Duration::from_secs(10),
            proxy: None,
            http: None,
            layers: Vec::new(),
            prepare: PrepareLayer::default(),
            defaults: None,
            migration: true,
            retry_after: Some(RetryAfterLayer::default()),
            retry: Some(RetryLayer::default()),
            timeout: CallTimeoutLayer::default(),
        }
    }

    /// By the environment: see [`Bot::from_env`].
    ///
    /// # Errors
    ///
    /// Fails if there is no token, or one of the two cannot be used.
    pub fn from_env() -> Result<Self, BuildError> {
        let token = env::var("TELEGRAM_BOT_TOKEN").map_err(|_| {
            BuildError::because(
                "the environment has no TELEGRAM_BOT_TOKEN, which @BotFather gives out",
            )
        })?;
        let builder = Self::new(token.trim().parse()?);
        match env::var("TELEGRAM_API_URL") {
            Ok(url) => match ApiServer::new(&url) {
                Ok(server) => Ok(builder.server(server)),
                Err(_) => Err(BuildError::because("TELEGRAM_API_URL is not the URL of a server")),
            },
            Err(_) => Ok(builder),
        }
    }

    /// The server to talk to; Telegram's own unless set.
    pub fn server(mut self, server: ApiServer) -> Self {
        self.server = server;
        self
    }

    /// Adds a layer around calls; the first one is the outermost, and all of
    /// them are outside of the layers that are on by default: they see a call
    /// once, whatever is made again inside.
    ///
    /// A layer sees the calls that the bot makes. So a bot that has one
    /// [sends its replies itself](Bot::has_own_layers), behind a webhook too; what only
    /// changes calls is better given to [`prepare`](Self::prepare).
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = ApiResponse> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Error: Into<BoxError>,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |inner| BoxCalls::new(layer.layer(inner))));
        self
    }

    /// Adds a function that changes every call before it is made; several do so in the
    /// order in which they are added, and all of them before the
    /// [defaults](Self::defaults) fill what is still not set.
    ///
    /// It applies to the replies in a webhook's answers too. A call is changed once: not
    /// when it is made again, nor when it was [prepared](Bot::prepare) before.
    ///
    /// A panic of the function leaves the future of the call, as that of a layer does;
    /// sources of updates catch it.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::client::Call;
    /// use chappe::prelude::*;
    /// use chappe::types::SendMessage;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let bot = Bot::builder("42:AAF-secret_of-thirty-five-characters".parse()?)
    ///     .prepare(|mut call| {
    ///         if call.accepts("protect_content") {
    ///             call.set("protect_content", true);
    ///         }
    ///         call
    ///     })
    ///     .build()?;
    /// let call = bot.prepare(Call::new(&SendMessage::new(7, "hi")));
    /// assert_eq!(call.params().get("protect_content"), Some("true"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn prepare(mut self, change: impl Fn(Call) -> Call + Send + Sync + 'static) -> Self {
        self.prepare.push(change);
        self
    }

    /// Parameters that calls have unless they say otherwise.
    #[inline]
    pub fn defaults(mut self, defaults: Defaults) -> Self {
        self.defaults = Some(DefaultsLayer::new(defaults));
        self
    }

    /// Whether groups are followed that became supergroups, as they are unless
    /// set.
    pub fn migration(mut self, yes: bool) -> Self {
        self.migration = yes;
        self
    }

    /// How 429 is waited out; `None` fails at once.
    pub fn retry_after(mut self, layer: impl Into<Option<RetryAfterLayer>>) -> Self {
        self.retry_after = layer.into();
        self
    }

    /// What is made again after it failed on the way; `None` for nothing.
    pub fn retry(mut self, layer: impl Into<Option<RetryLayer>>) -> Self {
        self.retry = layer.into();
        self
    }

    /// How long calls may take.
    pub fn timeout(mut self, layer: CallTimeoutLayer) -> Self {
        self.timeout = layer;
        self
    }

    /// How long a connection may take to come about, TLS included; 10 s unless
    /// set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// A proxy to connect through; none unless set, not even the environment's.
    /// A connector or transport of your own knows nothing of it.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// A connector of your own, TLS included: any `Service<Uri>` of hyper-util.
    pub fn connector<C>(mut self, connector: C) -> Self
    where
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: Read + Write + Connection + Unpin + Send + 'static,
        C::Error: Into<BoxError>,
        C::Future: Send + 'static,
    {
        self.http = Some(Box::new(|timeout| client(connector, timeout)));
        self
    }

    /// A transport of your own: any service of HTTP requests.
    ///
    /// The length of a request is in its body's size hint, and in no header: whoever
    /// writes HTTP sets `Content-Length` from it, as hyper does.
    ///
    /// It must not follow redirects, which no Bot API server sends. Errors of
    /// requests that never left are best wrapped in
    /// [`NotSent`](crate::NotSent).
    pub fn transport<T, B>(mut self, transport: T) -> Self
    where
        T: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
        T::Error: Into<BoxError>,
        T::Future: Send + 'static,
        B: Body + Send + 'static,
        B::Data: Buf + Send,
        B::Error: Into<BoxError>,
    {
        self.http = Some(Box::new(|_| erase(transport)));
        self
    }

    /// Builds the bot.
    ///
    /// # Errors
    ///
    /// Fails if the token is none of Telegram's and the server is.
    pub fn build(self) -> Result<Bot, BuildError> {
        if self.server.is_telegrams() && !self.token.is_telegrams() {
            return Err(BuildError::because(
                "the token is too short for one of Telegram's: was it copied whole?",
            ));
        }
        let http = match self.http {
            Some(make) => make(self.connect_timeout),
            None => crate::http::default(self.proxy, self.connect_timeout),
        };
        let (id, site) = (self.token.bot_id(), Site { server: self.server, token: self.token });
        let site = Arc::new(site);
        let timed = self.timeout.layer(Http::new(http.clone(), Arc::clone(&site)));
        let migration = self.migration.then(MigrationLayer::new);
        // One type, so that a call is boxed once for all of them.
        let retried = Maybe::wrap(self.retry.as_ref(), timed);
        let waiting = Maybe::wrap(self.retry_after.as_ref(), retried);
        let migrated = Maybe::wrap(migration.as_ref(), waiting);
        let filled = Maybe::wrap(self.defaults.as_ref(), migrated);
        let changes = if self.prepare.is_empty() { None } else { Some(&self.prepare) };
        let traced = CallTraceLayer::new().layer(Maybe::wrap(changes, filled));
        let has_own_layers = !self.layers.is_empty();
        let calls: Arc<dyn Stack> = if has_own_layers {
            let layers = self.layers.into_iter().rev();
            Arc::new(layers.fold(BoxCalls::new(traced), |calls, layer| layer(CallService(calls))))
        } else {
            Arc::new(traced)
        };
        Ok(Bot::assemble(Shared {
            id,
            calls,
            preparation: Preparation { prepare: self.prepare, defaults: self.defaults, migration },
            has_own_layers,
            files: Some((http, site)),
            me: OnceCell::new(),
        }))
    }
}

impl fmt::Debug for BotBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotBuilder")
            .field("token", &self.token)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CallService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallService").finish_non_exhaustive()
    }
}

/// Why a bot could not be built.
pub struct BuildError {
    why: &'static str,
    source: Option<TokenError>,
}

impl BuildError {
    pub(crate) fn because(why: &'static str) -> Self {
        Self { why, source: None }
    }
}

impl From<TokenError> for BuildError {
    fn from(error: TokenError) -> Self {
        Self { why: "the token cannot be used", source: Some(error) }
    }
}

/// With all causes, for it is what a `main` that returns it shows.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|error| error as &(dyn Error + 'static))
    }
}
